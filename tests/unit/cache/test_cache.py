"""What callers rely on: order, lifetimes, fresher entries of others, and no errors at all."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import pytest
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import ReadOnlyError

from gateway.cache import Cache, Entry, Store, open_store
from gateway.cache.breaker import THRESHOLD, Breaker
from gateway.cache.memory import MemoryCache
from tests.fakes import Clock
from tests.unit.cache.server import Shared


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture
def store(clock: Clock, shared: Shared) -> Store:
    """Memory in front of the fake shared server; 10 ms is long enough for what never answers."""
    breaker = Breaker(clock=clock, jitter=lambda: 0.0)
    front = MemoryCache(100, clock)
    return Store(front, shared, operation_timeout=0.01, breaker=breaker)


def cache_on(store: Store, clock: Clock) -> Cache[str]:
    return Cache(store, encode=str.encode, decode=bytes.decode, clock=clock)


@pytest.fixture
def cache(store: Store, clock: Clock) -> Cache[str]:
    return cache_on(store, clock)


def entry(value: str, clock: Clock, fresh: float = 10, keep: float = 20) -> Entry[str]:
    return Entry(value, clock.now, clock.now + fresh, clock.now + keep)


def stored(value: bytes, clock: Clock, fresh: float = 10, keep: float = 20) -> Entry[bytes]:
    return Entry(value, clock.now, clock.now + fresh, clock.now + keep)


# --- Memory alone --------------------------------------------------------------------------------


@pytest.fixture
def alone(clock: Clock) -> Store:
    return open_store("memory://", max_entries=3, clock=clock)


async def test_entries_come_in_the_order_of_the_keys(alone: Store, clock: Clock) -> None:
    cache = cache_on(alone, clock)
    a, b = entry("a", clock), entry("b", clock)
    await cache.set_many({"a": a, "b": b})
    assert await cache.get_many(["b", "x", "a", "b"]) == [b, None, a, b]
    assert alone.errors == 0


async def test_no_keys_and_no_items_are_fine(alone: Store, clock: Clock) -> None:
    cache = cache_on(alone, clock)
    await cache.set_many({})
    assert await cache.get_many([]) == []


async def test_an_entry_is_fresh_then_stale_then_gone(alone: Store, clock: Clock) -> None:
    cache = cache_on(alone, clock)
    kept = entry("a", clock, fresh=10, keep=20)
    await cache.set_many({"a": kept})
    clock.now += 10
    assert await cache.get_many(["a"]) == [kept]
    clock.now += 9.999
    assert await cache.get_many(["a"]) == [kept]
    clock.now += 0.001
    assert await cache.get_many(["a"]) == [None]


async def test_what_was_remembered_before_the_clock_was_set_back_is_gone(
    alone: Store, clock: Clock
) -> None:
    cache = cache_on(alone, clock)
    await cache.set_many({"a": entry("a", clock, fresh=9_000, keep=9_000)})
    clock.advance(-60)
    assert cache.glance("a") is not None, "clocks differ a little"
    clock.advance(-1)
    assert cache.glance("a") is None
    assert await cache.get_many(["a"]) == [None]
    again = entry("again", clock)
    await cache.set_many({"a": again})
    assert await cache.get_many(["a"]) == [again]


@pytest.mark.parametrize("keep", [0.0, -1.0, float("-inf"), float("nan")])
async def test_what_has_no_lifetime_is_not_stored(alone: Store, clock: Clock, keep: float) -> None:
    cache = cache_on(alone, clock)
    await cache.set_many({"a": entry("a", clock, keep=keep), "b": entry("b", clock)})
    assert await cache.get_many(["a", "b"]) == [None, entry("b", clock)]


async def test_memory_is_bounded(alone: Store, clock: Clock) -> None:
    cache = cache_on(alone, clock)
    await cache.set_many({str(n): entry(str(n), clock) for n in range(1000)})
    assert [e is not None for e in await cache.get_many(["996", "997", "998", "999"])] == [
        False,
        True,
        True,
        True,
    ]


async def test_answers_are_lists_of_their_own(alone: Store, clock: Clock) -> None:
    cache = cache_on(alone, clock)
    items = {"a": entry("a", clock)}
    await cache.set_many(items)
    items.clear()
    (await cache.get_many(["a"])).clear()
    assert await cache.get_many(["a"]) == [entry("a", clock)]


async def test_memory_alone_is_always_ready(alone: Store) -> None:
    assert await alone.ping()
    assert alone.state == "closed"
    await alone.aclose()


# --- A shared server behind the memory -----------------------------------------------------------


async def test_one_batch_is_one_read_of_the_keys_that_memory_lacks(
    cache: Cache[str], shared: Shared, clock: Clock
) -> None:
    shared.held = {"a": stored(b"a", clock), "b": stored(b"b", clock)}
    a, b = entry("a", clock), entry("b", clock)
    assert await cache.get_many(["b", "x", "a", "b"]) == [b, None, a, b]
    assert await cache.get_many(["a", "b"]) == [a, b]
    assert shared.calls == ["get"]


async def test_one_set_is_one_write(cache: Cache[str], shared: Shared, clock: Clock) -> None:
    await cache.set_many({"a": entry("a", clock), "b": entry("b", clock)})
    assert shared.calls == ["set"]
    assert shared.held == {"a": stored(b"a", clock), "b": stored(b"b", clock)}


async def test_a_stale_entry_does_not_hide_a_newer_one_of_another_replica(
    cache: Cache[str], shared: Shared, clock: Clock
) -> None:
    await cache.set_many({"a": entry("old", clock)})
    clock.now += 15
    shared.held["a"] = stored(b"new", clock)
    assert await cache.get_many(["a"]) == [entry("new", clock)]
    assert await cache.get_many(["a"]) == [entry("new", clock)]
    assert shared.calls == ["set", "get"]


async def test_an_older_entry_of_another_replica_does_not_hide_ours(
    cache: Cache[str], shared: Shared, clock: Clock
) -> None:
    older = stored(b"old", clock, keep=100)
    clock.now += 5
    ours = entry("ours", clock, fresh=1)
    await cache.set_many({"a": ours})
    shared.held["a"] = older
    clock.now += 2
    assert await cache.get_many(["a"]) == [ours]


async def test_an_entry_from_before_the_clock_was_set_back_hides_none_of_another_replica(
    cache: Cache[str], shared: Shared, clock: Clock
) -> None:
    await cache.set_many({"a": entry("ours", clock)})
    clock.advance(-3_600)
    shared.held["a"] = stored(b"theirs", clock)
    (found,) = await cache.get_many(["a"])
    assert found is not None
    assert found.value == "theirs"


async def test_a_stale_entry_that_nobody_renewed_is_still_served(
    cache: Cache[str], clock: Clock
) -> None:
    kept = entry("a", clock)
    await cache.set_many({"a": kept})
    clock.now += 15
    assert await cache.get_many(["a"]) == [kept]


async def test_what_outlived_its_time_on_the_server_is_gone(
    cache: Cache[str], shared: Shared, clock: Clock
) -> None:
    shared.held["a"] = stored(b"a", clock)
    clock.now += 20
    assert await cache.get_many(["a"]) == [None]


async def test_a_value_that_cannot_be_read_is_a_miss_until_it_is_overwritten(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock
) -> None:
    shared.held["a"] = stored(b"\xff", clock)
    assert await cache.get_many(["a"]) == [None]
    assert store.errors == 1
    await cache.set_many({"a": entry("a", clock)})
    assert shared.held["a"] == stored(b"a", clock)


async def test_a_value_that_cannot_be_written_stays_in_memory(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock
) -> None:
    bad = entry("\ud800", clock)
    await cache.set_many({"bad": bad, "good": entry("good", clock)})
    assert await cache.get_many(["bad"]) == [bad]
    assert list(shared.held) == ["good"]
    assert store.errors == 1


class SwitchedOff(Shared):
    """What aiocache does when `AIOCACHE_DISABLE` is set: no value for any key."""

    async def multi_get(self, keys: Sequence[str], **_: object) -> list[Entry[bytes]]:
        return []


async def test_a_backend_that_answers_with_too_little_is_a_miss(clock: Clock) -> None:
    cache = cache_on(Store(MemoryCache(1, clock), SwitchedOff()), clock)
    await cache.set_many({"a": entry("a", clock), "b": entry("b", clock)})
    # Memory has room for one.
    assert await cache.get_many(["a", "b"]) == [None, entry("b", clock)]


# --- A shared server that fails ------------------------------------------------------------------

FAILURES: list[Any] = [
    ServerGone(),
    ConnectionError(),
    TimeoutError(),
    ValueError("garbage"),
    OSError(),
    KeyError(),
]


@pytest.mark.parametrize("error", FAILURES, ids=repr)
async def test_a_failing_server_is_a_miss(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock, error: Exception
) -> None:
    shared.error = error
    assert await cache.get_many(["a"]) == [None]
    await cache.set_many({"a": entry("a", clock)})
    assert await cache.get_many(["a"]) == [entry("a", clock)]
    assert not await store.ping()
    assert store.errors == 3


async def test_a_server_that_never_answers_is_a_miss(
    cache: Cache[str], store: Store, shared: Shared
) -> None:
    shared.never = asyncio.get_running_loop().create_future()
    assert await cache.get_many(["a"]) == [None]
    assert store.errors == 1
    await store.aclose()


async def test_closing_does_not_break_those_who_still_wait(
    cache: Cache[str], store: Store, shared: Shared
) -> None:
    shared.never = asyncio.get_running_loop().create_future()
    waiting = asyncio.ensure_future(cache.get_many(["a"]))
    await asyncio.gather(store.aclose(), waiting)
    assert waiting.result() == [None]


async def test_after_a_few_failures_memory_alone_serves(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock
) -> None:
    shared.error = ConnectionError()
    for _ in range(20):
        await cache.get_many(["a"])
        await cache.set_many({"b": entry("b", clock)})
    assert store.state == "open"
    assert len(shared.calls) == THRESHOLD
    assert not await store.ping()
    assert await cache.get_many(["b"]) == [entry("b", clock)]


async def test_it_is_used_again_when_it_has_healed(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock
) -> None:
    shared.error = ConnectionError()
    for _ in range(THRESHOLD):
        await cache.get_many(["a"])
    shared.error = None
    clock.now += 5
    shared.held["a"] = stored(b"a", clock)
    assert await cache.get_many(["a"]) == [entry("a", clock)]
    assert store.state == "closed"


async def test_a_server_that_refuses_writes_is_still_read(
    cache: Cache[str],
    store: Store,
    shared: Shared,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shared.held["a"] = stored(b"a", clock)
    shared.error = ReadOnlyError("You can't write against a read only replica.")
    for n in range(10):
        await cache.set_many({str(n): entry("x", clock)})
    shared.error = None
    assert await cache.get_many(["a"]) == [entry("a", clock)]
    assert (store.state, store.errors) == ("closed", 10)
    assert [record.message for record in caplog.records] == [
        "The shared cache refuses an operation (ReadOnlyError)."
    ]


async def test_a_caller_who_leaves_takes_nothing_with_him(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock
) -> None:
    for _ in range(2 * THRESHOLD):
        shared.never = asyncio.get_running_loop().create_future()
        caller = asyncio.ensure_future(cache.get_many(["a"]))
        await shared.asked.wait()
        shared.asked.clear()
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
    assert store.state == "closed"
    shared.never = None
    shared.held["a"] = stored(b"a", clock)
    assert await cache.get_many(["a"]) == [entry("a", clock)]


async def test_a_prober_who_leaves_makes_room_for_another(
    cache: Cache[str], store: Store, shared: Shared, clock: Clock
) -> None:
    shared.error = ConnectionError()
    for _ in range(THRESHOLD):
        await cache.get_many(["a"])
    clock.now += 5
    shared.never = asyncio.get_running_loop().create_future()
    shared.asked.clear()
    prober = asyncio.ensure_future(cache.get_many(["a"]))
    await shared.asked.wait()
    prober.cancel()
    with pytest.raises(asyncio.CancelledError):
        await prober
    shared.error = shared.never = None
    assert await store.ping()
    assert store.state == "closed"


async def test_closing_never_fails(store: Store, shared: Shared) -> None:
    shared.error = ServerGone()
    await store.aclose()
    assert shared.calls == ["close"]


async def test_nothing_remembered_gets_into_the_log(
    cache: Cache[str], shared: Shared, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="gateway")
    shared.held["a"] = stored(b"s3cret\xff", clock)
    await cache.get_many(["a"])
    shared.error = ConnectionError("redis://user:s3cret@localhost")
    for _ in range(THRESHOLD):
        await cache.set_many({"b": entry("s3cret", clock)})
    assert len(caplog.records) == 2
    assert "s3cret" not in caplog.text
