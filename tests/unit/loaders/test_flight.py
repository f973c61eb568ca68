"""Work in flight is waited for by as many as want it, and for as long as they want."""

import asyncio

import pytest

from gateway.loaders.flight import Flights


class Work:
    """Takes until it is told what comes of it."""

    def __init__(self) -> None:
        self.result: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def do(self) -> str:
        return await self.result


async def test_who_has_an_old_answer_gets_it_when_the_new_one_is_late() -> None:
    work, flights = Work(), Flights[str]()
    flight = flights.get("a", work.do)
    assert await flight.patiently(0, "old").work == "old"


async def test_the_late_one_is_fetched_all_the_same() -> None:
    work, flights = Work(), Flights[str]()
    flight = flights.get("a", work.do)
    await flight.patiently(0, "old").work
    assert flights.get("a", work.do) is flight
    work.result.set_result("new")
    assert await flight.work == "new"


async def test_who_has_patience_gets_the_new_answer() -> None:
    work, flights = Work(), Flights[str]()
    patient = flights.get("a", work.do).patiently(3_600, "old")
    await asyncio.sleep(0)
    work.result.set_result("new")
    assert await patient.work == "new"


async def test_a_patient_caller_who_leaves_ends_the_work() -> None:
    work, flights = Work(), Flights[str]()
    flight = flights.get("a", work.do)
    patient = flight.patiently(3_600, "old")
    landed: list[object] = []
    patient.join(landed.append)
    await asyncio.sleep(0)
    patient.leave(landed.append)
    with pytest.raises(asyncio.CancelledError):
        await flight.work
    assert landed == []


async def test_who_leaves_leaves_the_work_to_the_others() -> None:
    work, flights = Work(), Flights[str]()
    one: list[asyncio.Future[str]] = []
    other: list[asyncio.Future[str]] = []
    flight = flights.get("a", work.do)
    flight.join(one.append)
    flights.get("a", work.do).join(other.append)
    flight.leave(one.append)
    work.result.set_result("new")
    await flight.work
    await asyncio.sleep(0)
    assert (one, [landed.result() for landed in other]) == ([], ["new"])


async def test_work_that_the_last_one_left_is_not_joined_any_more() -> None:
    work, flights = Work(), Flights[str]()
    landed: list[object] = []
    flight = flights.get("a", work.do)
    flight.join(landed.append)
    flight.leave(landed.append)
    assert "a" not in flights
    again = flights.get("a", work.do)
    assert again is not flight
    work.result.set_result("new")
    assert await again.work == "new"
    # The end of the first one is not that of the second.
    assert flight.work.cancelled()


async def test_work_of_the_background_goes_on_when_nobody_waits() -> None:
    work, flights = Work(), Flights[str]()
    landed: list[object] = []
    flight = flights.get("a", work.do, background=True)
    flight.join(landed.append)
    flight.leave(landed.append)
    work.result.set_result("new")
    assert await flight.work == "new"
