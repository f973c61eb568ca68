from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import (
    BadResponse,
    CarrierNotSupported,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)
from gateway.upstream.breaker import PAUSES, Breaker, State, Ticket
from tests.fakes import Clock


def error(condition: type[ProviderError] = Unavailable, status: int | None = None) -> ProviderError:
    return condition("It failed.", provider="SHIPPO", status=status)


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock, jitter=lambda: 0.0)


def admitted(breaker: Breaker) -> Ticket:
    ticket = breaker.admit()
    assert ticket is not None
    return ticket


def state(breaker: Breaker) -> State:
    return breaker.state


def fail(breaker: Breaker, times: int = 1, failure: ProviderError | None = None) -> None:
    for _ in range(times):
        breaker.failed(admitted(breaker), failure or error())


def succeed(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.succeeded(admitted(breaker))


def opened(breaker: Breaker) -> None:
    fail(breaker, 5)
    assert state(breaker) is State.OPEN


@pytest.mark.parametrize(
    "failure", [error(), error(Timeout), error(BadResponse), error(BadResponse, 302)]
)
def test_five_failures_in_a_row_open_it(breaker: Breaker, failure: ProviderError) -> None:
    fail(breaker, 4, failure)
    assert state(breaker) is State.CLOSED
    assert breaker.failing
    fail(breaker, 1, failure)
    assert state(breaker) is State.OPEN
    assert breaker.reason is failure
    assert breaker.admit() is None


def test_failures_hours_apart_are_in_a_row_too(breaker: Breaker, clock: Clock) -> None:
    for _ in range(5):
        fail(breaker)
        clock.now += 3600
    assert state(breaker) is State.OPEN


def test_a_success_breaks_the_row(breaker: Breaker) -> None:
    fail(breaker, 4)
    succeed(breaker)
    fail(breaker, 4)
    assert state(breaker) is State.CLOSED


def test_half_of_twenty_calls_within_ten_seconds_open_it(breaker: Breaker, clock: Clock) -> None:
    for _ in range(9):
        succeed(breaker)
        fail(breaker)
        clock.now += 1
    succeed(breaker)
    assert state(breaker) is State.CLOSED
    fail(breaker)
    assert state(breaker) is State.OPEN


def test_half_of_twenty_calls_over_a_longer_time_do_not(breaker: Breaker, clock: Clock) -> None:
    for _ in range(40):
        succeed(breaker)
        fail(breaker)
        clock.now += 1.3
    assert state(breaker) is State.CLOSED


def test_less_than_half_does_not_open_it(breaker: Breaker) -> None:
    for _ in range(30):
        succeed(breaker, 2)
        fail(breaker)
    assert state(breaker) is State.CLOSED


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_open_it_at_once_for_thirty_seconds(
    breaker: Breaker, clock: Clock, status: int
) -> None:
    fail(breaker, 1, error(ProviderAuth, status))
    assert state(breaker) is State.OPEN
    assert isinstance(breaker.reason, ProviderAuth)
    assert breaker.wait() == 30
    clock.now += 30
    assert breaker.admit() is not None


@pytest.mark.parametrize(
    "failure",
    [error(RateLimited, 429), error(NotFound, 404), error(CarrierNotSupported, 400)]
    + [error(BadResponse, status) for status in (400, 405, 409, 422)],
)
def test_a_refusal_of_one_call_never_opens_it(breaker: Breaker, failure: ProviderError) -> None:
    fail(breaker, 100, failure)
    assert state(breaker) is State.CLOSED
    assert not breaker.failing


@pytest.mark.parametrize("failure", [error(NotFound, 404), error(CarrierNotSupported, 400)])
def test_a_plain_no_is_a_success(breaker: Breaker, clock: Clock, failure: ProviderError) -> None:
    opened(breaker)
    clock.now += 5
    fail(breaker, 1, failure)
    assert state(breaker) is State.CLOSED


def test_one_probe_at_a_time(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += 5
    probe = admitted(breaker)
    assert state(breaker) is State.PROBING
    clock.now += 100
    assert breaker.admit() is None
    assert breaker.wait() == 1
    breaker.succeeded(probe)
    assert state(breaker) is State.CLOSED
    assert breaker.reason is None
    assert not breaker.failing
    fail(breaker, 4)
    assert state(breaker) is State.CLOSED


def test_a_probe_that_nobody_waits_for_leaves_its_right_to_the_next(
    breaker: Breaker, clock: Clock
) -> None:
    opened(breaker)
    clock.now += 5
    breaker.abandoned(admitted(breaker))
    assert state(breaker) is State.OPEN
    assert breaker.wait() == 0
    breaker.succeeded(admitted(breaker))
    assert state(breaker) is State.CLOSED


def test_a_probe_that_meets_an_exhausted_quota_tells_nothing(
    breaker: Breaker, clock: Clock
) -> None:
    opened(breaker)
    clock.now += 5
    breaker.failed(admitted(breaker), error(RateLimited, 429))
    assert state(breaker) is State.OPEN
    assert breaker.wait() == 0


def test_failed_probes_pause_for_longer_but_never_for_more_than_half_a_minute(
    breaker: Breaker, clock: Clock
) -> None:
    opened(breaker)
    pauses = [breaker.wait()]
    for _ in range(30):
        clock.now += breaker.wait()
        fail(breaker)
        pauses.append(breaker.wait())
    assert tuple(pauses[: len(PAUSES)]) == PAUSES
    assert set(pauses[len(PAUSES) :]) == {30}
    assert min(pauses) == 5
    clock.now += 30
    succeed(breaker)
    opened(breaker)
    assert breaker.wait() == 5


def test_a_provider_that_was_down_for_a_minute_is_probed_within_ten_seconds() -> None:
    assert sum(pause * 3 / 4 for pause in PAUSES if pause < 7) > 55
    # and a probe itself may take three seconds to fail
    assert all(pause + 3 <= 10 for pause in PAUSES[:13])


@given(st.floats(0, 1), st.integers(0, 20))
def test_jitter_only_shortens(jitter: float, probes: int) -> None:
    clock = Clock()
    breaker = Breaker(clock, jitter=lambda: jitter)
    opened(breaker)
    for _ in range(probes):
        clock.now += breaker.wait()
        fail(breaker)
    longest = PAUSES[min(probes, len(PAUSES) - 1)]
    assert 0.75 * longest <= breaker.wait() + 1e-9
    assert breaker.wait() <= longest


Ending = Callable[[Breaker, Ticket], None]
ENDINGS: dict[str, Ending] = {
    "answered": Breaker.succeeded,
    "left": Breaker.abandoned,
    "failed": lambda breaker, ticket: breaker.failed(ticket, error()),
    "refused": lambda breaker, ticket: breaker.failed(ticket, error(ProviderAuth, 401)),
    "unknown": lambda breaker, ticket: breaker.failed(ticket, error(NotFound, 404)),
    "garbage": lambda breaker, ticket: breaker.belied(ticket, error(BadResponse, 200)),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS.keys())
def test_what_became_of_a_call_from_before_moves_nothing(
    breaker: Breaker, clock: Clock, end: Ending
) -> None:
    late = [admitted(breaker) for _ in range(3)]
    opened(breaker)
    end(breaker, late[0])
    assert (state(breaker), breaker.wait()) == (State.OPEN, 5)
    clock.now += 5
    probe = admitted(breaker)
    end(breaker, late[1])
    assert state(breaker) is State.PROBING
    assert breaker.admit() is None
    breaker.succeeded(probe)
    end(breaker, late[2])
    assert state(breaker) is State.CLOSED
    assert not breaker.failing


def test_answers_that_turn_out_to_be_garbage_open_it_like_other_failures(breaker: Breaker) -> None:
    for _ in range(5):
        ticket = admitted(breaker)
        breaker.succeeded(ticket)
        breaker.belied(ticket, error(BadResponse, 200))
    assert state(breaker) is State.OPEN


def test_a_probe_that_is_answered_with_garbage_has_failed(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    for pause in PAUSES[1:4]:
        clock.now += breaker.wait()
        probe = admitted(breaker)
        breaker.succeeded(probe)
        breaker.belied(probe, error(BadResponse, 200))
        assert (state(breaker), breaker.wait()) == (State.OPEN, pause)


@given(st.lists(st.sampled_from(list(ENDINGS)), max_size=60), st.data())
def test_there_is_never_more_than_one_probe_and_always_a_way_back(
    ends: list[str], data: st.DataObject
) -> None:
    clock = Clock()
    breaker = Breaker(clock, jitter=lambda: 0.5)
    under_way: list[Ticket] = []
    for end in ends:
        clock.now += data.draw(st.floats(0, 8))
        probing = state(breaker) is State.PROBING
        if ticket := breaker.admit():
            assert not probing
            under_way.append(ticket)
        one_ends = data.draw(st.booleans())
        if under_way and one_ends:
            place = data.draw(st.integers(0, len(under_way) - 1))
            ENDINGS[end](breaker, under_way.pop(place))
    for ticket in under_way:
        breaker.abandoned(ticket)
    clock.now += 31
    succeed(breaker)
    assert state(breaker) is State.CLOSED
