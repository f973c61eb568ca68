"""How long a worker stays away that ended, and which signal ends all at once."""

from gateway.workers.master import FIRST_PAUSE, LONG_LIFE, LONGEST_PAUSE, Pauses
from gateway.workers.signals import ECHO, Signals
from tests.fakes import Clock


def test_pauses_double_up_to_the_longest_while_workers_die_young() -> None:
    pauses = Pauses()
    seen = [pauses.after(1.0) for _ in range(10)]
    assert seen[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert seen[-1] == LONGEST_PAUSE


def test_after_a_long_life_the_pause_is_the_first_one() -> None:
    pauses = Pauses()
    for _ in range(5):
        pauses.after(1.0)
    assert pauses.after(LONG_LIFE) == FIRST_PAUSE
    assert pauses.after(1.0) == 2 * FIRST_PAUSE


def test_the_second_signal_is_urgent() -> None:
    clock = Clock()
    signals = Signals(clock)
    assert not signals.is_urgent()
    clock.now += ECHO
    assert signals.is_urgent()
    assert signals.is_urgent()


def test_a_signal_that_comes_twice_at_once_is_one() -> None:
    clock = Clock()
    signals = Signals(clock)
    assert not signals.is_urgent()
    clock.now += ECHO / 2
    assert not signals.is_urgent()
