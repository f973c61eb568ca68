"""What is written for an answer, and what a caller who may have it already is told."""

import pytest

from gateway.http.answer import Answer, is_known, tag, write

KIND = "application/json"
NOW = 1_000.0


def _fields(answer: Answer, now: float = NOW, known: bytes = b"") -> dict[bytes, bytes]:
    start, _ = answer.messages(now, known)
    return dict(start["headers"])


@pytest.mark.parametrize(
    ("fresh_until", "is_private", "said"),
    [
        (None, False, b"no-store"),
        (NOW + 60.9, False, b"public, max-age=60"),
        (NOW + 60.9, True, b"private, max-age=60"),
        (NOW - 5, True, b"private, max-age=0"),
    ],
)
def test_it_says_who_may_keep_it_and_for_how_long(
    fresh_until: float | None, is_private: bool, said: bytes
) -> None:
    answer = write({}, 200, KIND, fresh_until=fresh_until, is_private=is_private)
    assert _fields(answer)[b"cache-control"] == said


def test_what_nobody_may_keep_has_no_tag() -> None:
    assert write({}, 200, KIND, tagged=True).etag is None


def test_who_has_it_gets_no_body() -> None:
    answer = write({"data": {}}, 200, KIND, fresh_until=NOW + 9, tagged=True)
    assert answer.etag is not None
    start, body = answer.messages(NOW + 2, answer.etag)
    assert (start["status"], body["body"]) == (304, b"")
    assert dict(start["headers"]) == {
        b"cache-control": b"private, max-age=7",
        b"etag": answer.etag,
        b"vary": b"Accept, Accept-Encoding",
    }


def test_who_has_another_one_gets_the_body() -> None:
    answer = write({"data": {}}, 200, KIND, fresh_until=NOW + 9, tagged=True)
    start, body = answer.messages(NOW, b'W/"other"')
    assert (start["status"], body["body"]) == (200, b'{"data":{}}')
    assert _fields(answer)[b"content-length"] == b"11"


@pytest.mark.parametrize("known", [b'W/"a"', b'"a"', b'"b", W/"a"', b'"b","a" ', b"*"])
def test_a_tag_is_found_among_those_that_are_known(known: bytes) -> None:
    assert is_known(b'W/"a"', known)
    assert is_known(b'"a"', known)


@pytest.mark.parametrize("known", [b"", b'"b"', b'W/"ab"', b"a"])
def test_others_are_not_known(known: bytes) -> None:
    assert not is_known(b'W/"a"', known)


def test_a_tag_is_made_of_all_that_is_sent() -> None:
    kinds = (KIND, "application/graphql-response+json")
    assert len({tag(kind, body) for kind in kinds for body in (b"{}", b"[]")}) == 4
    assert tag(KIND, b"{}") == tag(KIND, b"{}")
