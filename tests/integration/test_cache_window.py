"""Replicas never call a provider more often than it allows, whatever their server does."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from gateway.cache import SharedWindow
from gateway.upstream import Quota, Taken
from tests.integration.redis_process import RedisProcess, line_to
from tests.integration.replicas import (
    HASTY,
    PATIENT,
    SECONDS,
    SLACK,
    Replica,
    demanding,
    fullest,
    store_at,
    stores_at,
    until,
)

LIMIT = 30
LONG = 60.0

pytestmark = pytest.mark.redis


@asynccontextmanager
async def replicas(
    url: str, count: int = 3, *, patience: float = HASTY, seconds: float = SECONDS
) -> AsyncIterator[list[Replica]]:
    async with stores_at(url, count, patience) as stores:
        yield [Replica(store, LIMIT, seconds) for store in stores]


async def until_answered(question: Callable[[], Awaitable[Any]], answer: Any) -> None:
    """Ask until this is the answer."""
    async with asyncio.timeout(30.0):
        while await question() != answer:  # noqa: ASYNC110  # What is waited for sets no event.
            await asyncio.sleep(0.01)


def total(those: list[Replica]) -> int:
    return sum(len(replica.calls) for replica in those)


def has_made(those: list[Replica], calls: int) -> bool:
    return total(those) >= calls


def all_calls(those: list[Replica]) -> list[float]:
    return [at for replica in those for at in replica.calls]


# --- While the server answers --------------------------------------------------------------------


async def test_ten_times_the_demand_never_exceeds_the_limit(redis_url: str) -> None:
    async with replicas(redis_url, patience=PATIENT) as those:
        async with demanding(those, 10 * LIMIT // 3):
            await until(lambda: total(those) >= 5 * LIMIT)
        assert fullest(all_calls(those)) <= LIMIT
        # And what is allowed is had: a full window each time one has passed.
        calls = sorted(all_calls(those))
        assert calls[4 * LIMIT] - calls[0] < 2 * 4 * (SECONDS + SLACK)


async def test_processes_of_their_own_never_exceed_the_limit(
    redis_url: str, project_dir: Path
) -> None:
    command = ["-m", "tests.integration.window_process", redis_url, str(LIMIT), str(LIMIT)]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=project_dir, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    calls: list[float] = []
    readers = [asyncio.create_task(read_times(process, calls)) for process in processes]
    try:
        await until(lambda: len(calls) >= 4 * LIMIT)
    finally:
        for process in processes:
            process.kill()
            await process.wait()
        await asyncio.gather(*readers)
    assert fullest(calls) <= LIMIT


async def read_times(process: asyncio.subprocess.Process, calls: list[float]) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        calls.append(float(line))


async def test_a_batch_is_granted_in_one_round_trip_of_one_command(redis_url: str) -> None:
    port = int(redis_url.rpartition(":")[2].partition("/")[0])
    async with line_to(port) as (line, url), replicas(url, 1, patience=PATIENT) as [replica]:
        await replica.window.look()
        async with Redis.from_url(redis_url) as watch:
            await watch.config_resetstat()
            before = line.requests
            assert await replica.window.take(20) == Taken(20, 0.0)
            assert line.requests == before + 1
            stats = await watch.info("commandstats")
            assert stats["cmdstat_evalsha"]["calls"] == 1
            assert "cmdstat_eval" not in stats


async def test_a_denied_call_is_told_when_it_and_the_next_can_be(redis_url: str) -> None:
    async with replicas(redis_url, 2, patience=PATIENT, seconds=LONG) as [here, there]:
        await here.take(LIMIT - 1)
        taken = await there.window.take(3)
        assert taken.granted == 1
        assert LONG - 1 < taken.wait <= taken.later[0] <= LONG + SLACK
        assert len(taken.later) == 1
        left = await here.window.look()
        assert left.remaining == 0
        assert LONG - 1 < left.wait <= LONG + SLACK


async def test_looking_counts_nothing_and_spending_does(redis_url: str) -> None:
    async with replicas(redis_url, 2, patience=PATIENT, seconds=LONG) as [here, there]:
        assert await here.window.look() == Quota(LIMIT, 0.0)
        await here.window.spend()
        assert await there.window.look() == Quota(LIMIT - 1, 0.0)
        await asyncio.gather(*(here.window.spend() for _ in range(5)))
        assert await there.window.look() == Quota(LIMIT - 6, 0.0)


async def test_what_is_kept_is_left_to_others(redis_url: str) -> None:
    async with replicas(redis_url, 2, patience=PATIENT, seconds=LONG) as [here, there]:
        assert (await here.window.take(LIMIT, keep=10)).granted == LIMIT - 10
        assert (await here.window.take(1, keep=10)).granted == 0
        assert await there.window.take(10) == Taken(10, 0.0)


async def test_each_replica_has_the_limit_that_it_was_given(redis_url: str) -> None:
    async with replicas(redis_url, 2, patience=PATIENT, seconds=LONG) as [here, there]:
        lower = SharedWindow(there.store, ("provider", "credentials"), 5, seconds=LONG, slack=SLACK)
        assert (await lower.take(10)).granted == 5
        assert (await here.window.take(LIMIT)).granted == LIMIT - 5
        assert (await lower.take(1)).granted == 0


async def test_sets_of_credentials_never_meet(redis_url: str) -> None:
    async with store_at(redis_url, PATIENT) as store:
        names = [("a", "b:c"), ("a:b", "c"), ("a", "b", "c"), ("a%3Ab", "c"), ("a",), ("", "a")]
        for name in names:
            window = SharedWindow(store, name, 5)
            assert (await window.take(9)).granted == 5


async def test_a_pause_holds_for_all_and_ends(redis_url: str) -> None:
    async with replicas(redis_url, 3, patience=PATIENT) as [one, two, three]:
        await one.window.pause(0.4)
        # A shorter one does not cut it short.
        await two.window.pause(0.001)
        denied = await two.window.take(5)
        assert denied.granted == 0
        assert 0 < denied.wait <= 0.4
        left = await three.window.look()
        assert left.remaining == 0
        assert 0 < left.wait <= 0.4
        await until_answered(lambda: three.window.take(1), Taken(1, 0.0))


async def test_nothing_stays_on_the_server_for_long(redis_url: str) -> None:
    async with (
        replicas(redis_url, 1, patience=PATIENT) as [replica],
        Redis.from_url(redis_url, decode_responses=True) as watch,
    ):
        await replica.take(5)
        await replica.window.pause(0.3)
        keys = await watch.keys("*")
        assert len(keys) >= 2
        assert all(str(key).startswith("gateway:") for key in keys)
        await until_answered(watch.dbsize, 0)


# --- When the server fails -----------------------------------------------------------------------


async def all_hear(those: list[Replica]) -> None:
    for _ in range(2):
        for replica in those:
            await replica.window.look()


async def test_a_server_that_is_killed_and_comes_back_empty_under_demand(
    redis: RedisProcess,
) -> None:
    async with replicas(redis.url) as those:
        async with demanding(those, LIMIT):
            await until(lambda: total(those) >= LIMIT)
            await all_hear(those)
            redis.kill()
            # Alone, they go on, each with its share.
            await until(lambda: total(those) >= 3 * LIMIT)
            await asyncio.to_thread(redis.start)
            await until(lambda: {replica.store.state for replica in those} == {"closed"})
            before = total(those)
            await until(lambda: total(those) >= before + 3 * LIMIT)
        assert fullest(all_calls(those)) <= LIMIT


async def test_a_server_that_is_flushed_and_restarted_again_and_again(redis: RedisProcess) -> None:
    async with replicas(redis.url) as those:
        for step in range(10):
            wanted = total(those) + LIMIT // 2
            async with demanding(those, LIMIT):
                await until(partial(has_made, those, wanted))
            await all_hear(those)
            if step % 2:
                async with Redis.from_url(redis.url) as admin:
                    await admin.flushall()
            else:
                redis.kill()
                await asyncio.to_thread(redis.start)
        assert fullest(all_calls(those)) <= LIMIT


async def test_what_a_replica_heard_of_is_restored_before_it_takes_more(redis_url: str) -> None:
    async with (
        replicas(redis_url, 2, patience=PATIENT, seconds=LONG) as [here, there],
        Redis.from_url(redis_url) as admin,
    ):
        await there.window.look()
        await here.take(20)
        await there.window.look()
        await admin.flushall()
        # 10 are left. The other may have called meanwhile, so half of them are its own.
        assert (await there.window.take(LIMIT)).granted == 5
        assert await here.window.look() == Quota(5, 0.0)
        assert (await there.window.take(LIMIT)).granted == 5
        assert (await here.window.take(1)).granted == 0


async def test_a_clock_that_is_set_back_stops_nobody_for_long(redis_url: str) -> None:
    async with (
        replicas(redis_url, 2, patience=PATIENT) as [here, there],
        Redis.from_url(redis_url) as admin,
    ):
        await here.take(LIMIT)
        await all_hear([here, there])
        [log] = [key async for key in admin.scan_iter("gateway:calls:*")]
        # What the server knows was written an hour ahead of what its clock says now.
        written: Any = await admin.zrange(log, 0, -1, withscores=True)
        await admin.zadd(log, {call: at + 3_600_000_000 for call, at in written})
        assert 0 < (await there.window.take(1)).wait <= SECONDS + SLACK
        await until_answered(there.window.look, Quota(LIMIT, 0.0))


async def test_a_pause_is_no_longer_for_a_clock_that_is_set_back(redis_url: str) -> None:
    async with (
        replicas(redis_url, 1, patience=PATIENT) as [replica],
        Redis.from_url(redis_url) as admin,
    ):
        await replica.window.pause(20)
        [pause] = [key async for key in admin.scan_iter("gateway:pause:*")]
        await admin.pexpire(pause, 3_600_000)
        assert 20 < (await replica.window.look()).wait <= 60


async def test_a_restored_log_counts_no_call_twice(redis_url: str) -> None:
    async with (
        replicas(redis_url, 3, patience=PATIENT, seconds=LONG) as those,
        Redis.from_url(redis_url) as admin,
    ):
        for replica in those:
            await replica.take(4)
        await all_hear(those)
        await admin.flushall()
        await all_hear(those)
        assert [await replica.window.look() for replica in those] == [Quota(LIMIT - 12, 0.0)] * 3


async def test_alone_each_replica_takes_its_share_of_what_it_knows_to_be_left(
    redis: RedisProcess,
) -> None:
    async with replicas(redis.url, 3, seconds=LONG) as those:
        await all_hear(those)
        await those[0].take(LIMIT - 12)
        await all_hear(those)
        redis.kill()
        taken = [await replica.window.take(LIMIT) for replica in those]
        assert [one.granted for one in taken] == [4, 4, 4]
        assert all(0 < one.wait <= LONG / 6 for one in taken)
        assert await those[1].window.look() == Quota(0, taken[1].wait)


async def test_calls_that_a_replica_never_heard_of_are_all_that_can_be_too_many(
    redis: RedisProcess,
) -> None:
    async with replicas(redis.url, 3, seconds=LONG) as those:
        await all_hear(those)
        # Nobody has heard of these when the server goes.
        await those[0].take(LIMIT)
        redis.kill()
        assert [(await replica.window.take(LIMIT)).granted for replica in those] == [0, 10, 10]


async def test_what_one_called_alone_is_known_to_all_for_the_next_time(
    redis: RedisProcess,
) -> None:
    async with replicas(redis.url, 2, seconds=LONG) as [here, there]:
        await all_hear([here, there])
        redis.kill()
        assert (await here.window.take(LIMIT)).granted == LIMIT // 2
        await there.window.look()
        await asyncio.to_thread(redis.start)
        for replica in (there, here):
            await until_answered(replica.store.ping, True)
        # The other is back first, and hears only later of what was called before that.
        assert await there.window.look() == Quota(LIMIT // 2, 0.0)
        await here.window.look()
        await there.window.look()
        redis.kill()
        assert (await there.window.take(LIMIT)).granted == LIMIT // 4


async def test_a_replica_on_its_own_has_the_whole_quota(redis: RedisProcess) -> None:
    redis.kill()
    async with replicas(redis.url, 1, seconds=LONG) as [replica]:
        assert (await replica.window.take(LIMIT - 1)).granted == LIMIT - 1
        await replica.window.spend()
        assert (await replica.window.take(1)).granted == 0
        await asyncio.to_thread(redis.start)
        await until_answered(replica.store.ping, True)
        # And the server learns what was called without it.
        assert (await replica.window.take(1)).granted == 0
        async with Redis.from_url(redis.url) as admin:
            [log] = await admin.keys("gateway:calls:*")
            assert await admin.zcard(log) == LIMIT


async def test_a_pause_outlives_the_server(redis: RedisProcess) -> None:
    async with replicas(redis.url, 2, seconds=LONG) as those:
        await all_hear(those)
        await those[0].window.pause(30.0)
        await all_hear(those)
        redis.kill()
        for replica in those:
            taken = await replica.window.take(1)
            assert taken.granted == 0
            assert 20 < taken.wait <= 30
        await asyncio.to_thread(redis.start)
        await until_answered(those[1].store.ping, True)
        assert 20 < (await those[1].window.take(1)).wait <= 30
        async with replicas(redis.url, 1, seconds=LONG) as [new]:
            assert 20 < (await new.window.take(1)).wait <= 30


async def test_grants_that_were_lost_on_the_way_are_given_back(redis: RedisProcess) -> None:
    async with replicas(redis.url, 1, seconds=LONG) as [replica]:
        await replica.take(1)
        redis.freeze()
        # The server will do this when it goes on; nobody hears of it.
        assert (await replica.window.take(10)).granted == 10
        redis.thaw()
        await until_answered(replica.store.ping, True)
        await until_answered(replica.window.look, Quota(LIMIT - 11, 0.0))
        assert (await replica.window.take(LIMIT)).granted == LIMIT - 11


async def test_lost_grants_do_not_stand_in_the_way(redis: RedisProcess) -> None:
    async with replicas(redis.url, 1, seconds=LONG) as [replica]:
        await replica.take(1)
        redis.freeze()
        waiting = asyncio.create_task(replica.window.take(LIMIT))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        redis.thaw()
        await until_answered(replica.store.ping, True)
        assert (await replica.window.take(LIMIT)).granted == LIMIT - 1


async def test_a_server_that_does_not_count_is_done_without(redis: RedisProcess) -> None:
    async with Redis.from_url(redis.url) as admin:
        await admin.acl_setuser("gateway", enabled=True, nopass=True, keys=["*"], commands=["+get"])
    url = f"redis://gateway:any@127.0.0.1:{redis.port}/0"
    async with replicas(url, 1, seconds=LONG) as [replica]:
        assert (await replica.window.take(2 * LIMIT)).granted == LIMIT
        assert replica.store.state == "closed"


async def test_a_frozen_server_costs_few_waits(redis: RedisProcess) -> None:
    async with replicas(redis.url, 1, seconds=LONG) as [replica]:
        await replica.take(1)
        redis.freeze()
        start = time.monotonic()
        for _ in range(20):
            await replica.take(1)
        assert time.monotonic() - start < 20 * HASTY / 2
        assert len(replica.calls) == 21
