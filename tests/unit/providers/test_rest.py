"""An answer at rest says the same, and takes little room."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Report
from gateway.providers.base import Fetched, Packing
from gateway.providers.shippo.mapping import to_report

SAMPLES = Path(__file__).parents[2] / "samples"


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
    assert fetched._report is None
    assert len(fetched._body) < len(body) / 3


@pytest.mark.parametrize("provider", ["shippo", "shipstation"])
def test_answers_of_one_provider_take_less_together(provider: str) -> None:
    folder = SAMPLES / provider
    packing, alone = Packing(), Packing(enough=math.inf)
    packing.pack((folder / "everything.json").read_bytes())
    others = [each.read_bytes() for each in folder.glob("*.json") if each.stem != "everything"]
    assert len(others) > 5
    assert _packed(packing, others) < 0.7 * _packed(alone, others)


def _packed(packing: Packing, bodies: list[bytes]) -> int:
    packed = [packing.pack(body) for body in bodies]
    assert [packing.unpack(each) for each in packed] == bodies
    return sum(map(len, packed))


@given(st.lists(st.binary(max_size=60).map(lambda part: part * 3), min_size=1))
def test_whatever_was_packed_before_and_after_is_unpacked(bodies: list[bytes]) -> None:
    packing = Packing(enough=40)
    packed = [packing.pack(each) for each in bodies]
    assert [packing.unpack(each) for each in packed] == bodies


def test_what_can_not_be_read_again_keeps_its_meaning(body: bytes) -> None:
    report = _read("key", body)
    fetched = Fetched("key", body, report)
    fetched.rest()
    assert fetched.report is report
