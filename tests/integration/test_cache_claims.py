"""What several replicas want is fetched by one of them, and by each when they can't agree."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest

from gateway.cache import Cache, Claims, Entry, Store
from tests.integration.redis_process import Line, RedisProcess, line_to
from tests.integration.replicas import HASTY, PATIENT, store_at, stores_at, until

# Longer than any test: what ends sooner was released.
LONG = 1000.0

pytestmark = pytest.mark.redis


@asynccontextmanager
async def replicas(
    url: str, count: int = 3, *, lifetime: float = LONG, patience: float = PATIENT
) -> AsyncIterator[list[Claims]]:
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(stores_at(url, count, patience))
        those = [Claims(store, lifetime=lifetime) for store in stores]
        for claims in those:
            stack.push_async_callback(claims.aclose)
        yield those


async def until_claimed(claims: Claims, key: str) -> None:
    """Wait until this replica may fetch the key."""
    async with asyncio.timeout(30.0):
        while not await claims.claim([key]):
            await claims.settled(key)


# --- Who fetches ---------------------------------------------------------------------------------


async def test_two_hundred_callers_over_three_replicas_have_one_winner_a_key(
    redis_url: str,
) -> None:
    keys = [f"tg1:key:{n}" for n in range(5)]
    async with replicas(redis_url) as those:
        won = await asyncio.gather(*(those[n % 3].claim(keys) for n in range(200)))
        assert sorted(key for mine in won for key in mine) == keys


async def test_what_was_won_and_lost_is_counted(redis_url: str) -> None:
    async with replicas(redis_url, 2) as (one, other):
        await one.claim(["a", "b"])
        await other.claim(["b", "c"])
        assert [(claims.won, claims.lost) for claims in (one, other)] == [(2, 0), (1, 1)]


async def test_two_hundred_cold_callers_over_three_replicas_are_one_fetch(redis_url: str) -> None:
    fetched: list[str] = []
    async with stores_at(redis_url, 3, PATIENT) as stores:
        those = [(cache_on(store), Claims(store, lifetime=LONG)) for store in stores]
        answers = await asyncio.gather(
            *(answer("tg1:key", *those[n % 3], fetched) for n in range(200))
        )
        assert answers == ["report"] * 200
        assert fetched == ["tg1:key"]


def cache_on(store: Store) -> Cache[str]:
    return Cache(store, encode=str.encode, decode=bytes.decode)


async def answer(key: str, cache: Cache[str], claims: Claims, fetched: list[str]) -> str:
    """Do what a loader does."""
    while True:
        [entry] = await cache.get_many([key])
        if entry is not None:
            return entry.value
        if not await claims.claim([key]):
            await claims.settled(key)
            continue
        # Between the two, another may have fetched it and gone.
        [entry] = await cache.get_many([key])
        if entry is None:
            fetched.append(key)
            now = time.time()
            await cache.set_many({key: Entry("report", now, now + 60, now + 120)})
        await claims.release([key])


async def test_a_key_that_was_released_is_anyones(redis_url: str) -> None:
    async with replicas(redis_url, 2) as [here, there]:
        assert await here.claim(["a", "b"]) == {"a", "b"}
        assert await there.claim(["a", "b", "c"]) == {"c"}
        await here.release(["a"])
        assert await there.claim(["a", "b"]) == {"a"}
        assert await here.claim(["a"]) == set()


async def test_nobody_releases_the_claim_of_another(redis_url: str) -> None:
    async with replicas(redis_url, 3) as [one, two, three]:
        await one.claim(["a"])
        await two.release(["a", "b"])
        assert await three.claim(["a"]) == set()


async def test_a_batch_is_one_round_trip(redis_url: str) -> None:
    keys = [f"key {n}" for n in range(100)]
    port = int(redis_url.rpartition(":")[2].partition("/")[0])
    async with line_to(port) as (line, url), replicas(url, 1) as [claims]:
        await claims.claim(["first"])
        await claims.release(["first"])
        before = line.requests
        assert await claims.claim([*keys, *keys]) == {*keys}
        assert line.requests == before + 1
        await claims.release(keys)
        assert line.requests == before + 2


# --- Who waits -----------------------------------------------------------------------------------


async def test_who_waits_goes_on_when_the_claim_is_released(redis_url: str) -> None:
    async with replicas(redis_url, 3) as [here, *others]:
        await here.claim(["a", "b"])
        waiting = [asyncio.create_task(other.settled("a")) for other in others for _ in range(5)]
        last = asyncio.create_task(others[0].settled("b"))
        await here.release(["a"])
        await asyncio.gather(*waiting)
        assert not last.done()
        await here.release(["b"])
        await last


async def test_a_holder_that_died_holds_nothing_for_long(redis_url: str) -> None:
    async with replicas(redis_url, 2, lifetime=0.2) as [dead, alive]:
        await dead.claim(["a"])
        start = time.monotonic()
        await until_claimed(alive, "a")
        assert time.monotonic() - start > 0.1
        # And its claim is not taken away by the one who was thought dead.
        await dead.release(["a"])
        assert await dead.claim(["a"]) == set()


async def test_all_that_is_awaited_is_asked_for_at_once(redis_url: str) -> None:
    keys = [f"key {n}" for n in range(50)]
    ticks: asyncio.Queue[None] = asyncio.Queue()
    port = int(redis_url.rpartition(":")[2].partition("/")[0])

    async def tick(_: float) -> None:
        await ticks.get()

    async with (
        replicas(redis_url, 1) as [here],
        line_to(port) as (line, url),
        store_at(url, PATIENT) as store,
    ):
        there = Claims(store, lifetime=LONG, sleep=tick)
        await here.claim(keys)
        waiting = [asyncio.create_task(there.settled(key)) for key in keys for _ in range(3)]
        looks = []
        for _ in range(3):
            before = line.requests
            ticks.put_nowait(None)
            await until(partial(has_looked, line, before, ticks))
            looks.append(line.requests - before)
        # The first look may have had to teach the server its script.
        assert looks[1:] == [1, 1]
        await here.release(keys)
        ticks.put_nowait(None)
        await asyncio.gather(*waiting)


def has_looked(line: Line, before: int, ticks: asyncio.Queue[None]) -> bool:
    return line.requests > before and ticks.empty()


async def test_a_caller_who_left_in_the_middle_keeps_nobody_waiting(redis_url: str) -> None:
    async with replicas(redis_url, 2) as [here, there]:
        for step in range(20):
            leaving = asyncio.create_task(here.claim([f"key {step}"]))
            for _ in range(step):
                await asyncio.sleep(0)
            leaving.cancel()
            [outcome] = await asyncio.gather(leaving, return_exceptions=True)
            if not isinstance(outcome, BaseException):
                await here.release([f"key {step}"])
            await until_claimed(there, f"key {step}")


# --- When the server fails -----------------------------------------------------------------------


async def test_everybody_may_fetch_while_the_server_is_away(redis: RedisProcess) -> None:
    async with replicas(redis.url, patience=HASTY) as those:
        redis.kill()
        assert [await claims.claim(["a", "b"]) for claims in those] == [{"a", "b"}] * 3
        await those[0].settled("a")
        await those[0].release(["a", "b"])


@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_nobody_waits_for_a_server_that_has_gone(redis: RedisProcess, how: str) -> None:
    async with replicas(redis.url, 2, patience=HASTY) as [here, there]:
        await here.claim(["a"])
        waiting = asyncio.create_task(there.settled("a"))
        await asyncio.sleep(0)
        if how == "killed":
            redis.kill()
        else:
            redis.freeze()
        async with asyncio.timeout(10.0):
            await waiting
            assert await there.claim(["a"]) == {"a"}
