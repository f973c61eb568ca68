"""When a failing server is left alone, and when it is tried again."""

import logging
from collections.abc import Callable

import pytest

from gateway.cache.breaker import FIRST_PAUSE, LONGEST_PAUSE, THRESHOLD, Breaker
from tests.fakes import Clock


def opened(clock: Clock, jitter: Callable[[], float] = lambda: 0.0) -> Breaker:
    breaker = Breaker(clock=clock, jitter=jitter)
    for _ in range(THRESHOLD):
        assert breaker.admits()
        breaker.failed("test")
    return breaker


def test_a_few_failures_in_a_row_open_it(clock: Clock) -> None:
    breaker = opened(clock)
    assert breaker.state == "open"
    assert not breaker.admits()


def test_failures_between_answers_do_not_open_it(clock: Clock) -> None:
    breaker = Breaker(clock=clock)
    for _ in range(10 * THRESHOLD):
        breaker.failed("test")
        breaker.succeeded()
    assert breaker.state == "closed"


def test_one_probe_at_a_time_and_its_answer_closes_it(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += FIRST_PAUSE
    assert [breaker.admits() for _ in range(5)] == [True, False, False, False, False]
    breaker.succeeded()
    assert breaker.state == "closed"
    assert all(breaker.admits() for _ in range(5))


def test_pauses_double_up_to_the_longest_and_start_again_after_healing(clock: Clock) -> None:
    breaker = opened(clock)
    assert [pause_after_a_probe(breaker, clock) for _ in range(4)] == [
        2 * FIRST_PAUSE,
        LONGEST_PAUSE,
        LONGEST_PAUSE,
        LONGEST_PAUSE,
    ]
    clock.now += LONGEST_PAUSE
    assert breaker.admits()
    breaker.succeeded()
    for _ in range(THRESHOLD):
        breaker.failed("test")
    clock.now += FIRST_PAUSE
    assert breaker.admits()


def pause_after_a_probe(breaker: Breaker, clock: Clock) -> float:
    """Let one probe fail, and return how many seconds go by until the next."""
    clock.now += LONGEST_PAUSE
    assert breaker.admits()
    breaker.failed("test")
    start = clock.now
    while not breaker.admits():
        clock.now += 0.25
    breaker.abandoned()
    return clock.now - start


def test_jitter_only_shortens_the_pause(clock: Clock) -> None:
    breaker = opened(clock, jitter=lambda: 1.0)
    clock.now += FIRST_PAUSE * 0.74
    assert not breaker.admits()
    clock.now += FIRST_PAUSE * 0.02
    assert breaker.admits()


def test_a_probe_whose_caller_left_makes_room_for_another(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += FIRST_PAUSE
    assert breaker.admits()
    breaker.abandoned()
    assert breaker.state == "open"
    assert breaker.admits()


def test_answers_to_questions_from_before_change_nothing(clock: Clock) -> None:
    breaker = opened(clock)
    breaker.succeeded()
    assert breaker.state == "open"
    for _ in range(20):
        breaker.failed("test")
    clock.now += FIRST_PAUSE
    assert breaker.admits()


def test_each_change_of_state_is_logged_once(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="gateway.cache")
    breaker = opened(clock)
    for _ in range(3):
        breaker.failed("test")
        clock.now += LONGEST_PAUSE
        assert breaker.admits()
        breaker.failed("test")
    clock.now += LONGEST_PAUSE
    assert breaker.admits()
    breaker.succeeded()
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", "The shared cache fails (test); memory alone serves now."),
        ("INFO", "The shared cache answers again."),
    ]
