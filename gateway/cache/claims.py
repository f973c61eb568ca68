"""Who fetches what: single flight over all replicas that share a server."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from secrets import token_hex
from typing import Any

from gateway.cache.scripts import CLAIM, HELD, RELEASE
from gateway.cache.store import Store

POLL_EVERY = 0.02
"""Seconds between two looks at the claims of other replicas."""


class Claims:
    """The right to fetch, one holder a key over all replicas.

    A claim ends when it is released, or after `lifetime` seconds if its holder has died: choose it
    longer than any fetch. Without a shared server, or while it fails, everybody may fetch
    everything; equal work within one process is the caller's to join. `sleep` waits. `won` and
    `lost` count the claims that the server has decided on.
    """

    def __init__(
        self,
        store: Store,
        *,
        lifetime: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.won = 0
        self.lost = 0
        self._store = store
        self._owner = token_hex(16).encode()
        self._lifetime = str(math.ceil(lifetime * 1000)).encode()
        self._sleep = sleep
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}
        self._poller: asyncio.Task[None] | None = None
        self._releases: set[asyncio.Task[None]] = set()

    @property
    def are_shared(self) -> bool:
        """Whether there is anybody to share them with."""
        return self._store.is_shared

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """Return those of these keys that are this caller's to fetch now, and to release after.

        One round trip. A key that is claimed already, by whomever, is not returned.
        """
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return set()
        args = [self._owner, self._lifetime]
        try:
            won = await self._store.run(CLAIM, _names(wanted), args, _flags(len(wanted)))
        except asyncio.CancelledError:
            # The server may have got it. Nobody will fetch, so nobody should wait for it.
            self._release_soon(wanted)
            raise
        if won is None:
            return set(wanted)
        self.won += sum(won)
        self.lost += len(won) - sum(won)
        return {key for key, mine in zip(wanted, won, strict=True) if mine}

    async def release(self, keys: Sequence[str]) -> None:
        """Give up these claims; those that have expired and are another's now stay the other's."""
        if keys:
            await self._store.run(RELEASE, _names(keys), [self._owner], bool)

    async def settled(self, key: str) -> None:
        """Wait until nobody holds the claim on this key; don't wait while the server fails."""
        if not self._store.is_shared:
            return
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, set()).add(gone)
        if self._poller is None:
            self._poller = asyncio.create_task(self._poll())
        try:
            await gone
        finally:
            self._leave(key, gone)

    async def aclose(self) -> None:
        """Let everybody who waits go on, and finish what was begun."""
        if self._poller is not None:
            self._poller.cancel()
            await asyncio.gather(self._poller, return_exceptions=True)
        await asyncio.gather(*self._releases, return_exceptions=True)

    async def _poll(self) -> None:
        """Ask for all awaited keys at once, again and again while there are any."""
        try:
            while self._waiting:
                await self._sleep(POLL_EVERY)
                keys = list(self._waiting)
                held = await self._store.run(HELD, _names(keys), [], _flags(len(keys)))
                for key, still in zip(keys, held or [False] * len(keys), strict=True):
                    if not still:
                        self._wake(key)
        finally:
            self._poller = None
            for key in list(self._waiting):
                self._wake(key)

    def _wake(self, key: str) -> None:
        for gone in self._waiting.pop(key, ()):
            if not gone.done():
                gone.set_result(None)

    def _leave(self, key: str, gone: asyncio.Future[None]) -> None:
        """Don't ask for a key any more that nobody waits for."""
        waiting = self._waiting.get(key, set())
        waiting.discard(gone)
        if not waiting:
            self._waiting.pop(key, None)

    def _release_soon(self, keys: Sequence[str]) -> None:
        task = asyncio.create_task(self.release(keys))
        self._releases.add(task)
        task.add_done_callback(self._releases.discard)


def _names(keys: Sequence[str]) -> list[str]:
    # Names of entries begin otherwise, so a claim is never one.
    return [f"claim:{key}" for key in keys]


def _flags(count: int) -> Callable[[Any], list[bool]]:
    def read(answer: Any) -> list[bool]:
        if len(answer) != count or not set(answer) <= {0, 1}:
            raise ValueError("not one flag a key")
        return [bool(flag) for flag in answer]

    return read
