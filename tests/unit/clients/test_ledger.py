"""How often a client is let in, by one replica and by several."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cache import Store, open_store
from gateway.clients.ledger import MINUTE, Ledger
from tests.fakes import Clock, turns

T = TypeVar("T")


def _alone(clock: Clock, most: int = 100) -> Ledger:
    return Ledger(open_store("memory://", max_entries=1), clock, most)


def _let_in(ledger: Ledger, requests: int, name: str = "shop", limit: int = 10) -> int:
    return sum(ledger.take(name, limit) == 0 for _ in range(requests))


def test_a_minutes_worth_is_let_in_at_once_and_no_more() -> None:
    ledger = _alone(Clock())
    assert _let_in(ledger, 15) == 10
    assert _let_in(ledger, 1, name="app") == 1


@pytest.mark.parametrize("limit", [1, 3, 7, 10, 600, 10_000])
def test_who_is_refused_is_told_when_to_come_back(limit: int) -> None:
    clock = Clock()
    ledger = _alone(clock)
    ledger.take("shop", limit, limit)
    wait = ledger.take("shop", limit)
    assert wait == pytest.approx(MINUTE / limit)
    clock.advance(wait * 0.9)
    assert ledger.take("shop", limit) > 0
    clock.advance(wait * 0.11)
    assert ledger.take("shop", limit) == 0


def test_a_refusal_costs_nothing() -> None:
    clock = Clock()
    ledger = _alone(clock)
    _let_in(ledger, 100)
    clock.advance(MINUTE)
    assert _let_in(ledger, 100) == 10


def test_a_batch_counts_as_many_requests_and_is_let_in_as_a_whole() -> None:
    ledger = _alone(Clock())
    assert ledger.take("shop", 10, 7) == 0
    assert ledger.take("shop", 10, 4) > 0
    assert ledger.take("shop", 10, 3) == 0
    assert ledger.take("app", 10, 11) > 0


def test_only_so_many_clients_are_counted() -> None:
    ledger = _alone(Clock(), most=10)
    assert _let_in(ledger, 11) == 10
    for number in range(1_000):
        ledger.take(f"address:{number}", 10)
        assert ledger.take("shop", 10) > 0  # who keeps coming is not forgotten
    assert len(ledger._buckets) == 10


@given(st.integers(1, 50), st.lists(st.floats(0, 30), max_size=100))
def test_no_time_holds_more_than_its_share_and_a_minutes_worth(
    limit: int, pauses: list[float]
) -> None:
    clock = Clock()
    ledger = _alone(clock)
    times: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        times += [clock()] * _let_in(ledger, 5, limit=limit)
    for first, begin in enumerate(times):
        for count, end in enumerate(times[first:], start=1):
            assert count <= limit * (1 + (end - begin) / MINUTE) + 0.01


class Server:
    """What the script does, in Python; it may be gone. The real one is asked elsewhere."""

    is_shared = True

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.is_gone = False
        self.asked = 0
        self._empty_at: dict[str, float] = {}
        self._replicas: set[str] = set()

    async def run(
        self, script: str, keys: Sequence[str], args: Sequence[bytes], read: Callable[[Any], T]
    ) -> T | None:
        self.asked += 1
        if self.is_gone:
            return None
        news = msgspec.msgpack.decode(args[0])
        self._replicas.add(news["replica"])
        now, levels = self.clock() * 1e6, []
        for key, age, untold in zip(keys[1:], news["ages"], news["untold"], strict=True):
            empty = max(self._empty_at.get(key, 0.0), now - age) + untold
            self._empty_at[key] = empty
            levels.append(max(0, round(empty - now)))
        return read(msgspec.msgpack.encode({"replicas": len(self._replicas), "levels": levels}))


@asynccontextmanager
async def _replicas(server: Server, count: int) -> AsyncIterator[list[Ledger]]:
    ledgers = [Ledger(_store(server), server.clock) for _ in range(count)]
    tasks = [asyncio.create_task(ledger.tell(_soon)) for ledger in ledgers]
    yield ledgers
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _store(server: Any) -> Store:
    store: Store = server
    return store


async def _soon(_: float) -> None:
    await asyncio.sleep(0)


async def _agree(ledgers: Sequence[Ledger]) -> None:
    """Let each replica have two requests, and tell of them."""
    for _ in range(2):
        for ledger in ledgers:
            ledger.take("shop", 10)
            await turns()


async def test_what_one_replica_lets_in_the_others_learn_of() -> None:
    async with _replicas(Server(Clock()), 3) as ledgers:
        let_in = 0
        for _ in range(10):
            for ledger in ledgers:
                let_in += _let_in(ledger, 1)
                await turns()
        # The other two learn of the tenth by letting in one more each.
        assert let_in == 12


async def test_what_slipped_through_is_owed() -> None:
    clock = Clock()
    async with _replicas(Server(clock), 3) as ledgers:
        assert [_let_in(ledger, 20) for ledger in ledgers] == [10, 10, 10]
        await turns()
        clock.advance(2)
        for ledger in ledgers:
            ledger._buckets.clear()
        # Who knows nothing lets one in, and is told at once that there are far too many.
        for ledger in ledgers:
            ledger.take("shop", 10)
            await turns()
        clock.advance(MINUTE)
        assert [_let_in(ledger, 20) for ledger in ledgers] == [0, 0, 0]
        clock.advance(3 * MINUTE)
        assert _let_in(ledgers[0], 20) == 10


@pytest.mark.parametrize(("clients", "asked"), [(500, 1), (2_500, 3)])
async def test_many_clients_are_told_of_in_as_few_round_trips_as_they_fit_in(
    clients: int, asked: int
) -> None:
    server = Server(Clock())
    async with _replicas(server, 1) as (ledger,):
        for number in range(clients):
            ledger.take(f"address:{number}", 10)
        await turns()
        assert server.asked == asked


async def test_with_nothing_new_nobody_is_asked() -> None:
    server = Server(Clock())
    async with _replicas(server, 1) as (ledger,):
        assert _let_in(ledger, 15) == 10
        await turns()
        assert _let_in(ledger, 15) == 0
        await turns()
        assert server.asked == 1


async def test_while_the_server_is_gone_each_replica_lets_its_share_in() -> None:
    clock = Clock()
    server = Server(clock)
    async with _replicas(server, 2) as ledgers:
        await _agree(ledgers)
        server.is_gone = True
        await _agree(ledgers)
        clock.advance(10 * MINUTE)
        assert [_let_in(ledger, 20) for ledger in ledgers] == [5, 5]


async def test_when_it_is_back_the_replicas_count_together_again() -> None:
    clock = Clock()
    server = Server(clock)
    async with _replicas(server, 2) as ledgers:
        await _agree(ledgers)
        server.is_gone = True
        await _agree(ledgers)
        server.is_gone = False
        clock.advance(10 * MINUTE)
        await _agree(ledgers)
        clock.advance(10 * MINUTE)
        assert _let_in(ledgers[0], 20) == 10


async def test_what_was_let_in_long_ago_is_not_held_against_a_client() -> None:
    clock = Clock()
    server = Server(clock)
    async with _replicas(server, 2) as ledgers:
        await _agree(ledgers)
        server.is_gone = True
        for _ in range(10):
            _let_in(ledgers[0], 20)
            await turns()
            clock.advance(MINUTE)
        server.is_gone = False
        await _agree(ledgers[:1])
        assert _let_in(ledgers[0], 20) >= 8


async def test_clients_that_are_forgotten_need_not_be_told_of() -> None:
    server = Server(Clock())
    ledger = Ledger(_store(server), server.clock, most=10)
    for number in range(1_000):
        ledger.take(f"address:{number}", 10)
    assert len(ledger._untold) == 10
