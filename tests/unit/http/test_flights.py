"""Equal work in flight is done once, for whoever is there."""

import asyncio

import pytest
from starlette.types import Message

from gateway.http.flights import Flights
from gateway.http.presence import Gone
from tests.fakes import turns


class Caller:
    """Goes away when it is told to."""

    def __init__(self) -> None:
        self._left = asyncio.Event()

    def leave(self) -> None:
        self._left.set()

    async def receive(self) -> Message:
        await self._left.wait()
        return {"type": "http.disconnect"}


class Sharing:
    """Callers who want the same work, which takes until it is told what comes of it."""

    def __init__(self) -> None:
        self.flights: Flights[str] = Flights()
        self.begun = 0
        self.ended = 0
        self.results: list[asyncio.Future[str]] = []

    async def _work(self) -> str:
        result: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.results.append(result)
        self.begun += 1
        try:
            return await result
        finally:
            self.ended += 1

    async def ask(self, caller: Caller, key: str = "a") -> "asyncio.Task[str]":
        asking = asyncio.create_task(self.flights.share(key, caller.receive, self._work))
        await turns()
        return asking


async def test_equal_work_is_done_once() -> None:
    sharing = Sharing()
    asking = [await sharing.ask(Caller()) for _ in range(5)]
    sharing.results[0].set_result("answer")
    assert await asyncio.gather(*asking) == ["answer"] * 5
    assert sharing.begun == 1


async def test_other_work_is_done_as_well() -> None:
    sharing = Sharing()
    asking = [await sharing.ask(Caller(), key) for key in "ab"]
    for result, answer in zip(sharing.results, "ab", strict=True):
        result.set_result(answer)
    assert await asyncio.gather(*asking) == ["a", "b"]


async def test_work_that_is_done_is_done_anew() -> None:
    sharing = Sharing()
    for number in range(2):
        asking = await sharing.ask(Caller())
        sharing.results[number].set_result(str(number))
        assert await asking == str(number)


@pytest.mark.parametrize("leaver", [0, 1, 2])
async def test_who_leaves_takes_nobody_along(leaver: int) -> None:
    sharing = Sharing()
    callers = [Caller() for _ in range(3)]
    asking = [await sharing.ask(caller) for caller in callers]
    callers[leaver].leave()
    await turns()
    assert sharing.ended == 0
    sharing.results[0].set_result("answer")
    done = await asyncio.gather(*asking, return_exceptions=True)
    assert sharing.begun == 1
    stayed = [answer for number, answer in enumerate(done) if number != leaver]
    assert stayed == ["answer", "answer"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_the_last_one_who_leaves_ends_it(order: tuple[int, int]) -> None:
    sharing = Sharing()
    callers = [Caller() for _ in range(2)]
    asking = [await sharing.ask(caller) for caller in callers]
    for number in order:
        assert sharing.ended == 0
        callers[number].leave()
        await turns()
    assert sharing.ended == 1
    for each in asking:
        with pytest.raises(Gone):
            await each


async def test_who_comes_while_it_is_being_ended_gets_a_new_one() -> None:
    sharing = Sharing()
    caller = Caller()
    asking = await sharing.ask(caller)
    caller.leave()
    while not asking.cancelling():  # noqa: ASYNC110  # it is the very turn that counts
        await asyncio.sleep(0)
    late = asyncio.create_task(sharing.flights.share("a", Caller().receive, sharing._work))
    await turns()
    assert sharing.begun == 2
    sharing.results[1].set_result("answer")
    assert await late == "answer"
    with pytest.raises(Gone):
        await asking


async def test_a_failure_is_that_of_who_did_the_work() -> None:
    sharing = Sharing()
    first, second = [await sharing.ask(Caller()) for _ in range(2)]
    sharing.results[0].set_exception(ValueError("odd"))
    with pytest.raises(ValueError, match="odd"):
        await first
    await turns()
    assert sharing.begun == 2
    sharing.results[1].set_result("answer")
    assert await second == "answer"


async def test_a_server_that_drops_the_first_task_takes_nobody_along() -> None:
    sharing = Sharing()
    first, second = [await sharing.ask(Caller()) for _ in range(2)]
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await turns()
    sharing.results[1].set_result("answer")
    assert await second == "answer"


async def test_nothing_is_left_behind() -> None:
    sharing = Sharing()
    before = asyncio.all_tasks()
    asking = [await sharing.ask(Caller()) for _ in range(3)]
    sharing.results[0].set_result("answer")
    await asyncio.gather(*asking)
    await turns()
    assert asyncio.all_tasks() == before
    assert sharing.flights._flights == {}
