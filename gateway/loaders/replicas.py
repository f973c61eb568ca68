"""What replicas that share a server do once between them: fetch a key, and tell of it."""

import asyncio
import logging
from typing import Generic, TypeVar

from gateway.cache import Cache, Claims, Entry
from gateway.loaders.policy import Missing

V = TypeVar("V")

CLAIMS = 2
"""How often a key is left to another replica before it is fetched here."""

log = logging.getLogger(__name__)


class Batch(Generic[V]):
    """The claim on what one batch wants to fetch: made once, when the first of its flights asks."""

    def __init__(self, cache: Cache[V | Missing], claims: Claims) -> None:
        self._cache = cache
        self._claims = claims
        self._names: list[str] = []
        self._made: asyncio.Task[dict[str, Entry[V | Missing] | None]] | None = None

    def add(self, name: str) -> None:
        """Add a name; nobody has asked yet."""
        self._names.append(name)

    async def settle(self) -> dict[str, Entry[V | Missing] | None]:
        """Return the names that this replica may fetch, each with what is remembered of it now."""
        if self._made is None:
            self._made = asyncio.create_task(self._make())
        return await asyncio.shield(self._made)

    async def _make(self) -> dict[str, Entry[V | Missing] | None]:
        mine = list(await self._claims.claim(self._names))
        return dict(zip(mine, await self._cache.get_many(mine), strict=True))


class Replicas(Generic[V]):
    """The others that may be fetching the same; `within` is how many seconds they may take."""

    def __init__(self, cache: Cache[V | Missing], claims: Claims, within: float) -> None:
        self._cache = cache
        self._claims = claims
        self._within = within
        self._kept: dict[str, Entry[V | Missing]] = {}
        self._ended: list[str] = []
        self._telling: asyncio.Task[None] | None = None

    @property
    def are_there(self) -> bool:
        """Whether there may be any."""
        return self._claims.are_shared

    def batch(self) -> Batch[V]:
        """Return the claim on a batch, which claims nothing yet."""
        return Batch(self._cache, self._claims)

    async def meanwhile(
        self, name: str, entry: Entry[V | Missing] | None, batch: Batch[V]
    ) -> Entry[V | Missing] | None:
        """Return what another replica has fetched or is fetching; None where it is our turn."""
        try:
            async with asyncio.timeout(self._within):
                mine = await batch.settle()
                if name in mine:
                    # The other one may have been done between our look and our claim.
                    return _newer(mine[name], entry)
                return await self._from_another(name, entry)
        except TimeoutError:
            log.info("another replica took too long over a fetch; it is done here")
            return None

    def keep(self, name: str, entry: Entry[V | Missing]) -> None:
        """Remember an entry, for the others too, before the flight `end`s."""
        self._kept[name] = entry

    async def end(self, name: str) -> None:
        """Tell the others what came of a flight: all that end together, in two round trips."""
        self._ended.append(name)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell())
        await asyncio.shield(self._telling)

    async def _from_another(
        self, name: str, entry: Entry[V | Missing] | None
    ) -> Entry[V | Missing] | None:
        """Wait for the replica that is fetching this; None where nothing came of it."""
        for _ in range(CLAIMS):
            await self._claims.settled(name)
            (found,) = await self._cache.get_many([name])
            if (newer := _newer(found, entry)) is not None:
                return newer
            if name in await self._claims.claim([name]):
                (found,) = await self._cache.get_many([name])
                return _newer(found, entry)
        return None

    async def _tell(self) -> None:
        # Whatever has come by now is worked off in this round of the event loop.
        await asyncio.sleep(0)
        kept, ended = self._kept, self._ended
        self._kept, self._ended, self._telling = {}, [], None
        await self._cache.set_many(kept)
        await self._claims.release(ended)


def _newer(
    found: Entry[V | Missing] | None, entry: Entry[V | Missing] | None
) -> Entry[V | Missing] | None:
    """Return what was found, if it is newer than `entry`."""
    if found is None or (entry is not None and found.fetched_at <= entry.fetched_at):
        return None
    return found
