"""Count the requests of clients, each replica by itself, and tell the others.

A client's requests fill a bucket that drains evenly: a minute's worth of them is let in at once at
the most, and as many a minute from then on. One number tells it all: when the bucket will be empty.
A request is let in or not by what this replica knows; what it let in it tells the others right
after, through the server that they share, for all clients in one round trip. So no request waits
for the server, and what slips through meanwhile is owed: the bucket takes longer to drain.

Source of the algorithm: ITU-T I.371 (the generic cell rate algorithm as virtual scheduling),
https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm, read 2026-11-22.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from itertools import islice
from secrets import token_hex
from typing import Any

import msgspec

from gateway.cache import LEVELS, Store, cache_key

MINUTE = 60.0

MAX_CLIENTS = 20_000
"""Clients that are counted; who was not seen for longest is forgotten first."""

PAUSE = 0.1
"""Seconds between two times that the others are told."""

MAX_TOLD = 1_000
"""Clients in one round trip."""

MICRO = 1_000_000
ROUNDING = 1 / MICRO


class Bucket:
    """The requests of one client: when it will be empty, by the clock.

    For `untold` of those seconds it was filled with what the others don't know yet; the first of
    that came at `since`.
    """

    __slots__ = ("empty_at", "since", "untold")

    def __init__(self) -> None:
        self.empty_at = 0.0
        self.since = 0.0
        self.untold = 0.0


class News(msgspec.Struct):
    """What the server is told of one bucket after the other; times are in microseconds."""

    replica: str
    window: int
    ages: list[int]
    untold: list[int]


class Told(msgspec.Struct):
    """What the server answers: in how many microseconds each bucket will be empty."""

    replicas: int
    levels: list[int]


class Ledger:
    """Counts clients by name, together with all replicas that share the server of `store`.

    While the server does not answer, each replica lets its share in; where there is none, each of
    `shares` processes does. `clock` is in seconds and never goes back; `most` clients are counted.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        most: int = MAX_CLIENTS,
        shares: int = 1,
    ) -> None:
        self._store = store
        self._clock = clock
        self._most = most
        self._shares = shares
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._untold: dict[str, Bucket] = {}
        self._news = asyncio.Event()
        self._replica = token_hex(8)
        self._replicas = 1
        self._is_alone = False

    def take(self, name: str, per_minute: int, requests: int = 1) -> float:
        """Count requests of a client and return 0.

        Or count none, and return the seconds until they can be let in.
        """
        now = self._clock()
        bucket = self._bucket(name)
        level = max(0.0, bucket.empty_at - now)
        amount = requests * MINUTE / per_minute
        wait = level + amount - MINUTE
        if wait > ROUNDING:
            return wait
        if self._store.is_shared:
            self._note(name, bucket, amount, now)
        # While nobody can be told, the others may be letting in as many.
        bucket.empty_at = (
            now + level + amount * (self._replicas if self._is_alone else self._shares)
        )
        return 0.0

    async def tell(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Tell the others whenever there is something to tell, until cancelled."""
        while self._store.is_shared:
            await self._news.wait()
            self._news.clear()
            await self._tell_some()
            await sleep(PAUSE)

    def _bucket(self, name: str) -> Bucket:
        bucket = self._buckets.get(name)
        if bucket is not None:
            self._buckets.move_to_end(name)
            return bucket
        bucket = self._buckets[name] = Bucket()
        if len(self._buckets) > self._most:
            forgotten, _ = self._buckets.popitem(last=False)
            self._untold.pop(forgotten, None)
        return bucket

    def _note(self, name: str, bucket: Bucket, amount: float, now: float) -> None:
        if not bucket.untold:
            bucket.since = now
            self._untold[name] = bucket
        bucket.untold += amount
        self._news.set()

    async def _tell_some(self) -> None:
        told = {name: self._untold.pop(name) for name in [*islice(self._untold, MAX_TOLD)]}
        if self._untold:
            self._news.set()
        before = [(bucket.untold, bucket.since) for bucket in told.values()]
        for bucket in told.values():
            bucket.untold = 0.0
        answer = await self._ask([*told], before)
        self._is_alone = answer is None
        if answer is None:
            self._take_back(told, before)
            return
        self._replicas = answer.replicas
        now = self._clock()
        for bucket, level in zip(told.values(), answer.levels, strict=True):
            bucket.empty_at = now + level / MICRO + bucket.untold

    async def _ask(self, names: list[str], untold: list[tuple[float, float]]) -> Told | None:
        now = self._clock()
        news = News(
            replica=self._replica,
            window=round(MINUTE * MICRO),
            ages=[round((now - since) * MICRO) for _, since in untold],
            untold=[round(amount * MICRO) for amount, _ in untold],
        )
        keys = [f"replicas:{cache_key('clients')}", *(f"requests:{cache_key(n)}" for n in names)]
        return await self._store.run(LEVELS, keys, [msgspec.msgpack.encode(news)], _read)

    def _take_back(self, told: dict[str, Bucket], before: list[tuple[float, float]]) -> None:
        """Keep for later what could not be told."""
        for (name, bucket), (amount, since) in zip(told.items(), before, strict=True):
            bucket.untold += amount
            bucket.since = since
            if name in self._buckets:
                self._untold[name] = bucket


def _read(answer: Any) -> Told:
    return msgspec.msgpack.decode(answer, type=Told)
