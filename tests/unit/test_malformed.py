"""The drill of malformed requests sends what it should, and sees what is wrong with answers."""

import gzip
from collections.abc import Callable

import pytest

from benchmarks.drills.malformed import judge
from benchmarks.drills.mangled import requests

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
GZIP = gzip.compress(b"{}")


def test_the_same_seed_makes_the_same_requests_and_another_one_others() -> None:
    assert list(requests(1, 200)) == list(requests(1, 200))
    assert list(requests(1, 200)) != list(requests(2, 200))


KINDS: dict[str, Callable[[bytes], bool]] = {
    "no version": lambda data: b"HTTP/1.1" not in data,
    "no host": lambda data: b"Host:" not in data,
    "two codings": lambda data: data.lower().count(b"transfer-encoding") > 1,
    "a length and chunks": lambda data: all(
        name in data for name in (b"Content-Length", b"Transfer-Encoding")
    ),
    "folded": lambda data: b"\r\n folded" in data,
    "zero bytes": lambda data: b"\x00" in data,
    "large": lambda data: len(data) > 256 * 1024,
    "head": lambda data: data.startswith(b"HEAD"),
    "websocket": lambda data: b"websocket" in data,
    "deep": lambda data: b"[[[[[[" in data,
    "introspection": lambda data: b"__schema" in data,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_wrong_is_among_them(kind: str) -> None:
    assert sum(KINDS[kind](b"".join(pieces)) for pieces in requests(0, 3_000)) >= 3


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (None, ["hang"]),
        (b"", ["unanswered"]),
        (OK, ["2xx"]),
        (CONTINUE + OK + OK.replace(b"200", b"404"), ["2xx", "4xx"]),
        (OK.replace(b"200 OK", b"503 Busy"), ["5xx"]),
        (OK.replace(b"{}", b"OK"), ["not JSON", "2xx"]),
        (OK.replace(b"application/json", b"text/plain"), ["not JSON", "2xx"]),
        (OK[:-1], ["broken"]),
        (OK + b"more", ["broken"]),
        (b"220 Service ready\r\n\r\n", ["broken"]),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(GZIP), GZIP),
            ["2xx"],
        ),
    ],
)
def test_answers_are_judged(received: bytes | None, words: list[str]) -> None:
    assert judge([b"GET ", b"/ HTTP/1.1\r\n\r\n"], received) == words


def test_an_answer_to_head_has_no_body() -> None:
    assert judge([b"HEAD / HTTP/1.1\r\n\r\n"], OK.removesuffix(b"{}")) == ["2xx"]
    assert judge([b"HEAD / HTTP/1.1\r\n\r\n"], OK) == ["broken"]
