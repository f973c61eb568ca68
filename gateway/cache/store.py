"""Where entries live: in memory alone, or in memory in front of a shared server."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal, TypeVar

from aiocache.base import BaseCache  # type: ignore[import-untyped]  # It ships no types.
from redis.exceptions import RedisError, ResponseError

from gateway.cache.address import MEMORY, check_url
from gateway.cache.breaker import Breaker
from gateway.cache.entry import Entry
from gateway.cache.memory import MemoryCache
from gateway.cache.patience import Patience
from gateway.cache.shared import connect

logger = logging.getLogger(__name__)
T = TypeVar("T")

NAMESPACE = "gateway"
OPERATION_TIMEOUT = 0.1


class Store:
    """Memory, and a shared server behind it if there is one. No operation raises.

    `front` holds `Entry` objects, `shared` holds `Entry[bytes]`; both are aiocache caches.
    `errors` counts what failed: operations and broken entries.
    """

    def __init__(
        self,
        front: MemoryCache,
        shared: BaseCache | None = None,
        *,
        operation_timeout: float = OPERATION_TIMEOUT,
        breaker: Breaker | None = None,
    ) -> None:
        self.errors = 0
        self._front = front
        self._shared = shared
        self._timeout = operation_timeout
        self._breaker = breaker or Breaker()
        self._refusals: set[str] = set()

    def __len__(self) -> int:
        return len(self._front)

    @property
    def state(self) -> Literal["closed", "open"]:
        """The shared server's breaker: "open" while memory alone serves."""
        return self._breaker.state

    @property
    def is_shared(self) -> bool:
        """Whether there is a shared server behind the memory."""
        return self._shared is not None

    async def ping(self) -> bool:
        """Ask whether the shared server answers; memory alone always does."""
        if self._shared is None:
            return True
        return await self._ask(lambda shared: shared.raw("ping")) is not None

    async def aclose(self) -> None:
        """Close all connections; what is still under way is a miss."""
        if self._shared is not None:
            # A server that is gone needs no farewell.
            with suppress(RedisError, OSError):
                await self._shared.close()

    def glance(self, key: str) -> Entry[Any] | None:
        """Return what memory holds of one key, without waiting for anything."""
        return self._front.look_up(key)

    def recall(self, keys: Sequence[str]) -> dict[str, Entry[Any]]:
        """Return what memory holds of these keys."""
        return _found(keys, map(self._front.look_up, keys))

    def remember(self, entries: Mapping[str, Entry[Any]]) -> None:
        """Put entries into memory."""
        for key, entry in entries.items():
            self._front.keep(key, entry)

    async def fetch(self, keys: Sequence[str]) -> dict[str, Entry[bytes]]:
        """Return what the shared server holds of these keys, in one round trip."""
        if not keys:
            return {}
        return _found(keys, await self._ask(lambda shared: shared.multi_get(keys)))

    async def send(self, entries: Mapping[str, Entry[bytes]]) -> None:
        """Put entries on the shared server, in one round trip."""
        if entries:
            await self._ask(lambda shared: shared.multi_set(entries.items()))

    async def run(
        self, script: str, keys: Sequence[str], args: Sequence[bytes], read: Callable[[Any], T]
    ) -> T | None:
        """Run a Lua script on the shared server, in one round trip; None if it fails.

        `read` makes the result of the server's answer; an answer that it raises for is a failure.
        """

        async def running(shared: BaseCache) -> T:
            return read(await shared.run(script, keys, args))

        return await self._ask(running)

    async def _ask(self, operation: Callable[[BaseCache], Awaitable[T]]) -> T | None:
        """Run one operation on the shared server; None if there is none or it fails."""
        if self._shared is None or not self._breaker.admits():
            return None
        try:
            async with Patience(self._timeout):
                answer = await operation(self._shared)
        except asyncio.CancelledError:
            # redis-py closes a connection that was cancelled in mid-read: nobody gets the answer
            # of another, and the pool opens a new one.
            self._breaker.abandoned()
            raise
        # Whatever a failing server does to its client, it is a miss.
        except Exception as error:
            self._note(error)
            return None
        self._breaker.succeeded()
        return answer

    def _note(self, error: Exception) -> None:
        self.errors += 1
        reason = type(error).__name__
        # A server that says no, as a read-only replica does to writes, is alive.
        if isinstance(error, ResponseError):
            self._breaker.succeeded()
            self._warn_once(reason)
        else:
            self._breaker.failed(reason)

    def _warn_once(self, reason: str) -> None:
        if reason not in self._refusals:
            self._refusals.add(reason)
            logger.warning("The shared cache refuses an operation (%s).", reason)


def _found(keys: Iterable[str], values: Iterable[Entry[T] | None] | None) -> dict[str, Entry[T]]:
    # Some backends answer with too few values, e.g. with none when aiocache is switched off.
    pairs = zip(keys, values or (), strict=False)
    return {key: entry for key, entry in pairs if entry is not None}


def open_store(
    url: str,
    *,
    max_entries: int,
    namespace: str = NAMESPACE,
    clock: Callable[[], float] = time.time,
    operation_timeout: float = OPERATION_TIMEOUT,
) -> Store:
    """Return the store at a URL; a shared server is first spoken to when something is asked.

    `memory://` is memory alone; `redis://`, `rediss://` (TLS) and `unix://` put memory in front of
    a Redis or Valkey server. Memory holds at most `max_entries`. No operation on the server takes
    longer than `operation_timeout` seconds. Names on the server begin with `namespace`.

    Raises:
        SettingsError: The URL names no cache.
    """
    scheme = check_url(url)
    front = MemoryCache(max_entries, clock)
    if scheme == MEMORY:
        return Store(front)
    shared = connect(url, namespace=namespace, clock=clock, operation_timeout=operation_timeout)
    return Store(front, shared, operation_timeout=operation_timeout)
