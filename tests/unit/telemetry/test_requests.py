"""What is told of a request."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clients.keys import new_key
from gateway.telemetry import (
    Metrics,
    Operation,
    Outcome,
    Record,
    RequestIds,
    Requests,
    current_record,
    recording,
)
from gateway.telemetry.providers import From
from gateway.telemetry.record import MAX_NAME, MAX_REFS
from gateway.telemetry.requests import _plain
from tests.fakes import Clock
from tests.unit.telemetry.listening import Heard

NUMBER = "9205590164917312751089"


class Telling:
    """Requests whose lines and counts can be read."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        self.metrics = Metrics()
        self.heard = Heard(**settings)
        logs = self.heard.logs
        self.requests = Requests(
            self.metrics, logs.requests(), logs.mask, RequestIds("here"), clock=self.clock
        )

    def count(self, series: str) -> float:
        """Return what the metrics say of a series; 0 for one that is not there."""
        found = re.search(f"^{re.escape(series)} (.+)$", self.metrics.render().decode(), re.M)
        return float(found[1]) if found else 0


def test_the_caller_s_id_is_taken() -> None:
    ids = RequestIds()
    assert ids.of([(b"accept", b"*/*"), (b"x-request-id", b"a1-B2_c3.d4:e5")]) == "a1-B2_c3.d4:e5"


ODD = [b"", b"a b", b"a" * 65, b"a\xff", b'a"b', b"a\nb", b"<b>", b"{}", new_key().encode()]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_odd_id_is_replaced(odd: bytes) -> None:
    assert RequestIds("here").of([(b"x-request-id", odd)]) == "here-1"


@given(st.binary(max_size=100))
def test_an_id_is_always_short_and_clean(sent: bytes) -> None:
    assert re.fullmatch(r"[!-~]{1,64}", RequestIds().of([(b"x-request-id", sent)]))


def test_no_id_is_made_twice() -> None:
    one, other = RequestIds(), RequestIds()
    assert len({ids.of([]) for ids in (one, other) for _ in range(100)}) == 200


def test_a_request_is_one_line_and_one_count() -> None:
    told = Telling()
    record = told.requests.begin([(b"x-request-id", b"mine")])
    record.client = "shop"
    record.operations.append(Operation("Parcel", "ab" * 32))
    record.asked_for(NUMBER, None)
    record.asked_for(None, "se-1")
    record.lookups["hit"] += 1
    record.lookups["miss"] += 2
    part = record.providers["SHIPPO"]
    part.calls["OK"] += 1
    part.calls["TIMEOUT"] += 1
    part.seconds += 0.1234
    part.sources["STALE"] += 1
    record.ended(Outcome.OK)
    told.clock.advance(0.25)
    told.requests.end(record, "POST", 200)
    (line,) = told.heard.events()
    assert line.pop("timestamp")
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": "mine",
        "method": "POST",
        "status": 200,
        "outcome": "ok",
        "ms": 250.0,
        "client": "shop",
        "operation": "Parcel",
        "document": "ab" * 32,
        "refs": 2,
        "numbers": ["…1089"],
        "labels": ["se-1"],
        "lookups": {"hit": 1, "miss": 2},
        "providers": {
            "SHIPPO": {"calls": {"OK": 1, "TIMEOUT": 1}, "ms": 123.4, "sources": {"STALE": 1}}
        },
    }
    assert told.count('gateway_requests_total{answer="new",outcome="ok"}') == 1
    bucket = 'gateway_request_duration_seconds_bucket{answer="new",le="%s"}'
    assert (told.count(bucket % "0.1"), told.count(bucket % "0.25")) == (0, 1)


def test_numbers_are_in_the_line_in_full_where_they_are_asked_for() -> None:
    told = Telling(log_tracking_numbers=True)
    record = told.requests.begin([])
    record.asked_for(NUMBER, None)
    told.requests.end(record, "POST", 200)
    assert told.heard.events()[0]["numbers"] == [NUMBER]


def test_many_references_make_no_long_line() -> None:
    told = Telling()
    record = told.requests.begin([])
    for number in range(100):
        record.asked_for(f"{number:012}", None)
    told.requests.end(record, "POST", 200)
    (line,) = told.heard.events()
    assert (line["refs"], len(line["numbers"])) == (100, MAX_REFS)


def test_a_request_that_is_answered_again_is_told_like_the_first() -> None:
    told = Telling()
    record = told.requests.begin([])
    record.operations.append(Operation("Parcel", "ab" * 32))
    record.asked_for(NUMBER, None)
    record.ended(Outcome.OK)
    told.requests.end(record, "POST", 200)
    began = told.clock()
    told.clock.advance(0.00002)
    assert told.requests.served_again([], "POST", 200, record, began, "shop") == "here-2"
    first, again = told.heard.events()
    for name in ("operation", "document", "refs", "numbers", "status", "outcome", "method"):
        assert again[name] == first[name], name
    assert (again["request_id"], again["lookups"], again["ms"]) == ("here-2", {"kept": 1}, 0.02)
    assert again["client"] == "shop"
    assert told.count('gateway_requests_total{answer="kept",outcome="ok"}') == 1
    assert told.count('gateway_client_requests_total{client="shop"}') == 1
    assert told.count('gateway_request_duration_seconds_count{answer="kept"}') == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "ok"),
        (304, "ok"),
        (404, "refused"),
        (499, "gone"),
        (500, "fault"),
        (503, "overloaded"),
    ],
)
def test_a_status_tells_what_nobody_has_noted(status: int, outcome: str) -> None:
    told = Telling()
    told.requests.end(told.requests.begin([]), "POST", status)
    assert told.heard.events()[0]["outcome"] == outcome


def test_why_a_request_was_refused_is_counted() -> None:
    told = Telling()
    for outcome in (Outcome.REFUSED, Outcome.INVALID, Outcome.PARTIAL):
        record = told.requests.begin([])
        record.ended(outcome, "A_CODE")
        told.requests.end(record, "POST", 400)
    assert told.count('gateway_requests_refused_total{code="A_CODE"}') == 2


def test_the_worst_of_several_operations_counts() -> None:
    record = Record()
    record.ended(Outcome.OK)
    record.ended(Outcome.INVALID, "BAD")
    record.ended(Outcome.PARTIAL, "LESS_BAD")
    assert (record.outcome, record.code) == (Outcome.INVALID, "BAD")


def test_several_operations_are_all_in_the_line() -> None:
    told = Telling()
    record = told.requests.begin([])
    record.operations += [Operation("A", "aa"), Operation(None, "bb")]
    told.requests.end(record, "POST", 200)
    assert told.heard.events()[0]["operations"] == [
        {"operation": "A", "document": "aa"},
        {"operation": None, "document": "bb"},
    ]


def test_a_name_that_a_client_made_up_is_short_and_shows_no_number() -> None:
    told = Telling()
    record = told.requests.begin([])
    record.operations.append(Operation.of(f"Parcel_{NUMBER}_{'x' * 1_000}", "aa"))
    told.requests.end(record, "POST", 200)
    assert (
        told.heard.events()[0]["operation"] == f"Parcel_…1089_{'x' * (MAX_NAME - 8 - len(NUMBER))}"
    )


def test_what_is_noted_outside_of_a_request_is_lost() -> None:
    current_record().refs += 1
    assert current_record().refs == 0
    with recording(Record("one")) as record:
        assert current_record() is record
    assert current_record() is not record


def test_counts_are_plain_where_people_read_them() -> None:
    assert _plain({From.MISS: 2}) == {"miss": 2}
    assert repr(_plain({From.MISS: 2})) == "{'miss': 2}"
