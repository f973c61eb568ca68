"""One kind of request to one provider: its cache, its flights, its limit."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from gateway.cache import Cache, Claims, Entry, cache_key
from gateway.errors import CarrierNotSupported, GatewayError, NotFound, ProviderError
from gateway.loaders.flight import Flight, Flights
from gateway.loaders.policy import MISSING, Loaded, Missing, Policy, Use, use
from gateway.loaders.replicas import Batch, Replicas
from gateway.loaders.traced import outcome, trace
from gateway.telemetry import From, Metrics, ProviderNotes, fault
from gateway.upstream import Call, Urgency, calling

V = TypeVar("V")

FAILURES = 10_000
"""Keys whose last failure is remembered."""

FAILURE_PAUSE = 5.0
"""Seconds after a failure in which the same key is not asked for again."""

LASTING_PAUSE = 300.0
"""Seconds for which a provider that does not serve a carrier is not asked for its parcel again."""

PATIENCE = 0.5
"""Share of the time for a fetch after which who waits gets the old answer, if there is one."""

log = logging.getLogger(__name__)


class Source(Generic[V]):
    """Answers keys from the cache, from a flight, or from the provider. Lives with the process.

    `fetch` asks the provider and raises `ProviderError`; it takes `within` seconds at the most, as
    `calling` tells it. `name` are the parts that tell this source's cache keys from all others.
    `clock` counts seconds since the epoch; `notes` is told where the answers come from.
    """

    def __init__(
        self,
        name: Sequence[str],
        *,
        fetch: Callable[[str], Awaitable[V]],
        cache: Cache[V | Missing],
        claims: Claims,
        policy: Policy[V],
        within: float,
        clock: Callable[[], float],
        notes: ProviderNotes | None = None,
    ) -> None:
        self._name = tuple(name)
        self._what = self._name[-1]
        self._fetch = fetch
        self._cache = cache
        self._replicas = Replicas(cache, claims, within)
        self.policy = policy
        self._within = within
        self._clock = clock
        self._notes = notes or ProviderNotes(self._name[0], Metrics())
        self._flights: Flights[Loaded[V]] = Flights()
        self._failures: OrderedDict[str, tuple[GatewayError, float]] = OrderedDict()

    def glance(self, key: str, max_age: float | None) -> Loaded[V] | None:
        """Return what memory says of a key; None where anything has to be waited for."""
        entry = self._cache.glance(self._cache_key(key))
        if entry is None or use(entry, self.policy, self._clock(), max_age) is not Use.AS_IT_IS:
            return None
        self.note(key, entry)
        return self.policy.loaded(entry, from_cache=True)

    def note(self, key: str, entry: Entry[V | Missing]) -> None:
        """Note that memory answered a key, with this entry."""
        step = self._notes.looked_up(From.HIT, self._what, key)
        if step is not None:
            step.end(outcome(self.policy.loaded(entry, from_cache=True)))

    def holds(self, key: str, entry: Entry[V | Missing]) -> bool:
        """Say whether memory has this very entry of a key, and it is fresh."""
        return self._cache.glance(self._cache_key(key)) is entry

    async def start(self, keys: Sequence[str], max_age: float | None) -> list[Flight[Loaded[V]]]:
        """Read the cache once and return what brings each answer, in the order of the keys."""
        entries = await self._cache.get_many([self._cache_key(key) for key in keys])
        batch = self._replicas.batch()
        begun = []
        for key, entry in zip(keys, entries, strict=True):
            where, flight = self._begin(key, entry, max_age, batch)
            step = self._notes.looked_up(where, self._what, key)
            if step is not None:
                trace(flight.work, step)
            begun.append(flight)
        return begun

    async def aclose(self) -> None:
        """End what is still under way."""
        await self._flights.aclose()

    def _cache_key(self, key: str) -> str:
        return cache_key(*self._name, key)

    def _begin(
        self, key: str, entry: Entry[V | Missing] | None, max_age: float | None, batch: Batch[V]
    ) -> tuple[From, Flight[Loaded[V]]]:
        """Return where the answer to a key comes from, and what brings it."""
        policy = self.policy
        decision = use(entry, policy, self._clock(), max_age)
        failure = self._failure(key)
        if entry is not None and decision is Use.AS_IT_IS:
            return From.HIT, _done(policy.loaded(entry, from_cache=True))
        if failure is not None:
            return From.FAILURE, _done(policy.stand_in_for(entry, failure))
        if entry is not None and decision is Use.AND_REFRESH:
            work = self._work(key, entry, Urgency.REFRESH, batch)
            self._flights.get(key, work, background=True)
            return From.STALE, _done(policy.loaded(entry, from_cache=True))
        where = From.COALESCED if key in self._flights else From.MISS
        flight = self._flights.get(key, self._work(key, entry, policy.urgency(entry), batch))
        if entry is None or entry.value is MISSING:
            return where, flight
        late = policy.stand_in_for(entry, policy.late())
        return where, flight.patiently(self._within * PATIENCE, late)

    def _work(
        self, key: str, entry: Entry[V | Missing] | None, urgency: Urgency, batch: Batch[V]
    ) -> Callable[[], Coroutine[Any, Any, Loaded[V]]]:
        def start() -> Coroutine[Any, Any, Loaded[V]]:
            if not self._replicas.are_there:
                return self._ask(key, entry, urgency)
            batch.add(self._cache_key(key))
            return self._agree(key, entry, urgency, batch)

        return start

    async def _agree(
        self, key: str, entry: Entry[V | Missing] | None, urgency: Urgency, batch: Batch[V]
    ) -> Loaded[V]:
        """Ask, unless another replica does."""
        name = self._cache_key(key)
        try:
            newer = await self._replicas.meanwhile(name, entry, batch)
            if newer is not None:
                return self.policy.loaded(newer, from_cache=True)
            return await self._ask(key, entry, urgency)
        finally:
            await self._replicas.end(name)

    async def _ask(self, key: str, entry: Entry[V | Missing] | None, urgency: Urgency) -> Loaded[V]:
        call = Call(urgency, asyncio.get_running_loop().time() + self._within)
        try:
            with calling(call):
                value: V | Missing = await self._fetch(key)
        except NotFound:
            value = MISSING
        except TimeoutError:
            return self._failed(key, entry, self.policy.late())
        except ProviderError as error:
            return self._failed(key, entry, error)
        except Exception:
            return self._failed(key, entry, fault(log))
        if self._failures:
            self._failures.pop(key, None)
        fresh = self.policy.entry(value, entry, self._clock())
        if self._replicas.are_there:
            self._replicas.keep(self._cache_key(key), fresh)
        else:
            await self._cache.set_many({self._cache_key(key): fresh})
        return self.policy.loaded(fresh, from_cache=False)

    def _failed(self, key: str, entry: Entry[V | Missing] | None, error: GatewayError) -> Loaded[V]:
        pause = LASTING_PAUSE if isinstance(error, CarrierNotSupported) else FAILURE_PAUSE
        self._failures[key] = (_alone(error), self._clock() + pause)
        self._failures.move_to_end(key)
        while len(self._failures) > FAILURES:
            self._failures.popitem(last=False)
        return self.policy.stand_in_for(entry, error)

    def _failure(self, key: str) -> GatewayError | None:
        """Return the failure that is too recent to ask again."""
        error, until = self._failures.get(key, (None, 0.0))
        return error if self._clock() < until else None


def _alone(error: GatewayError) -> GatewayError:
    """Return an error without what it came from: that keeps frames and connections alive."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _done(loaded: Loaded[V]) -> Flight[Loaded[V]]:
    work: asyncio.Future[Loaded[V]] = asyncio.get_running_loop().create_future()
    work.set_result(loaded)
    return Flight(work)
