"""What is the same to the byte is answered without looking into it, while all of it still holds."""

import hashlib
from typing import Any

from gateway.cache import open_store
from gateway.clients import Client, Door, Ledger, Refusal
from gateway.http.answer import Answer
from gateway.http.answers import Answers, asked
from gateway.http.repeats import MAX_BYTES, MAX_KNOWN, WHOLE, Repeats, Whole
from gateway.telemetry import Metrics, Record, RequestIds, Requests
from tests.fakes import Clock

BYTES = b"POST /graphql HTTP/1.1\r\nHost: here\r\n\r\n{}"
DATE = [(b"date", b"today")]
ADDRESS = "127.0.0.1"


class Told:
    """Repeats, the answers and the metrics round them, and a door for each address."""

    def __init__(self, per_minute: int | None = None) -> None:
        self.clock = Clock()
        self.metrics = Metrics()
        self.answers = Answers(self.clock)
        ledger = Ledger(open_store("memory://", max_entries=10), self.clock)
        self.door = Door(None, ledger, per_minute)
        requests = Requests(self.metrics, ids=RequestIds("made"))
        self.repeats = Repeats(self.answers, self.door, requests, self.clock)

    def learn(
        self,
        data: bytes = BYTES,
        fields: tuple[tuple[bytes, bytes], ...] = ((b"host", b"here"),),
        client: Client = Client("anonymous"),  # noqa: B008  # it never changes
        **scope: Any,
    ) -> Answer:
        """Let it learn a request that was answered, and return the answer."""
        known = {
            "method": "POST",
            "query_string": b"",
            "http_version": "1.1",
            "headers": list(fields),
            "client": (ADDRESS, 1),
            "state": {WHOLE: Whole(data, list(fields), ADDRESS)},
            "gateway.client": client,
            **scope,
        }
        answer = Answer(
            200,
            ((b"content-length", b"2"),),
            hashlib.sha256(data).digest(),
            fresh_until=self.clock() + 5,
            record=Record(),
        )
        sent = asked(known, data)
        self.answers.keep(sent, answer)
        self.repeats.learn(known, sent, answer)
        return answer

    def answer(self, data: bytes = BYTES, peer: str = ADDRESS) -> tuple[bytes, bytes] | None:
        """Answer a request."""
        return self.repeats.answer(data, peer, DATE)


def test_the_same_bytes_get_the_same_answer_with_an_id_of_its_own() -> None:
    told = Told()
    answer = told.learn()
    told.clock.advance(2)
    assert told.answer() == (
        b"HTTP/1.1 200 OK\r\ndate: today\r\ncontent-length: 2\r\n"
        b"cache-control: private, max-age=3\r\nx-request-id: made-1\r\n\r\n",
        answer.body,
    )
    again = told.answer()
    assert again is not None
    assert b"x-request-id: made-2\r\n" in again[0]


def test_each_is_counted() -> None:
    told = Told()
    told.learn()
    told.answer()
    told.answer()
    assert b'gateway_requests_total{answer="kept",outcome="ok"} 2.0' in told.metrics.render()


def test_other_bytes_are_looked_into() -> None:
    told = Told()
    told.learn()
    assert told.answer(BYTES + b" ") is None
    assert told.answer(peer="127.0.0.2") is None


def test_what_is_kept_no_longer_is_not_given_again() -> None:
    told = Told()
    told.learn()
    told.clock.advance(6)
    assert told.answer() is None
    told.learn()
    told.answers.clear()
    assert told.answer() is None


def test_who_has_asked_too_often_is_looked_at() -> None:
    told = Told(per_minute=2)
    told.learn()
    assert told.answer() is not None
    assert told.answer() is not None
    assert told.answer() is None
    assert isinstance(told.door.admit([], ADDRESS), Refusal)


def test_another_set_of_credentials_has_other_answers() -> None:
    told = Told()
    told.learn(client=Client("shop", "theirs"))
    assert told.answer() is None


def test_what_needs_more_than_the_kept_answer_is_not_learnt() -> None:
    told = Told()
    for name in (b"connection", b"if-none-match", b"origin"):
        told.learn(fields=((name, b"x"),))
        assert told.answer() is None
    told.learn(http_version="1.0")
    assert told.answer() is None
    told.learn(state={})
    assert told.answer() is None


def test_what_is_learnt_is_bounded() -> None:
    told = Told()
    told.learn(b"x" * (MAX_BYTES + 1))
    assert told.answer(b"x" * (MAX_BYTES + 1)) is None
    told.learn(b"first")
    for number in range(MAX_KNOWN):
        told.learn(b"%d" % number)
    assert told.answer(b"first") is None
    assert told.answer(b"0") is not None
