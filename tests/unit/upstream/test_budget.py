import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream import Quota, Taken, Urgency
from gateway.upstream.budget import PATIENCE, SPARE, Budget, Exhausted
from gateway.upstream.window import SECONDS, SLACK
from tests.unit.upstream.timing import Time, outcome, settled, started, until
from tests.windows import MemoryWindow

SPAN = SECONDS + SLACK
INF = float("inf")


class Asked:
    """A budget, and the order in which its calls were granted."""

    def __init__(self, limit: int = 10) -> None:
        self.time = Time()
        self.window = MemoryWindow(limit, self.time)
        self.space = 1_000_000
        self.budget = Budget(
            self.window, clock=self.time, sleep=self.time.sleep, room=lambda: self.space
        )
        self.granted: list[str] = []
        self.times: list[float] = []

    def ask(
        self, name: str = "", urgency: Urgency = Urgency.NEW, within: float = 100
    ) -> "asyncio.Task[Exception | None]":
        return started(self._ask(name, urgency, self.time() + within))

    async def _ask(self, name: str, urgency: Urgency, deadline: float) -> Exception | None:
        try:
            await self.budget.acquire(urgency, deadline)
        except Exception as error:
            return error
        self.space -= 1
        self.granted.append(name)
        self.times.append(self.time())
        return None

    async def use_up(self, *, but: int = 0) -> None:
        await self.window.take(self.window.limit - but)


@pytest.fixture
async def asked() -> AsyncIterator[Asked]:
    asked = Asked()
    yield asked
    await asked.budget.aclose()


async def test_what_there_is_is_granted_at_once(asked: Asked) -> None:
    await asyncio.gather(*(asked.ask() for _ in range(10)))
    assert asked.time.slept == []
    assert await asked.budget.look() == Quota(0, SPAN)


async def test_what_there_is_not_yet_is_waited_for(asked: Asked) -> None:
    tasks = [asked.ask(str(number)) for number in range(25)]
    await asked.time.lapse(0)
    assert len(asked.granted) == 10
    await asked.time.lapse(SPAN)
    assert len(asked.granted) == 20
    assert asked.granted == [str(number) for number in range(20)]
    assert all([isinstance(await outcome(task), Exhausted) for task in tasks[20:]])


async def test_urgent_calls_come_first_whoever_asked_first(asked: Asked) -> None:
    await asked.use_up()
    for urgency in reversed(Urgency):
        asked.ask(urgency.name, urgency)
    await asked.time.lapse(SPAN)
    assert asked.granted == ["ARRIVING", "MOVING", "NEW", "RESTING", "REFRESH"]


async def test_a_batch_is_dealt_with_in_order_of_urgency_even_when_there_is_no_queue(
    asked: Asked,
) -> None:
    await asked.use_up(but=1)
    asked.ask("resting", Urgency.RESTING)
    asked.ask("arriving", Urgency.ARRIVING)
    await asked.time.lapse(0)
    assert asked.granted == ["arriving"]


async def test_refreshes_leave_a_fifth_of_the_quota_to_callers(asked: Asked) -> None:
    for _ in range(12):
        asked.ask("refresh", Urgency.REFRESH)
    await asked.time.lapse(0)
    assert asked.granted == ["refresh"] * 8
    asked.ask("caller", within=0.5)
    asked.ask("caller", within=0.5)
    await asked.time.lapse(0)
    assert asked.granted[8:] == ["caller"] * 2


async def test_a_more_urgent_latecomer_goes_first(asked: Asked) -> None:
    await asked.use_up()
    asked.ask("early", Urgency.RESTING)
    await asked.time.lapse(SPAN / 2)
    asked.ask("late", Urgency.ARRIVING)
    await asked.time.lapse(SPAN / 2)
    assert asked.granted == ["late", "early"]


async def test_a_caller_does_not_wait_for_what_refreshes_wait_for(asked: Asked) -> None:
    await asked.use_up(but=2)
    refresh = asked.ask("refresh", Urgency.REFRESH)
    await asked.time.lapse(1)
    assert not refresh.done()
    asked.ask("caller", within=0.01)
    await asked.time.lapse(0)
    assert asked.granted == ["caller"]


class SlowWindow(MemoryWindow):
    """A window that is asked over a network."""

    async def take(self, wanted: int, keep: int = 0) -> Taken:
        taken = await super().take(wanted, keep)
        for _ in range(3):
            await asyncio.sleep(0)
        return taken


async def test_a_caller_who_comes_while_refreshes_are_dealt_with_is_served_next() -> None:
    time = Time()
    window = SlowWindow(10, time)
    budget = Budget(window, clock=time, sleep=time.sleep)
    await window.take(8)
    refresh = started(budget.acquire(Urgency.REFRESH, time() + 200))
    for _ in range(4):
        await asyncio.sleep(0)
    caller = started(budget.acquire(Urgency.ARRIVING, time() + 0.01))
    await settled()
    await settled()
    assert caller.done()
    assert await outcome(caller) is None
    assert not refresh.done()
    await budget.aclose()
    assert isinstance(await outcome(refresh), Exhausted)


async def test_what_can_not_be_had_in_time_is_refused_at_once_with_the_wait(asked: Asked) -> None:
    await asked.use_up()
    task = asked.ask(within=SPAN - 1)
    await asked.time.lapse(0)
    error = await outcome(task)
    assert isinstance(error, Exhausted)
    assert error.wait == SPAN
    await asked.time.lapse(10)
    error = await outcome(asked.ask(within=5))
    assert isinstance(error, Exhausted)
    assert error.wait == SPAN - 10


async def test_those_behind_who_can_not_be_served_in_time_are_told_at_once(asked: Asked) -> None:
    for _ in range(10):
        await asked.window.take(1)
        await asked.time.lapse(1)
    tasks = [asked.ask(within=SPAN - 6.5) for _ in range(10)]
    await asked.time.lapse(0)
    assert [task.done() for task in tasks] == [False] * 4 + [True] * 6
    error = await outcome(tasks[4])
    assert isinstance(error, Exhausted)
    assert error.wait == SPAN - 6
    await asked.time.lapse(SPAN - 7)
    assert len(asked.granted) == 4


async def test_a_call_whose_time_is_over_is_not_made(asked: Asked) -> None:
    for within in (0, -1):
        assert isinstance(await outcome(asked.ask(within=within)), TimeoutError)
    assert await asked.budget.look() == Quota(10, 0)


async def test_a_call_without_a_deadline_does_not_wait_for_ever(asked: Asked) -> None:
    await asked.use_up()
    error = await outcome(asked.budget.acquire(Urgency.NEW, INF))
    assert isinstance(error, Exhausted)
    assert error.wait == SPAN
    await asked.time.lapse(SPAN - PATIENCE + 1)
    asked.ask("late", within=INF)
    await asked.time.lapse(PATIENCE)
    assert asked.granted == ["late"]


async def test_who_leaves_the_queue_costs_no_call(asked: Asked) -> None:
    await asked.use_up()
    leaving = [asked.ask() for _ in range(20)]
    asked.ask("stays")
    await asked.time.lapse(1)
    for task in leaving:
        task.cancel()
    await asked.time.lapse(SPAN)
    assert asked.granted == ["stays"]
    assert (await asked.budget.look()).remaining == 9


async def test_who_leaves_in_the_moment_of_the_grant_hands_it_on() -> None:
    asked = Asked(limit=1)
    leaving, heir = asked.ask("leaving"), asked.ask("heir")
    await until(lambda: bool(asked.window.calls))
    leaving.cancel()
    await settled()
    assert asked.granted == ["heir"]
    assert leaving.cancelled()
    assert heir.done()
    await asked.budget.aclose()


async def test_a_call_that_was_handed_back_is_there_for_the_next_but_not_for_long() -> None:
    asked = Asked(limit=1)
    for seconds, granted in ((SPARE / 2, True), (SPARE * 2, False)):
        await asked.ask()
        asked.granted.clear()
        asked.budget.give_back()
        await asked.time.lapse(seconds)
        task = asked.ask(within=1)
        await asked.time.lapse(0)
        assert bool(asked.granted) is granted
        assert isinstance(await outcome(task), Exhausted) is not granted
        await asked.time.lapse(SPAN)
    await asked.budget.aclose()


async def test_a_pause_stops_everybody_and_those_who_can_not_wait_are_told(asked: Asked) -> None:
    await asked.use_up()
    patient, hasty = asked.ask("patient", within=500), asked.ask("hasty", within=SPAN + 1)
    await asked.time.lapse(1)
    await asked.budget.pause(SPAN + 60)
    await asked.time.lapse(0)
    assert not patient.done()
    error = await outcome(hasty)
    assert isinstance(error, Exhausted)
    assert error.wait == SPAN + 60
    assert (await asked.budget.look()).wait == SPAN + 60
    await asked.time.lapse(SPAN + 59)
    assert asked.granted == []
    await asked.time.lapse(1)
    assert asked.granted == ["patient"]


async def test_a_shorter_pause_does_not_end_a_longer_one(asked: Asked) -> None:
    await asked.budget.pause(30)
    await asked.budget.pause(1)
    error = await outcome(asked.ask(within=20))
    assert isinstance(error, Exhausted)
    assert error.wait == 30


async def test_a_pause_that_another_replica_learnt_of_holds_here_too(asked: Asked) -> None:
    await asked.window.pause(30)
    assert isinstance(await outcome(asked.ask(within=20)), Exhausted)


async def test_closing_leaves_nobody_waiting(asked: Asked) -> None:
    await asked.use_up()
    waiting = [asked.ask() for _ in range(3)]
    await asked.time.lapse(1)
    just_come = asked.ask()
    await asyncio.sleep(0)
    await asked.budget.aclose()
    assert all([isinstance(await outcome(task), Exhausted) for task in (*waiting, just_come)])


async def test_closing_before_the_dealer_has_begun_leaves_nobody_waiting(asked: Asked) -> None:
    task = asked.ask()
    await asyncio.sleep(0)
    await asked.budget.aclose()
    assert isinstance(await outcome(task), Exhausted)


async def test_no_more_calls_are_granted_than_there_is_room_for(asked: Asked) -> None:
    asked.space = 0
    for urgency in reversed(Urgency):
        asked.ask(urgency.name, urgency)
    await asked.time.lapse(1)
    assert asked.granted == []
    for name in ("ARRIVING", "MOVING", "NEW", "RESTING"):
        asked.space = 1
        asked.budget.wake()
        await settled()
        assert asked.granted[-1] == name
    assert len(asked.window.calls) == len(asked.granted) == 4


async def test_whoever_finds_no_room_in_time_is_told_when_the_time_is_over(asked: Asked) -> None:
    asked.space = 0
    late, later = asked.ask(within=2), asked.ask(urgency=Urgency.ARRIVING, within=3)
    await asked.time.lapse(1.9)
    soonest = asked.ask(within=0.05)
    await asked.time.lapse(0.06)
    assert isinstance(await outcome(soonest), TimeoutError)
    await asked.time.lapse(0.1)
    assert isinstance(await outcome(late), TimeoutError)
    assert not later.done()
    await asked.time.lapse(1)
    assert isinstance(await outcome(later), TimeoutError)
    assert asked.window.calls == []


async def test_all_who_wait_can_be_refused_each_with_an_error_of_its_own(asked: Asked) -> None:
    await asked.use_up()
    tasks = [asked.ask() for _ in range(3)]
    await asked.time.lapse(1)
    asked.budget.refuse(lambda: KeyError("closed"))
    errors = [await outcome(task) for task in tasks]
    assert len({id(error) for error in errors}) == 3
    assert all(isinstance(error, KeyError) for error in errors)
    await asked.time.lapse(SPAN)
    await asked.ask()


class FailingWindow(MemoryWindow):
    fails = True

    async def take(self, wanted: int, keep: int = 0) -> Taken:
        if self.fails:
            raise RuntimeError("out of order")
        return await super().take(wanted, keep)


async def test_a_window_that_fails_leaves_nobody_waiting_and_is_asked_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    time = Time()
    window = FailingWindow(5, time)
    budget = Budget(window, clock=time, sleep=time.sleep)
    tasks = [started(budget.acquire(Urgency.NEW, time() + 5)) for _ in range(3)]
    assert all([isinstance(await outcome(task), Exhausted) for task in tasks])
    assert "The window failed" in caplog.text
    window.fails = False
    await budget.acquire(Urgency.NEW, time() + 5)


class StingyWindow(MemoryWindow):
    """Grants nothing and says that there is nothing to wait for, as rounding may have it."""

    refusals = 0

    async def take(self, wanted: int, keep: int = 0) -> Taken:
        self.refusals += 1
        return Taken(0, 0.0)


async def test_a_window_that_grants_nothing_is_not_asked_in_a_busy_loop() -> None:
    time = Time()
    window = StingyWindow(5, time)
    budget = Budget(window, clock=time, sleep=time.sleep)
    task = started(budget.acquire(Urgency.NEW, time() + 0.0105))
    await time.lapse(1)
    assert isinstance(await outcome(task), Exhausted)
    assert window.refusals < 15


DEMAND = st.lists(
    st.tuples(
        st.floats(0, 15),
        st.lists(
            st.tuples(st.sampled_from(Urgency), st.floats(0.01, 150), st.booleans()), max_size=12
        ),
        st.sampled_from(["", "", "", "pause", "spend"]),
    ),
    max_size=20,
)


@given(st.integers(1, 8), DEMAND)
async def test_no_minute_holds_more_calls_than_the_limit_whatever_is_asked(
    limit: int, demand: list[tuple[float, list[tuple[Urgency, float, bool]], str]]
) -> None:
    asked = Asked(limit)
    tasks: list[asyncio.Task[Exception | None]] = []
    spent: list[float] = []
    for seconds, asks, other in demand:
        await asked.time.lapse(seconds)
        tasks += [asked.ask("", urgency, within) for urgency, within, _ in asks]
        await asyncio.sleep(0)
        leaving = [leaves for _, _, leaves in asks]
        for task, leaves in zip(tasks[len(tasks) - len(asks) :], leaving, strict=True):
            if leaves:
                task.cancel()
        if other == "pause":
            await asked.budget.pause(7)
        elif other == "spend":
            await asked.window.spend()
            spent.append(asked.time())
    await asked.time.lapse(300)
    assert all(task.done() for task in tasks)
    _hold_the_limit(limit, asked.times, spent)
    await asked.budget.aclose()


def _hold_the_limit(limit: int, granted: list[float], spent: list[float]) -> None:
    for place, at in enumerate(granted):
        before = sum(at - SECONDS < time for time in granted[: place + 1])
        apart = sum(at - SECONDS < time < at for time in spent)
        assert before <= limit
        # what happened ungranted leaves so much less to grant
        assert before + apart <= max(limit, apart + 1)
