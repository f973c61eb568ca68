"""Which answers are given again, and for how long."""

from starlette.responses import Response

from gateway.http.answers import MAX_SECONDS, OVERHEAD, Answers
from tests.fakes import Clock

ASKED = ("application/json", b"{}")
ANSWER = Response(b"answer")


def _kept(clock: Clock, seconds: float) -> Answers:
    answers = Answers(clock)
    answers.keep(ASKED, ANSWER, clock() + seconds)
    return answers


def test_an_answer_is_given_again_while_it_is_fresh() -> None:
    clock = Clock()
    answers = _kept(clock, 5)
    clock.advance(4.9)
    assert answers.find(ASKED) is ANSWER
    clock.advance(0.1)
    assert answers.find(ASKED) is None


def test_it_is_not_given_for_longer_than_a_while() -> None:
    clock = Clock()
    answers = _kept(clock, 1_000)
    clock.advance(MAX_SECONDS)
    assert answers.find(ASKED) is None


def test_what_is_not_fresh_is_not_kept() -> None:
    assert _kept(Clock(), 0).find(ASKED) is None


def test_another_body_and_another_media_type_are_something_else() -> None:
    answers = _kept(Clock(), 5)
    assert answers.find(("application/json", b"{ }")) is None
    assert answers.find(("application/graphql-response+json", b"{}")) is None


def test_only_so_many_bytes_are_kept_and_the_oldest_go_first() -> None:
    clock = Clock()
    answers = Answers(clock, max_bytes=3 * (OVERHEAD + 100))
    asked = [("application/json", bytes([number])) for number in range(4)]
    for each in asked[:3]:
        answers.keep(each, ANSWER, clock() + 5)
    answers.find(asked[0])
    answers.keep(asked[3], ANSWER, clock() + 5)
    assert [answers.find(each) is ANSWER for each in asked] == [True, False, True, True]


def test_an_answer_that_is_kept_anew_counts_once() -> None:
    clock = Clock()
    answers = Answers(clock, max_bytes=2 * (OVERHEAD + 100))
    for _ in range(10):
        answers.keep(ASKED, ANSWER, clock() + 5)
    other = ("application/json", b"[]")
    answers.keep(other, ANSWER, clock() + 5)
    assert answers.find(ASKED) is answers.find(other) is ANSWER


def test_one_that_is_too_large_is_not_kept() -> None:
    clock = Clock()
    answers = Answers(clock, max_bytes=OVERHEAD)
    answers.keep(ASKED, ANSWER, clock() + 5)
    assert answers.find(ASKED) is None


def test_all_can_be_forgotten() -> None:
    answers = _kept(Clock(), 5)
    answers.clear()
    assert answers.find(ASKED) is None
