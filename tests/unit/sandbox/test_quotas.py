"""Calls per minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.sandbox.quotas import Quota

START = datetime(2026, 3, 10, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return START + timedelta(seconds=self.seconds)


def test_the_call_after_the_last_one_is_refused_until_the_first_is_a_minute_old() -> None:
    clock = Clock()
    quota = Quota(2, clock)
    assert quota.spend("key") == 0
    clock.seconds = 10
    assert quota.spend("key") == 0
    clock.seconds = 25
    assert quota.spend("key") == 35
    clock.seconds = 60
    assert quota.spend("key") == 0
    assert quota.spend("key") == 10


def test_each_key_has_its_own_quota() -> None:
    quota = Quota(1, Clock())
    assert quota.spend("one") == quota.spend("other") == 0
    assert quota.spend("one") > 0


def test_a_quota_of_none_grants_nothing() -> None:
    assert Quota(0, Clock()).spend("key") == 60


def test_a_reset_gives_everything_back() -> None:
    quota = Quota(1, Clock())
    quota.spend("key")
    quota.reset()
    assert quota.spend("key") == 0


@given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 5))
def test_no_minute_ever_has_more_calls_than_the_limit(gaps: list[float], limit: int) -> None:
    clock = Clock()
    quota = Quota(limit, clock)
    granted = []
    for gap in gaps:
        clock.seconds += gap
        if quota.spend("key") == 0:
            granted.append(clock().timestamp())
    for start in granted:
        assert sum(start <= moment < start + 60 for moment in granted) <= limit
