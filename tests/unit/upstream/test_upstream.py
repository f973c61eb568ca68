import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest

from gateway.errors import (
    BadResponse,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)
from gateway.upstream import Call, Limits, Problem, State, Upstream, Urgency, calling
from gateway.upstream.breaker import PAUSES, Breaker
from gateway.upstream.budget import Budget
from gateway.upstream.connection import Connection
from gateway.upstream.failures import Failures
from gateway.upstream.outstanding import FEW, Outstanding
from gateway.upstream.retry import RetryBudget
from gateway.upstream.window import SECONDS, SLACK
from tests.unit.upstream.timing import Time, outcome, settled, started
from tests.windows import MemoryWindow

FAILURES = Failures("SHIPPO", "Shippo")
Answer = Callable[[], Awaitable[bytes]]


class Provider(Connection):
    """A provider that answers as it is told, in one step or after a time."""

    def __init__(self, time: Time) -> None:
        super().__init__(
            FAILURES,
            base_url="http://127.0.0.1",
            headers={},
            read_problem=lambda _: Problem(),
            limits=Limits(),
        )
        self.time = time
        self.answer: bytes | ProviderError = b"{}"
        self.script: list[bytes | ProviderError] = []
        self.takes = 0.0
        self.calls: list[float] = []
        self.open_calls = 0

    async def get(
        self, target: str, within: float = float("inf"), headers: Mapping[str, str] | None = None
    ) -> bytes:
        self.calls.append(self.time())
        self.open_calls += 1
        try:
            if min(self.takes, within):
                await self.time.sleep(min(self.takes, within, 3))
        finally:
            self.open_calls -= 1
        if self.takes > min(within, 3):
            raise FAILURES.of(Timeout)
        answer = self.script.pop(0) if self.script else self.answer
        if isinstance(answer, ProviderError):
            raise type(answer)(
                answer.message,
                provider=answer.provider,
                status=answer.status,
                retry_after=answer.retry_after,
            )
        return answer


class Way:
    """An upstream to such a provider."""

    def __init__(self, limit: int = 1000, connections: int = 64, retries: float = 1.0) -> None:
        self.time = Time()
        self.provider = Provider(self.time)
        self.window = MemoryWindow(limit, self.time)
        self.breaker = Breaker(self.time, jitter=lambda: 0.0)
        self.outstanding = Outstanding(connections, self.time)
        self.budget = Budget(
            self.window, clock=self.time, sleep=self.time.sleep, room=self.outstanding.room
        )
        self.upstream = Upstream(
            self.provider,
            FAILURES,
            budget=self.budget,
            outstanding=self.outstanding,
            breaker=self.breaker,
            retries=RetryBudget(jitter=lambda: retries),
            clock=self.time,
            sleep=self.time.sleep,
        )

    def get(
        self, within: float | None = 8.0, urgency: Urgency = Urgency.NEW
    ) -> "asyncio.Task[object]":
        deadline = None if within is None else self.time() + within
        with calling(Call(urgency, deadline)):
            return started(outcome(self.upstream.get("tracks", "usps", "1")))

    async def got(self, within: float | None = 8.0, seconds: float = 1.0) -> object:
        task = self.get(within)
        await self.time.lapse(seconds)
        assert task.done()
        return await task

    async def fail(self, times: int = 5, failure: ProviderError | None = None) -> None:
        """Have calls fail that are too short of time for a retry."""
        self.provider.answer = failure or down()
        for _ in range(times):
            await self.got(within=0.2, seconds=0)


def down(status: int | None = 503, retry_after: float | None = None) -> ProviderError:
    return FAILURES.of(Unavailable, status=status, retry_after=retry_after)


def limited(retry_after: float | None = None) -> ProviderError:
    return FAILURES.of(RateLimited, status=429, retry_after=retry_after)


@pytest.fixture
async def way() -> AsyncIterator[Way]:
    way = Way()
    yield way
    await way.upstream.aclose()
    assert way.outstanding.under_way == 0


async def test_an_answer_is_one_call(way: Way) -> None:
    assert await way.got(seconds=0) == b"{}"
    assert len(way.provider.calls) == len(way.window.calls) == 1


@pytest.mark.parametrize(
    "failure", [down(None), down(500), FAILURES.of(Timeout), FAILURES.of(Timeout, status=408)]
)
async def test_a_failure_that_may_pass_is_tried_once_more_and_counted(
    way: Way, failure: ProviderError
) -> None:
    way.provider.script = [failure]
    assert await way.got() == b"{}"
    way.provider.answer = failure
    assert type(await way.got()) is type(failure)
    assert len(way.provider.calls) == len(way.window.calls) == 4


@pytest.mark.parametrize(
    ("condition", "status"),
    [(NotFound, 404), (ProviderAuth, 401), (BadResponse, 200), (BadResponse, 400)],
)
async def test_a_failure_that_does_not_pass_is_not_tried_again(
    way: Way, condition: type[ProviderError], status: int
) -> None:
    way.provider.answer = FAILURES.of(condition, status=status)
    assert type(await way.got()) is condition
    assert len(way.provider.calls) == 1


async def test_no_retry_goes_past_the_deadline(way: Way) -> None:
    way.provider.answer = down()
    assert isinstance(await way.got(within=0.25), Unavailable)
    assert len(way.provider.calls) == 1
    assert isinstance(await way.got(within=0.26), Unavailable)
    assert len(way.provider.calls) == 3


async def test_a_retry_that_finds_no_quota_in_time_leaves_the_first_error() -> None:
    way = Way(limit=1)
    way.provider.answer = down()
    assert isinstance(await way.got(), Unavailable)
    assert len(way.provider.calls) == 1


async def test_retries_are_a_tenth_of_the_calls_in_the_long_run(way: Way) -> None:
    asked = 0
    for _ in range(400):
        way.provider.script = [down()]
        for _ in range(4):
            await way.got()
            asked += 1
    calls = len(way.provider.calls)
    assert 0.09 * calls < calls - asked <= 0.1 * calls + 10
    assert way.breaker.state is State.CLOSED


async def test_a_503_that_says_when_to_come_back_is_not_tried_earlier(way: Way) -> None:
    way.provider.script = [down(retry_after=2)]
    assert await way.got(seconds=2.5) == b"{}"
    assert way.provider.calls[1] - way.provider.calls[0] >= 2
    way.provider.script = [down(retry_after=20)]
    assert isinstance(await way.got(seconds=0), Unavailable)


async def test_a_429_stops_all_calls_for_as_long_as_it_says(way: Way) -> None:
    way.provider.script = [limited(30)]
    first = await way.got()
    assert isinstance(first, RateLimited)
    assert (first.retry_after, first.status) == (30, 429)
    later = await way.got()
    assert isinstance(later, RateLimited)
    assert later.retry_after == 29
    assert later.status is None
    assert (await way.upstream.health()).quota.wait == 28
    assert len(way.provider.calls) == 1
    await way.time.lapse(28)
    assert await way.got() == b"{}"


async def test_a_short_429_is_waited_for_and_tried_again(way: Way) -> None:
    way.provider.script = [limited(2)]
    tasks = [way.get(), way.get(within=1)]
    await way.time.lapse(3)
    assert await tasks[0] == b"{}"
    assert way.provider.calls[-1] - way.provider.calls[0] >= 2
    way.provider.script = [limited(2)]
    await way.got(within=1)
    assert isinstance(await way.got(within=0.5, seconds=0), RateLimited)


async def test_a_429_without_a_wait_pauses_for_longer_each_time(way: Way) -> None:
    way.provider.answer = limited()
    waits = []
    for _ in range(6):
        error = await way.got(within=1)
        assert isinstance(error, RateLimited)
        waits.append(error.retry_after)
        await way.time.lapse(60)
    assert waits == [5, 10, 20, 40, 60, 60]
    assert way.breaker.state is State.CLOSED


async def test_a_burst_of_429s_is_one_pause(way: Way) -> None:
    way.provider.answer = limited()
    way.provider.takes = 0.5
    tasks = [way.get(within=3) for _ in range(30)]
    await way.time.lapse(1)
    assert all([isinstance(await task, RateLimited) for task in tasks])
    assert (await way.upstream.health()).quota.wait == pytest.approx(4.5)


async def test_a_provider_that_is_down_is_left_alone_at_once(way: Way) -> None:
    await way.fail(5)
    error = await way.got(seconds=0)
    assert isinstance(error, Unavailable)
    assert error.retry_after == 5
    assert len(way.provider.calls) == len(way.window.calls) == 5
    assert (await way.upstream.health()).state is State.OPEN


async def test_the_reason_is_told_while_the_circuit_is_open(way: Way) -> None:
    await way.fail(1, FAILURES.of(ProviderAuth, status=401))
    error = await way.got(seconds=0)
    assert isinstance(error, ProviderAuth)
    assert error.retry_after == 30
    assert len(way.provider.calls) == 1


@pytest.mark.parametrize("failure", [FAILURES.of(Timeout), FAILURES.of(BadResponse, status=200)])
async def test_silence_and_garbage_are_a_provider_that_is_down(
    way: Way, failure: ProviderError
) -> None:
    way.provider.answer = failure
    for _ in range(5):
        await way.got(within=1.1)
    calls = len(way.provider.calls)
    error = await way.got(seconds=0)
    assert isinstance(error, Unavailable)
    assert error.retry_after is not None
    assert len(way.provider.calls) == calls


async def test_answers_that_turn_out_to_be_garbage_open_the_circuit(way: Way) -> None:
    for _ in range(5):
        assert await way.got(seconds=0) == b"{}"
        assert isinstance(way.upstream.bad_response(), BadResponse)
    assert way.breaker.state is State.OPEN
    await way.time.lapse(5)
    assert await way.got(seconds=0) == b"{}"
    way.upstream.bad_response()
    assert way.breaker.state is State.OPEN
    assert way.breaker.wait() == PAUSES[1]


async def test_not_found_is_the_provider_s_good_right(way: Way) -> None:
    assert isinstance(way.upstream.not_found(), NotFound)
    await way.fail(50, FAILURES.of(NotFound, status=404))
    assert way.breaker.state is State.CLOSED


async def test_one_probe_goes_out_and_those_beside_it_cost_no_call(way: Way) -> None:
    await way.fail(5)
    await way.time.lapse(5)
    way.provider.answer = b"{}"
    way.provider.takes = 1
    tasks = [way.get() for _ in range(20)]
    await way.time.lapse(0)
    assert way.provider.open_calls == 1
    await way.time.lapse(1)
    answers = [await task for task in tasks]
    assert answers.count(b"{}") == 1
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 19
    assert len(way.provider.calls) == 6


async def test_who_is_granted_a_call_beside_the_probe_hands_it_on() -> None:
    way = Way(limit=7)
    await way.fail(5)
    await way.time.lapse(5)
    way.provider.answer = b"{}"
    way.provider.takes = 0.1
    probe, other = way.get(), way.get()
    await way.time.lapse(0.1)
    assert await probe == b"{}"
    assert isinstance(await other, Unavailable)
    assert await way.got(seconds=0.1, within=1) == b"{}"
    assert len(way.provider.calls) == len(way.window.calls) == 7


async def test_a_probe_whose_caller_leaves_hands_its_right_on(way: Way) -> None:
    await way.fail(5)
    await way.time.lapse(5)
    way.provider.takes = 1
    probe = way.get()
    await way.time.lapse(0.5)
    probe.cancel()
    await settled()
    way.provider.answer = b"{}"
    assert await way.got() == b"{}"
    assert way.breaker.state is State.CLOSED


async def test_a_probe_that_gets_no_quota_hands_its_right_on() -> None:
    way = Way(limit=5)
    await way.fail(5)
    await way.time.lapse(5)
    assert isinstance(await way.got(seconds=0), RateLimited)
    assert way.breaker.state is State.OPEN
    await way.time.lapse(SECONDS + SLACK)
    way.provider.answer = b"{}"
    assert await way.got(seconds=0) == b"{}"


async def test_a_call_that_had_hardly_any_time_says_nothing_of_the_provider(way: Way) -> None:
    way.provider.takes = 0.9
    for _ in range(10):
        assert isinstance(await way.got(within=0.5), Timeout)
    assert way.breaker.state is State.CLOSED


async def test_those_in_the_queue_are_refused_when_the_circuit_opens() -> None:
    way = Way(limit=100, connections=5)
    way.provider.takes = 10
    tasks = [way.get(within=7) for _ in range(50)]
    await way.time.lapse(3.3)
    # a few more left while the first failed one after the other
    assert len(way.provider.calls) < 10
    assert sum(task.done() for task in tasks) > 40
    await way.time.lapse(3)
    answers = [await task for task in tasks]
    assert sum(isinstance(answer, Timeout) for answer in answers) == len(way.provider.calls)
    assert sum(isinstance(answer, Unavailable) for answer in answers) > 40


@pytest.mark.parametrize("rate", [20, 60, 100])
async def test_a_provider_that_hangs_gets_about_twenty_calls_a_minute(way: Way, rate: int) -> None:
    way.provider.takes = 10
    tasks = []
    for _ in range(60 * rate):
        tasks.append(way.get())
        await way.time.lapse(1 / rate)
    await way.time.lapse(20)
    assert FEW <= len(way.provider.calls) <= 22
    assert all([isinstance(await task, ProviderError) for task in tasks])


@pytest.mark.parametrize(
    "failure", [down(), down(None), FAILURES.of(BadResponse), FAILURES.of(BadResponse, status=200)]
)
async def test_a_provider_that_fails_at_once_gets_about_twenty_calls_a_minute(
    way: Way, failure: ProviderError
) -> None:
    way.provider.answer = failure
    way.provider.takes = 0.02
    for _ in range(60 * 60):
        way.get()
        await way.time.lapse(1 / 60)
    assert len(way.provider.calls) <= 20


async def test_a_provider_that_heals_after_a_minute_is_back_within_ten_seconds(way: Way) -> None:
    way.provider.takes = 10
    for _ in range(60 * 20):
        way.get()
        await way.time.lapse(1 / 20)
    way.provider.takes = 0.02
    healed = way.time()
    while not isinstance(await way.got(seconds=0.05, within=0.04), bytes):
        assert way.time() - healed <= 10


async def test_a_slow_provider_is_not_taken_for_one_that_hangs(way: Way) -> None:
    way.provider.takes = 2.5
    tasks = [way.get() for _ in range(50)]
    await way.time.lapse(2.6)
    assert all([await task == b"{}" for task in tasks])


async def test_a_call_without_a_deadline_ends_too(way: Way) -> None:
    await way.budget.pause(60)
    assert isinstance(await way.got(within=None, seconds=0), RateLimited)


async def test_closing_refuses_those_who_wait() -> None:
    way = Way(limit=1)
    await way.got(seconds=0)
    waiting = way.get(within=100)
    await way.time.lapse(1)
    await way.upstream.aclose()
    assert isinstance(await waiting, Unavailable)


async def test_a_segment_that_is_no_name_is_not_asked_for(way: Way) -> None:
    error = await outcome(way.upstream.get("tracks", "..", "1"))
    assert isinstance(error, BadResponse)
    assert way.provider.calls == []
