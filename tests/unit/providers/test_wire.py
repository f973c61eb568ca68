"""Bodies and leaves are read as far as they can be."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.providers.wire import (
    MAX_TEXT,
    NOTHING,
    NotTrackingData,
    Reader,
    decode,
    flag,
    mend,
    number,
    text,
)


class Sent(msgspec.Struct):
    leaf: Any = None
    other: Any = None
    inner: msgspec.Raw = NOTHING


@pytest.mark.parametrize(
    ("written", "leaf"),
    [
        (b'"a\\ud800b"', "a\N{REPLACEMENT CHARACTER}b"),
        (b'"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        (b'"a\xffb"', "a\N{REPLACEMENT CHARACTER}b"),
        (b'"a\nb"', "a\nb"),
        (b"NaN", None),
        (b"-Infinity", None),
        (b"1e999", None),
        (b"1" * 30, int("1" * 30)),
        (b"1" * 5000, None),
    ],
)
def test_an_odd_leaf_costs_that_leaf(written: bytes, leaf: Any) -> None:
    sent = decode(b'{"leaf": %b, "other": "kept", "inner": {"leaf": 1}}' % written, Sent)
    assert sent.leaf == leaf
    assert sent.other == "kept"
    inner = Reader("X").part(sent.inner, Sent)
    assert inner is not None
    assert inner.leaf == 1


def test_an_odd_leaf_of_an_inner_object_costs_that_leaf() -> None:
    sent = decode(b'{"inner": {"leaf": 1e999, "other": "kept"}}', Sent)
    assert Reader("X").part(sent.inner, Sent) == Sent(leaf=None, other="kept")


def test_a_byte_order_mark_is_no_part_of_a_body() -> None:
    assert decode(b'\xef\xbb\xbf{"leaf": 1}', Sent).leaf == 1


@given(st.binary(max_size=60))
def test_a_body_is_an_object_or_no_tracking_data(body: bytes) -> None:
    for whole in (body, b'{"leaf": "' + body + b'"}', b'{"leaf": ' + body + b"}"):
        try:
            decode(whole, Sent)
        except NotTrackingData:
            continue
        assert isinstance(msgspec.json.decode(mend(whole)), dict)


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_a_text_leaves_as_unicode(value: str) -> None:
    body = b'{"leaf": "%b"}' % "".join(f"\\u{ord(c):04x}" for c in value if c <= "\uffff").encode()
    shown = Reader("X").text(decode(body, Sent).leaf)
    assert shown is None or shown.encode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (" as sent ", " as sent "),
        ("", None),
        (" \t\u00a0", None),
        (0, "0"),
        (-2147219283, "-2147219283"),
        (1.5, "1.5"),
        (10**50, None),
        (True, None),
        (None, None),
        ([], None),
        ({"a": 1}, None),
    ],
)
def test_a_text_is_a_text_or_a_number(value: Any, shown: str | None) -> None:
    assert text(value) == Reader("X").text(value) == Reader("X").code(value) == shown


def test_numbers_and_flags_are_nothing_else() -> None:
    assert [number(v) for v in (3, 2**31 - 1, 2**31, 3.0, "3", True, None)] == (
        [3, 2**31 - 1, None, None, None, None, None]
    )
    assert [flag(v) for v in (True, False, 1, "true", None)] == [True, False, None, None, None]


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "http://example.org/a?b=c&d#e", "HTTPS://example.org:8443/%20"],
)
def test_an_address_of_the_web_is_kept(address: str) -> None:
    assert Reader("X").address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "//example.org", "example.org", "https://",
        "https://user:secret@example.org/", "https://example.org/ a", "https://example.org/\n",
        "https://example.org\\@other.org", 'https://example.org/"><script>', "https://a\x00b/",
        "https://example.org/" + "x" * MAX_TEXT, 5, None, ["https://example.org"],
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_shown_as_one(address: Any) -> None:
    assert Reader("X").address(address) is None


def test_a_note_is_made_once() -> None:
    read = Reader("X")
    for _ in range(3):
        read.text("x" * (MAX_TEXT + 1))
        read.unknown(("ZZ",))
    assert read.notes == (f"X sent texts of more than {MAX_TEXT} characters; they are cut.",)
    assert read.unmapped == ("ZZ",)
