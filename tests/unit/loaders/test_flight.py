"""Work in flight is waited for by as many as want it, and for as long as they want."""

import asyncio

import pytest

from gateway.loaders.flight import Flights, Patience


class Work:
    """Takes until it is told what comes of it."""

    def __init__(self) -> None:
        self.result: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def do(self) -> str:
        return await self.result


async def test_who_has_an_old_answer_gets_it_when_the_new_one_is_late() -> None:
    work, flights = Work(), Flights[str]()
    flight = flights.get("a", work.do)
    assert await Patience(flight, 0, "old") == "old"


async def test_the_late_one_is_fetched_all_the_same() -> None:
    work, flights = Work(), Flights[str]()
    flight = flights.get("a", work.do)
    await Patience(flight, 0, "old")
    assert flights.get("a", work.do) is flight
    work.result.set_result("new")
    assert await flight == "new"


async def test_who_has_patience_gets_the_new_answer() -> None:
    work, flights = Work(), Flights[str]()
    waiting = asyncio.ensure_future(Patience(flights.get("a", work.do), 3_600, "old"))
    await asyncio.sleep(0)
    work.result.set_result("new")
    assert await waiting == "new"


async def test_a_patient_caller_who_leaves_ends_the_work() -> None:
    work, flights = Work(), Flights[str]()
    flight = flights.get("a", work.do)
    waiting = asyncio.ensure_future(Patience(flight, 3_600, "old"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(asyncio.CancelledError):
        await flight.task
