"""An answer at rest says the same, and takes little room."""

import json

import pytest

from gateway.model import Report
from gateway.providers.base import Fetched
from gateway.providers.shippo.mapping import to_report


def _read(_: str, body: bytes) -> Report:
    return to_report(body)


@pytest.fixture
def body() -> bytes:
    """Twenty scans."""
    scan = {"status": "TRANSIT", "status_details": "Arrived", "status_date": "2026-02-01T09:00:00Z"}
    history = [{**scan, "object_id": f"{number:032}"} for number in range(20)]
    return json.dumps({"tracking_number": "1Z", "tracking_history": history}).encode()


def test_it_means_the_same_afterwards(body: bytes) -> None:
    fetched = Fetched("key", body, _read("key", body), _read)
    before = fetched.report
    fetched.rest()
    assert fetched.body == body
    assert fetched.report == before
    assert fetched.report is not before
    assert fetched.report is fetched.report


def test_it_may_rest_again_and_again(body: bytes) -> None:
    fetched = Fetched("key", body, _read("key", body), _read)
    for _ in range(3):
        fetched.rest()
        fetched.rest()
        assert fetched.body == body
    assert fetched.report == _read("key", body)


def test_it_takes_little_room_at_rest(body: bytes) -> None:
    fetched = Fetched("key", body, _read("key", body), _read)
    fetched.rest()
    is_packed, packed = fetched._packed
    assert is_packed
    assert len(packed) < len(body) / 3
    assert fetched._report is None


def test_what_can_not_be_read_again_keeps_its_meaning(body: bytes) -> None:
    report = _read("key", body)
    fetched = Fetched("key", body, report)
    fetched.rest()
    assert fetched.report is report
