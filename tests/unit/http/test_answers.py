"""Which answers are given again, and for how long."""

import pytest
from starlette.types import Scope

from gateway.clients import Client
from gateway.http.answer import Answer, Fields
from gateway.http.answers import MAX_SECONDS, OVERHEAD, RELEVANT, Answers, Asked, asked
from tests.fakes import Clock

SHOP = Client("shop")
ASKED: Asked = ("default", "POST", b"", (), b"{}")


def _another(body: bytes) -> Asked:
    return ("default", "POST", b"", (), body)


def _answer(fresh_until: float | None) -> Answer:
    return Answer(200, (), b"answer", fresh_until)


def _kept(clock: Clock, seconds: float) -> Answers:
    answers = Answers(clock)
    answers.keep(ASKED, _answer(clock() + seconds))
    return answers


def test_an_answer_is_given_again_while_it_is_fresh() -> None:
    clock = Clock()
    answers = _kept(clock, 5)
    clock.advance(4.9)
    found = answers.find(ASKED)
    assert found is not None
    assert found.body == b"answer"
    clock.advance(0.1)
    assert answers.find(ASKED) is None


def test_it_is_not_given_for_longer_than_a_while() -> None:
    clock = Clock()
    answers = _kept(clock, 1_000)
    clock.advance(MAX_SECONDS)
    assert answers.find(ASKED) is None


def test_a_clock_that_is_set_back_does_not_make_it_younger() -> None:
    clock = Clock()
    answers = _kept(clock, 1_000)
    clock.advance(-3_600)
    assert answers.find(ASKED) is None


def test_what_is_not_fresh_is_not_kept() -> None:
    assert _kept(Clock(), 0).find(ASKED) is None


def test_what_nobody_may_keep_is_not_kept() -> None:
    answers = Answers(Clock())
    answers.keep(ASKED, _answer(None))
    assert answers.find(ASKED) is None


def _scope(
    method: str = "POST", query: bytes = b"", headers: Fields = (), client: Client = SHOP
) -> Scope:
    sent = {"type": "http", "method": method, "query_string": query, "headers": list(headers)}
    return {**sent, "gateway.client": client}


@pytest.mark.parametrize("name", sorted(RELEVANT))
def test_each_relevant_header_makes_it_something_else(name: bytes) -> None:
    without, one, other = (
        asked(_scope(headers=h), b"") for h in ((), ((name, b"1"),), ((name, b"2"),))
    )
    assert len({without, one, other}) == 3


def test_so_do_method_query_and_body() -> None:
    scopes = _scope(), _scope("GET"), _scope("GET", b"query=x")
    assert len({asked(scope, body) for scope in scopes for body in (b"", b"{}")}) == 6


def test_so_does_whose_credentials_are_asked_with_but_not_who_asks() -> None:
    own = asked(_scope(), b"")
    assert asked(_scope(client=Client("app")), b"") == own
    assert asked(_scope(client=Client("shop", "acme")), b"") != own


def test_no_other_header_does() -> None:
    headers = ((b"host", b"x"), (b"if-none-match", b"x"), (b"user-agent", b"x"))
    assert asked(_scope(headers=headers), b"") == asked(_scope(), b"")


def test_only_so_many_bytes_are_kept_and_the_oldest_go_first() -> None:
    clock = Clock()
    answers = Answers(clock, max_bytes=3 * (OVERHEAD + 100))
    asked = [_another(bytes([number])) for number in range(4)]
    for each in asked[:3]:
        answers.keep(each, _answer(clock() + 5))
    answers.find(asked[0])
    answers.keep(asked[3], _answer(clock() + 5))
    assert [answers.find(each) is not None for each in asked] == [True, False, True, True]


def test_an_answer_that_is_kept_anew_counts_once() -> None:
    clock = Clock()
    answers = Answers(clock, max_bytes=2 * (OVERHEAD + 100))
    for _ in range(10):
        answers.keep(ASKED, _answer(clock() + 5))
    other = _another(b"[]")
    answers.keep(other, _answer(clock() + 5))
    assert answers.find(ASKED) is not None
    assert answers.find(other) is not None


def test_one_that_is_too_large_is_not_kept() -> None:
    clock = Clock()
    answers = Answers(clock, max_bytes=OVERHEAD)
    answers.keep(ASKED, _answer(clock() + 5))
    assert answers.find(ASKED) is None


def test_all_can_be_forgotten() -> None:
    answers = _kept(Clock(), 5)
    answers.clear()
    assert answers.find(ASKED) is None
