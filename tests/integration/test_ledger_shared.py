"""Replicas that count the requests of clients on one real server."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from redis import Redis

from gateway.cache import cache_key
from gateway.clients.ledger import Ledger
from tests.integration.redis_process import RedisProcess
from tests.integration.replicas import stores_at

KEY = f"gateway:requests:{cache_key('shop')}"
LIVE = f"gateway:replicas:{cache_key('clients')}"


@asynccontextmanager
async def _replicas(url: str, count: int) -> AsyncIterator[list[Ledger]]:
    async with stores_at(url, count, 0.5) as stores:
        yield [Ledger(store) for store in stores]


async def _told(ledgers: Sequence[Ledger]) -> None:
    """Have each tell the others what is new, in their order."""
    for ledger in ledgers:
        await ledger._tell_some()


def _let_in(ledger: Ledger, requests: int, limit: int = 10) -> int:
    return sum(ledger.take("shop", limit) == 0 for _ in range(requests))


async def test_what_one_lets_in_the_others_count(redis_url: str) -> None:
    async with _replicas(redis_url, 2) as (one, other):
        assert _let_in(one, 8) == 8
        assert _let_in(other, 1) == 1
        await _told([one, other])
        assert _let_in(other, 5) == 1
        wait = other.take("shop", 10)
        assert 5 < wait <= 6


async def test_replicas_that_have_said_something_lately_are_known(redis_url: str) -> None:
    async with _replicas(redis_url, 3) as ledgers:
        for ledger in ledgers:
            ledger.take("shop", 10)
        await _told(ledgers)
        assert [ledger._replicas for ledger in ledgers] == [1, 2, 3]


async def test_nothing_of_it_stays_on_the_server(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        async with _replicas(redis_url, 1) as (one,):
            assert _let_in(one, 10) == 10
            await _told([one])
        assert {key.decode() for key in client.scan_iter()} == {KEY, LIVE}
        assert 55_000 < client.pttl(KEY) <= 60_000
        assert 110_000 < client.pttl(LIVE) <= 120_000


@pytest.mark.parametrize("found", ["1e300", "-5", "0", str(time.time() * 2_000_000)])
async def test_what_makes_no_sense_there_locks_nobody_out_for_long(
    found: str, redis_url: str
) -> None:
    with Redis.from_url(redis_url) as client:
        client.set(KEY, found)
        async with _replicas(redis_url, 1) as (one,):
            one.take("shop", 10)
            await _told([one])
            assert one.take("shop", 10) <= 70


async def test_a_key_that_is_something_else_refuses_nobody(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.lpush(KEY, "x")
        async with _replicas(redis_url, 1) as (one,):
            assert _let_in(one, 5) == 5
            await _told([one])
            assert _let_in(one, 10) == 5


async def test_a_server_that_goes_and_comes_back_is_told_again(redis: RedisProcess) -> None:
    async with _replicas(redis.url, 2) as ledgers:
        one, other = ledgers
        for ledger in ledgers:
            ledger.take("shop", 100)
        await _told([*ledgers, one])
        redis.kill()
        one.take("shop", 100)
        await _told([one])
        # From now on one request counts for both.
        assert one.take("shop", 100, 60) == 0
        assert one.take("shop", 100) > 0
        redis.start()
        async with asyncio.timeout(20):
            while one._is_alone:
                await _told([one])
        assert other.take("shop", 100) == 0
        await _told([other])
        assert 30 <= _let_in(other, 100, limit=100) <= 41
