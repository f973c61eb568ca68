"""However much a provider sends, the gateway keeps a bounded part of it, and says so."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.model import Report
from gateway.providers import wire
from gateway.providers.shippo.mapping import MAX_PARENTS
from gateway.providers.wire import MAX_CODE, MAX_EVENTS, MAX_MESSAGES, MAX_TEXT, NotTrackingData
from tests.unit.providers import dependence, everything, leaves, payloads

MEGABYTE = 1_000_000
BODY = 2 * MEGABYTE
MEMORY = 40 * BODY
"""What a body may take at the worst: a list of numbers, split to count its entries."""

PROVIDERS = ("shipstation", "shippo")
HISTORY = {"shipstation": "events", "shippo": "tracking_history"}
TIME = {"shipstation": "occurred_at", "shippo": "status_date"}
WORDS = {"shipstation": "description", "shippo": "status_details"}

CUT = f"texts of more than {MAX_TEXT} characters; they are cut."
LEFT_OUT = f"ids, codes or times of more than {MAX_CODE} characters; they are left out."
ADDRESSES = f"addresses of more than {MAX_TEXT} characters; they are left out."


def notes(report: Report) -> list[str]:
    """What the report says of what is not shown, without the provider's name."""
    return [m.partition(" sent ")[2] for m in report.messages if " sent " in m]


def longest(report: Report) -> int:
    return max(len(value) for _, value in dependence.flat(report) if isinstance(value, str))


def shown(report: Report) -> str:
    """The report as every field of it leaves the gateway: strict JSON in UTF-8, or an error."""
    answer = everything.ask(payloads.merged(report), everything.query())
    return json.dumps(answer, ensure_ascii=False, allow_nan=False).encode().decode()


def long_history(provider: str, number: int) -> dict[str, Any]:
    """So many scans, a second apart; the number of each is its text."""
    scans = [
        {
            TIME[provider]: f"2025-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z",
            WORDS[provider]: f"scan {n}",
        }
        for n in range(number)
    ]
    return {
        "tracking_number": "1Z",
        HISTORY[provider]: scans[::-1] if provider == "shipstation" else scans,
    }


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_newest_events_of_a_long_history_are_kept(provider: str) -> None:
    report = payloads.convert(provider, long_history(provider, 20_000))
    kept = [each.event.description for each in report.events]
    assert kept == [f"scan {n}" for n in range(20_000 - MAX_EVENTS, 20_000)]
    assert notes(report) == [f"20000 events; the newest {MAX_EVENTS} are shown."]
    merged = payloads.merged(report)
    assert len(merged.history) == MAX_EVENTS
    assert list(merged.messages) == list(report.messages)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_history_of_just_the_bound_is_whole(provider: str) -> None:
    report = payloads.convert(provider, long_history(provider, MAX_EVENTS))
    assert len(report.events) == MAX_EVENTS
    assert notes(report) == []


def every_leaf_long(value: Any, size: int) -> Any:
    if isinstance(value, dict):
        return {name: every_leaf_long(inner, size) for name, inner in value.items()}
    if isinstance(value, list):
        return [every_leaf_long(inner, size) for inner in value]
    return "x" * size


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_leaf_is_shown_longer_than_the_bound(provider: str) -> None:
    payload = every_leaf_long(payloads.sample(provider, "everything"), 20_000)
    report = payloads.convert(provider, payload)
    # A place on one line is joined from its city, region, code and country.
    assert longest(report) <= 4 * MAX_TEXT + 10
    assert set(notes(report)) >= {CUT, LEFT_OUT}
    assert "x" * MAX_TEXT in shown(report)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_kind_of_cut_is_noted_where_it_happens(provider: str) -> None:
    whole = payloads.sample(provider, "everything")
    silent = []
    for path, _ in leaves.leaves(whole):
        payload = json.loads(json.dumps(whole))
        *way, last = (int(step) if step.isdigit() else step for step in path)
        parent = payload
        for step in way:
            parent = parent[step]
        parent[last] = "x" * (MAX_TEXT + 1)
        if not notes(payloads.convert(provider, payload)):
            silent.append(leaves.general(path))
    # These are no texts: whatever text stands there says nothing.
    no_texts = {"carrier_id", "test", "latitude", "longitude", "action_required", "location"}
    assert {name.rpartition(".")[2] for name in silent} <= no_texts


@pytest.mark.parametrize("name", ["tracking_number", "carrier_code", "ship_date", "status_code"])
def test_what_means_something_only_as_a_whole_is_never_cut(name: str) -> None:
    payload = payloads.sample("shipstation", "everything")
    report = payloads.convert("shipstation", {**payload, name: "1" * (MAX_CODE + 1)})
    assert leaves_named(report, "1" * MAX_CODE) == []
    assert notes(report) == [LEFT_OUT]
    report = payloads.convert("shipstation", {**payload, name: "1" * MAX_CODE})
    assert leaves_named(report, "1" * MAX_CODE) != []


def leaves_named(report: Report, beginning: str) -> list[str]:
    return [
        name
        for name, value in dependence.flat(report)
        if isinstance(value, str) and value.startswith(beginning)
    ]


def test_an_address_is_never_cut() -> None:
    payload = payloads.sample("shipstation", "everything")
    address = "https://example.org/" + "x" * MAX_TEXT
    report = payloads.convert("shipstation", {**payload, "tracking_url": address})
    assert report.tracking_url is None
    assert notes(report) == [ADDRESSES]


def test_the_first_messages_are_kept() -> None:
    payload = {"tracking_number": "1Z", "messages": [f"message {n}" for n in range(5_000)]}
    report = payloads.convert("shippo", payload)
    assert list(report.messages[:-1]) == [f"message {n}" for n in range(MAX_MESSAGES)]
    assert notes(report) == [f"5000 messages; the first {MAX_MESSAGES} are shown."]


def test_a_service_level_has_a_bounded_number_of_parents() -> None:
    level: Any = None
    for depth in range(100, 0, -1):
        level = {"name": f"level {depth}", "parent_servicelevel": level}
    report = payloads.convert("shippo", {"tracking_number": "1Z", "servicelevel": level})
    names = [
        value for name, value in dependence.flat(report.service_level) if name.endswith("name")
    ]
    assert names == [f"level {depth}" for depth in range(1, MAX_PARENTS + 2)]
    assert notes(report) == [
        f"a service level inside more than {MAX_PARENTS} others; it is left out."
    ]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_entries_that_are_no_events_are_noted(provider: str) -> None:
    payload: Any = {"tracking_number": "1Z", HISTORY[provider]: [{}, "x", None, 5, [], {}]}
    report = payloads.convert(provider, payload)
    assert len(report.events) == 2
    assert notes(report) == ["events that are no objects; they are left out."]


def heavy_bodies(provider: str) -> Iterator[tuple[str, bytes]]:
    """Bodies of two megabytes that would each take much more memory if all of it were kept."""
    start, history = b'{"tracking_number": "1Z", ', json.dumps(HISTORY[provider]).encode()
    yield "empty events", start + history + b": [" + b",".join([b"{}"] * (BODY // 3)) + b"]}"
    yield "no events", start + history + b": [" + b",".join([b"1"] * (BODY // 2)) + b"]}"
    yield "one text", start + b'"metadata": "' + b"x" * BODY + b'"}'
    yield "escapes", start + b'"metadata": "' + b"\\u00e9" * (BODY // 6) + b'"}'
    yield "surrogates", start + b'"metadata": "' + b"\\ud800" * (BODY // 6) + b'"}'
    yield "many names", start + b",".join(b'"%d": 0' % n for n in range(BODY // 11)) + b"}"
    event = json.dumps({WORDS[provider]: "y" * 1_900}).encode()
    yield "long texts", start + history + b": [" + b",".join([event] * (BODY // 1_950)) + b"]}"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_large_body_takes_bounded_memory(provider: str) -> None:
    for name, body in heavy_bodies(provider):
        tracemalloc.start()
        try:
            report = payloads.convert(provider, body)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < MEMORY, f"{name}: {peak:,} bytes"
        assert report.tracking_number == "1Z"
        assert len(report.events) <= MAX_EVENTS


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("brackets", [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("name", [b"metadata", b"events", b"tracking_history", b"unheard_of"])
def test_a_bottomless_body_is_no_tracking_data(
    provider: str, brackets: tuple[bytes, bytes], name: bytes
) -> None:
    depth = 200_000
    nested = brackets[0] * depth + b"1" + brackets[1] * depth
    with pytest.raises(NotTrackingData):
        payloads.convert(provider, b'{"tracking_number": "1Z", "%b": %b}' % (name, nested))


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"null", b"[]", b'"text"', b"5", b"{}", b"<h1>Not Found</h1>", b"{",
     b"\xff\xfe", b'{"detail": "Not found."}', b'{"request_id": "x", "errors": []}',
     b'{"tracking_number": "1Z"',
     b'{"carrier": "ups", "tracking_number": {}, "tracking_status": {}, "tracking_history": []}',
     b'{"carrier_code": "ups", "tracking_number": "", "status_code": [], "events": []}'],
)  # fmt: skip
def test_a_body_of_something_else_is_no_tracking_data(provider: str, body: bytes) -> None:
    with pytest.raises(NotTrackingData):
        payloads.convert(provider, body)


def test_the_bounds_are_those_of_the_page(project_dir: Any) -> None:
    page = (project_dir / "docs" / "statuses.md").read_text("utf-8")
    for bound in (MAX_EVENTS, MAX_TEXT, MAX_CODE, MAX_MESSAGES, MAX_PARENTS, wire.MAX_DIGITS):
        assert f"| {bound:,} |" in page
