"""Claims without a server, and what waiting for one costs."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from redis.exceptions import ConnectionError as ServerGone

from gateway.cache import Claims, Store, open_store
from gateway.cache.claims import POLL_EVERY
from gateway.cache.memory import MemoryCache
from gateway.cache.scripts import CLAIM, HELD


class Server:
    """A server that holds claims for one owner and can fail."""

    def __init__(self) -> None:
        self.holder: dict[str, bytes] = {}
        self.error: Exception | None = None
        self.answer: Any = None
        self.looks = 0

    async def run(self, script: str, keys: Sequence[str], args: Sequence[bytes]) -> Any:
        if self.error is not None:
            raise self.error
        if self.answer is not None:
            return self.answer
        if script == CLAIM:
            return [self.holder.setdefault(key, args[0]) == args[0] for key in keys]
        if script == HELD:
            self.looks += 1
            return [int(key in self.holder) for key in keys]
        for key in keys:
            self.holder.pop(key)
        return 1


class Sleep:
    """Time that goes by when a test says so."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.ticks: asyncio.Queue[None] = asyncio.Queue()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self.ticks.get()

    async def tick(self) -> None:
        self.ticks.put_nowait(None)
        await turns()


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def sleep() -> Sleep:
    return Sleep()


def claims_on(server: Server, sleep: Sleep) -> Claims:
    return Claims(Store(MemoryCache(1, lambda: 0.0), server), lifetime=10.0, sleep=sleep)


async def test_without_a_server_everything_is_this_processs_own() -> None:
    claims = Claims(open_store("memory://", max_entries=1), lifetime=10.0)
    assert await claims.claim(["a", "b", "a"]) == {"a", "b"}
    assert await claims.claim(["a"]) == {"a"}
    await claims.settled("a")
    await claims.release(["a", "b"])
    await claims.aclose()


async def test_no_keys_are_no_question(server: Server, sleep: Sleep) -> None:
    server.error = AssertionError("asked for nothing")
    claims = claims_on(server, sleep)
    assert await claims.claim([]) == set()
    await claims.release([])


@pytest.mark.parametrize("answer", [[1], [1, 2], [1, 1, 1], b"11", 1, [None, 1]])
async def test_an_answer_that_makes_no_sense_is_a_failure(
    server: Server, sleep: Sleep, answer: Any
) -> None:
    server.answer = answer
    assert await claims_on(server, sleep).claim(["a", "b"]) == {"a", "b"}


async def test_one_look_serves_all_who_wait(server: Server, sleep: Sleep) -> None:
    here, there = claims_on(server, sleep), claims_on(server, sleep)
    await here.claim(["a", "b"])
    waiting = [asyncio.create_task(there.settled(key)) for key in "aaabbb"]
    await turns()
    for looks in range(3):
        assert server.looks == looks
        await sleep.tick()
    await here.release(["a"])
    await sleep.tick()
    assert [task.done() for task in waiting] == [True] * 3 + [False] * 3
    await here.release(["b"])
    await sleep.tick()
    await asyncio.gather(*waiting)
    assert server.looks == 5
    assert set(sleep.asked) == {POLL_EVERY}


async def test_nobody_looks_when_nobody_waits(server: Server, sleep: Sleep) -> None:
    here, there = claims_on(server, sleep), claims_on(server, sleep)
    await here.claim(["a"])
    waiting = [asyncio.create_task(there.settled("a")) for _ in range(3)]
    await turns()
    await sleep.tick()
    for task in waiting:
        task.cancel()
    await turns()
    await sleep.tick()
    looks, naps = server.looks, len(sleep.asked)
    await sleep.tick()
    assert (server.looks, len(sleep.asked)) == (looks, naps)
    # And somebody who comes later is served.
    sleep.ticks.get_nowait()
    late = asyncio.create_task(there.settled("a"))
    await here.release(["a"])
    await turns()
    await sleep.tick()
    await late


async def test_one_who_leaves_does_not_take_the_others_along(server: Server, sleep: Sleep) -> None:
    here, there = claims_on(server, sleep), claims_on(server, sleep)
    await here.claim(["a"])
    leaving, staying = (asyncio.create_task(there.settled("a")) for _ in range(2))
    await turns()
    leaving.cancel()
    await sleep.tick()
    assert not staying.done()
    await here.release(["a"])
    await sleep.tick()
    await staying


async def test_nobody_waits_for_a_server_that_fails(server: Server, sleep: Sleep) -> None:
    here, there = claims_on(server, sleep), claims_on(server, sleep)
    await here.claim(["a", "b"])
    waiting = [asyncio.create_task(there.settled(key)) for key in "ab"]
    await turns()
    server.error = ServerGone("gone")
    await sleep.tick()
    await asyncio.gather(*waiting)


async def test_closing_lets_everybody_go_on(server: Server, sleep: Sleep) -> None:
    here, there = claims_on(server, sleep), claims_on(server, sleep)
    await here.claim(["a"])
    waiting = asyncio.create_task(there.settled("a"))
    await turns()
    await there.aclose()
    await waiting
