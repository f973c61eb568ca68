"""Whether a remembered answer may be used."""

import pytest

from gateway.cache import Entry
from gateway.errors import NotFound, Timeout, Unavailable
from gateway.loaders import MISSING, Missing, Policy
from gateway.loaders.policy import Use, use
from gateway.upstream import Urgency

FETCHED = 1_000.0
FRESH = 100.0
POLICY: Policy[str] = Policy(
    lifetime=lambda value, before: FRESH,
    urgency=lambda entry: Urgency.NEW,
    missing=lambda: NotFound("", provider="TEST"),
    late=lambda: Timeout("", provider="TEST"),
    revalidate=50,
    stand_in=1_000,
    cooldown=10,
)
ANSWER: Entry[str | Missing] = POLICY.entry("answer", None, FETCHED)
NO: Entry[str | Missing] = POLICY.entry(MISSING, None, FETCHED)
DOWN = Unavailable("", provider="TEST")


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, Use.AS_IT_IS),
        (99, Use.AS_IT_IS),
        (100, Use.AND_REFRESH),
        (149, Use.AND_REFRESH),
        (150, Use.NOT),
    ],
)
def test_an_answer_is_used_while_it_is_fresh_and_a_while_longer(age: float, expected: Use) -> None:
    assert use(ANSWER, POLICY, FETCHED + age, None) is expected


@pytest.mark.parametrize(
    ("age", "max_age", "expected"),
    [
        (20, 20, Use.AS_IT_IS),
        (21, 20, Use.NOT),
        (120, 200, Use.AND_REFRESH),
        (9, 0, Use.AS_IT_IS),
        (11, 0, Use.NOT),
    ],
)
def test_a_caller_may_want_it_younger_but_not_younger_than_the_cooldown(
    age: float, max_age: float, expected: Use
) -> None:
    assert use(ANSWER, POLICY, FETCHED + age, max_age) is expected


def test_a_no_that_is_not_fresh_is_asked_for_again() -> None:
    assert use(NO, POLICY, FETCHED + 99, None) is Use.AS_IT_IS
    assert use(NO, POLICY, FETCHED + 100, None) is Use.NOT
    assert use(None, POLICY, FETCHED, None) is Use.NOT


def test_an_answer_is_kept_for_as_long_as_it_may_stand_in() -> None:
    assert (ANSWER.fresh_until, ANSWER.keep_until) == (1_100, 2_100)


def test_an_old_answer_stands_beside_the_failure_and_a_no_does_not() -> None:
    old = POLICY.stand_in_for(ANSWER, DOWN)
    assert (old.value, old.error, old.fetched_at, old.from_cache) == ("answer", DOWN, FETCHED, True)
    for entry in (NO, None):
        alone = POLICY.stand_in_for(entry, DOWN)
        assert (alone.value, alone.error, alone.fetched_at) == (None, DOWN, None)
