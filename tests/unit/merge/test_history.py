"""The events of a parcel are merged when somebody looks at them, once."""

from gateway.merge.history import Events, History
from tests.unit.merge.parcels import A, history, scan

EVENTS = tuple(history([scan(A, "2026-03-01T10:00", "a"), scan(A, "2026-03-01T11:00", "b")]))


class Merge:
    """Counts how often it merges."""

    def __init__(self) -> None:
        self.merged = 0

    def __call__(self) -> Events:
        self.merged += 1
        return EVENTS


def test_nothing_is_merged_before_somebody_looks_and_then_once() -> None:
    merge = Merge()
    found = History(merge)
    assert merge.merged == 0
    assert len(found) == 2
    assert list(found) == [*EVENTS]
    assert merge.merged == 1


def test_a_history_is_a_sequence_of_its_events() -> None:
    found = History(Merge())
    assert found[-1] is EVENTS[1]
    assert found[::-1] == EVENTS[::-1]
    assert found == EVENTS == History(Merge())
    assert found != EVENTS[:1]
    assert found != 2
    assert repr(found) == repr(EVENTS)
