from gateway.upstream.pauses import Pauses
from tests.fakes import Clock


def test_the_pause_doubles_up_to_a_minute() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    seen = []
    for _ in range(7):
        seen.append(pauses.next(began=clock.now))
        clock.now += seen[-1]
    assert seen == [5, 10, 20, 40, 60, 60, 60]


def test_calls_that_were_refused_together_lead_to_one_pause() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    began = clock.now - 0.1
    assert [pauses.next(began) for _ in range(64)] == [5] * 64
    clock.now += 5
    assert pauses.next(began=clock.now) == 10


def test_an_answer_starts_anew() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    pauses.next(began=clock.now)
    clock.now += 5
    pauses.answered(began=clock.now)
    assert pauses.next(began=clock.now) == 5


def test_a_late_answer_to_a_call_from_before_does_not() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    pauses.next(began=clock.now)
    pauses.answered(began=clock.now - 1)
    clock.now += 5
    assert pauses.next(began=clock.now) == 10
