"""Batch and deduplicate: one loader a provider and request.

What a GraphQL operation asks of one provider goes through one `DataLoader`: equal keys are one key,
and all keys of one tick are one batch. A batch reads the cache once and starts a fetch for each key
that it missed. What `load` gives back first is the flight of each key, not its answer: so a slow
key holds up nobody who waits for another one, and the first wait ends as soon as the cache has
answered.

Flights are shared by all operations of the process: equal work in flight is done once. A flight
never raises: its failure is a value, and the failure of its own key only.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from strawberry.dataloader import DataLoader

from gateway.cache import Cache, Entry, cache_key
from gateway.errors import GatewayError, Internal, NotFound, ProviderError

V = TypeVar("V")

log = logging.getLogger(__name__)


class Missing:
    """What is kept of a shipment that a provider does not know."""


MISSING = Missing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[V]):
    """What came of one key.

    `value` is None where there is none; then `error` says why. With both, the value is an old one
    that stands in for a provider that failed. Times are seconds since the epoch; None where nothing
    left the provider.
    """

    value: V | None = None
    error: GatewayError | None = None
    fetched_at: float | None = None
    fresh_until: float | None = None
    from_cache: bool = False


class Source(Generic[V]):
    """One kind of request to one provider.

    Its cache, its flights, its limit. Lives as long as the process.

    `fetch` asks the provider and raises `ProviderError`; `lifetime` tells how many seconds a value
    (or `MISSING`) stays fresh, `stale` how many more it may stand in for a failing provider;
    `missing` makes the error of a key that is known not to exist. `name` are the parts that tell
    this source's cache keys from all others.
    """

    def __init__(
        self,
        name: Sequence[str],
        *,
        fetch: Callable[[str], Awaitable[V]],
        cache: Cache[V | Missing],
        lifetime: Callable[[V | Missing], float],
        missing: Callable[[], NotFound],
        stale: float,
        limit: int,
        clock: Callable[[], float],
    ) -> None:
        self._name = tuple(name)
        self._fetch = fetch
        self._cache = cache
        self._lifetime = lifetime
        self._missing = missing
        self._stale = stale
        self._slots = asyncio.Semaphore(limit)
        self._clock = clock
        self._flights: dict[str, asyncio.Task[Loaded[V]]] = {}

    def loader(self, max_age: float | None = None) -> "Loader[V]":
        """Return a loader for one operation.

        Which takes no answer from the cache that is older than `max_age` seconds.
        """
        return Loader(self, max_age)

    async def start(self, keys: Sequence[str], max_age: float | None) -> list[Awaitable[Loaded[V]]]:
        """Read the cache once and return a flight a key, in the order of the keys."""
        entries = await self._cache.get_many([cache_key(*self._name, key) for key in keys])
        now = self._clock()
        return [
            self._flight(key, entry, now, max_age) for key, entry in zip(keys, entries, strict=True)
        ]

    async def aclose(self) -> None:
        """End what is still under way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _flight(
        self, key: str, entry: Entry[V | Missing] | None, now: float, max_age: float | None
    ) -> Awaitable[Loaded[V]]:
        if entry is not None and entry.fresh_until > now and _young(entry, now, max_age):
            return _landed(self._from_entry(entry))
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._go(key, entry))
            self._flights[key] = flight
            flight.add_done_callback(lambda _: self._flights.pop(key, None))
        # A caller who goes away leaves the flight to the others.
        return asyncio.shield(flight)

    async def _go(self, key: str, entry: Entry[V | Missing] | None) -> Loaded[V]:
        try:
            async with self._slots:
                value: V | Missing = await self._fetch(key)
        except NotFound:
            value = MISSING
        except ProviderError as error:
            return self._stand_in(entry, error)
        except Exception:
            log.exception("a fetch failed in a way that it must not")
            return self._stand_in(entry, Internal("The gateway has a fault."))
        fresh = await self._keep(key, value)
        return self._from_entry(fresh, from_cache=False)

    async def _keep(self, key: str, value: V | Missing) -> Entry[V | Missing]:
        now = self._clock()
        fresh_until = now + self._lifetime(value)
        entry = Entry(value, now, fresh_until, fresh_until + self._stale)
        await self._cache.set_many({cache_key(*self._name, key): entry})
        return entry

    def _from_entry(self, entry: Entry[V | Missing], *, from_cache: bool = True) -> Loaded[V]:
        missing = isinstance(entry.value, Missing)
        return Loaded(
            value=None if isinstance(entry.value, Missing) else entry.value,
            error=self._missing() if missing else None,
            fetched_at=entry.fetched_at,
            fresh_until=entry.fresh_until,
            from_cache=from_cache,
        )

    def _stand_in(self, entry: Entry[V | Missing] | None, error: GatewayError) -> Loaded[V]:
        if entry is None or isinstance(entry.value, Missing):
            return Loaded(error=error)
        return Loaded(
            value=entry.value,
            error=error,
            fetched_at=entry.fetched_at,
            fresh_until=entry.fresh_until,
            from_cache=True,
        )


def _young(entry: Entry[V], now: float, max_age: float | None) -> bool:
    return max_age is None or now - entry.fetched_at <= max_age


def _landed(loaded: Loaded[V]) -> Awaitable[Loaded[V]]:
    future: asyncio.Future[Loaded[V]] = asyncio.get_running_loop().create_future()
    future.set_result(loaded)
    return future


class Loader(Generic[V]):
    """One operation's view of a source.

    Equal keys are asked for once, and all keys of a tick together.
    """

    def __init__(self, source: Source[V], max_age: float | None) -> None:
        async def start(keys: list[str]) -> list[Awaitable[Loaded[V]]]:
            return await source.start(keys, max_age)

        self._loader: DataLoader[str, Awaitable[Loaded[V]]] = DataLoader(load_fn=start)

    async def load(self, key: str) -> Loaded[V]:
        """Return what came of one key; never raises but for cancellation."""
        return await (await self._loader.load(key))
