from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream.outstanding import FEW, PATIENCE, Outstanding
from tests.fakes import Clock


def test_no_more_calls_are_under_way_than_there_may_be(clock: Clock) -> None:
    outstanding = Outstanding(3, clock)
    begun = [outstanding.begin() for _ in range(3)]
    assert outstanding.room() == 0
    outstanding.end(begun[0], answered=True)
    assert outstanding.room() == 1


def test_a_batch_leaves_at_once(clock: Clock) -> None:
    outstanding = Outstanding(64, clock)
    for _ in range(50):
        assert outstanding.room() > 0
        outstanding.begin()
    assert outstanding.room() == 14


def test_few_calls_go_to_a_provider_that_keeps_silent(clock: Clock) -> None:
    outstanding = Outstanding(64, clock)
    sent = 0
    for _ in range(100):
        clock.now += 0.02
        if outstanding.room():
            outstanding.begin()
            sent += 1
    assert sent == FEW


def test_an_answer_of_any_kind_ends_the_silence(clock: Clock) -> None:
    outstanding = Outstanding(64, clock)
    begun = [outstanding.begin() for _ in range(FEW)]
    clock.now += PATIENCE * 2
    assert outstanding.room() == 0
    outstanding.end(begun[0], answered=True)
    assert outstanding.room() == 64 - FEW + 1


def test_who_leaves_makes_room(clock: Clock) -> None:
    outstanding = Outstanding(64, clock)
    begun = [outstanding.begin() for _ in range(FEW)]
    clock.now += PATIENCE * 2
    outstanding.end(begun[0], answered=False)
    assert outstanding.room() == 1


def test_a_slow_call_among_quick_ones_holds_nobody_back(clock: Clock) -> None:
    outstanding = Outstanding(64, clock)
    slow = [outstanding.begin() for _ in range(20)]
    for _ in range(100):
        clock.now += 0.05
        outstanding.end(outstanding.begin(), answered=True)
    clock.now += 10
    assert outstanding.room() == 44
    for begun in slow:
        outstanding.end(begun, answered=False)
    assert outstanding.room() == 64


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans())))
def test_all_room_is_back_when_all_calls_are_over(steps: list[tuple[float, bool, bool]]) -> None:
    clock = Clock()
    outstanding = Outstanding(16, clock)
    begun: list[int] = []
    for seconds, begins, answered in steps:
        clock.now += seconds
        if begins and outstanding.room():
            begun.append(outstanding.begin())
        elif begun:
            outstanding.end(begun.pop(0), answered=answered)
        assert 0 <= outstanding.room() <= 16
        assert outstanding.under_way == len(begun)
    for each in begun:
        outstanding.end(each, answered=False)
    assert outstanding.room() == 16
