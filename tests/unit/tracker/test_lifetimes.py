"""For how long an answer is fresh: its status, chance, and how often it was the same no."""

import pytest

from gateway.cache import Entry, open_store
from gateway.loaders import MISSING, Missing
from gateway.model import StatusCode
from gateway.providers.base import Fetched
from gateway.settings import Settings
from gateway.telemetry import Telemetry
from gateway.tracker.sources import Desk
from tests.fakes import Clock, by_number, shippo

SETTINGS = Settings(_env_file=None)


def _desk(chance: float = 0.0) -> Desk:
    store = open_store("memory://", max_entries=10)
    return Desk(
        shippo({}),
        store=store,
        settings=SETTINGS,
        clock=Clock(),
        notes=Telemetry().of("SHIPPO"),
        chance=lambda: chance,
    )


def _fetched(code: StatusCode) -> Fetched:
    return Fetched("key", b"", by_number("1Z", "ups", code=code))


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        (StatusCode.DELIVERED, 172_800),
        (StatusCode.IN_TRANSIT, 600),
        (StatusCode.UNKNOWN, 180),
    ],
)
def test_the_lifetime_follows_the_status(code: StatusCode, seconds: float) -> None:
    assert _desk().reports.policy.lifetime(_fetched(code), None) == seconds


def test_chance_makes_it_shorter_by_a_tenth_at_most() -> None:
    lifetime = _desk(chance=1.0).reports.policy.lifetime
    assert lifetime(_fetched(StatusCode.IN_TRANSIT), None) == pytest.approx(540)


def test_a_no_is_believed_for_longer_each_time_up_to_five_times() -> None:
    lifetime = _desk().reports.policy.lifetime
    believed = [lifetime(MISSING, None)]
    for _ in range(4):
        before: Entry[Fetched | Missing] = Entry(MISSING, 0.0, believed[-1], 1e9)
        believed.append(lifetime(MISSING, before))
    assert believed == [60, 120, 240, 300, 300]


def test_a_no_after_an_answer_is_believed_as_briefly_as_the_first() -> None:
    answer = _fetched(StatusCode.IN_TRANSIT)
    before: Entry[Fetched | Missing] = Entry(answer, 0.0, 600.0, 1e9)
    assert _desk().reports.policy.lifetime(MISSING, before) == 60


def test_the_label_of_a_number_is_remembered_for_long() -> None:
    assert _desk().keys.policy.lifetime(MISSING, None) == 60
    assert SETTINGS.lifetime_label_seconds == 30 * 86_400
