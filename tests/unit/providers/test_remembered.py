"""Equal parts of answers are read once, and what is told of them is told each time."""

from typing import Any

import msgspec
import pytest

from gateway.providers.remembered import LONGEST, once
from gateway.providers.wire import MAX_CODE, NOTHING, Reader
from tests.unit.providers import payloads

LISTS = {"shipstation": ("events", "event_code"), "shippo": ("tracking_history", "object_id")}

ANSWERS: dict[str, dict[str, Any]] = {
    "shipstation": {
        "tracking_number": "1Z",
        "events": [
            {"occurred_at": "2026-02-01T10:00:00Z", "description": "Arrived", "status_code": "IT"},
            {"occurred_at": "2026-02-01T09:00:00Z", "description": "Odd", "status_code": "??"},
        ],
    },
    "shippo": {
        "tracking_number": "1Z",
        "tracking_history": [
            {"status_date": "2026-02-01T09:00:00Z", "status_details": "Odd", "status": "??"},
            {"status_date": "2026-02-01T10:00:00Z", "status_details": "Seen", "status": "TRANSIT"},
        ],
        "address_from": {"city": "San Diego", "state": "CA", "country": "US"},
    },
}


class Read:
    """Counts how often it reads a part."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def __call__(self, reader: Reader, part: bytes) -> str | None:
        self.parts.append(part)
        return reader.text(msgspec.json.decode(part))


def test_an_equal_part_is_read_once() -> None:
    read = Read()
    remembered = once(read)
    for part in (b'"a"', msgspec.Raw(b'"a"'), b'"b"', b'"a"'):
        assert remembered(Reader("X"), part) in {"a", "b"}
    assert read.parts == [b'"a"', b'"b"']


def test_what_was_not_sent_is_not_read() -> None:
    read = Read()
    assert once(read)(Reader("X"), NOTHING) is None
    assert read.parts == []


def test_a_long_part_is_read_each_time() -> None:
    read = Read()
    remembered = once(read)
    for length in (LONGEST, LONGEST + 1):
        part = msgspec.json.encode("x" * (length - 2))
        assert remembered(Reader("X"), part) == remembered(Reader("X"), part)
    assert list(map(len, read.parts)) == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_what_is_noted_of_a_part_is_noted_of_each_answer() -> None:
    def read(reader: Reader, part: bytes) -> str:
        reader.note(f"{part!r}.")
        return "read"

    remembered = once(read)
    for _ in range(3):
        reader = Reader("X")
        assert remembered(reader, b"1") == "read"
        assert reader.notes == ("X sent b'1'.",)


@pytest.mark.parametrize("provider", ANSWERS)
def test_answers_share_the_events_that_they_have_in_common(provider: str) -> None:
    first, second = (payloads.convert(provider, ANSWERS[provider]) for _ in range(2))
    assert first == second
    assert first.events[1] is second.events[1]


@pytest.mark.parametrize("provider", ANSWERS)
def test_equal_events_of_one_answer_are_told_apart(provider: str) -> None:
    """As merging tells them: an undated event may well come twice."""
    events, _ = LISTS[provider]
    answer = ANSWERS[provider] | {events: [{"status": "TRANSIT", "status_code": "IT"}] * 3}
    found = payloads.convert(provider, answer).events
    assert found[0] == found[1] == found[2]
    assert len(set(map(id, found))) == 3


@pytest.mark.parametrize("provider", ANSWERS)
def test_an_unknown_code_is_counted_in_each_answer(provider: str) -> None:
    for _ in range(3):
        assert payloads.convert(provider, ANSWERS[provider]).unmapped == ("??",)


@pytest.mark.parametrize("provider", ANSWERS)
def test_what_is_left_out_is_told_in_each_answer(provider: str) -> None:
    events, code = LISTS[provider]
    answer = {"tracking_number": "1Z", events: [{code: "x" * (MAX_CODE + 1)}]}
    for _ in range(3):
        (note,) = payloads.convert(provider, answer).messages
        assert "they are left out" in note
