"""The sandbox's answers have the shapes that were seen of the real providers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.sandbox.catalogue.everything import every_parcel
from gateway.sandbox.catalogue.index import Catalogue
from gateway.sandbox.parcel import Label
from gateway.sandbox.shipstation.bodies import label_body

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
CATALOGUE = Catalogue(every_parcel(), NOON)


def load(path: Path) -> Any:
    return json.loads(path.read_text())


def number(carrier: str, tracking_number: str) -> Any:
    return json.loads(CATALOGUE.track_number(carrier, tracking_number, NOON) or b"null")


def label(label_id: str) -> Any:
    return json.loads(CATALOGUE.track_label(label_id, NOON) or b"null")


def shape(value: Any) -> Any:
    """Reduce a payload to its keys and types; a list to its first entry."""
    if isinstance(value, dict):
        return {key: shape(member) for key, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


@pytest.mark.parametrize("status", ["PRE_TRANSIT", "TRANSIT", "DELIVERED", "UNKNOWN"])
def test_a_test_number_is_told_as_recorded(examples_dir: Path, status: str) -> None:
    recorded = load(examples_dir / "shippo" / f"rec2021-SHIPPO_{status}.json")["response"]["body"]
    told = number("shippo", f"SHIPPO_{status}")
    assert shape(told) == shape(recorded)
    for name in ("status", "status_details", "location", "substatus"):
        assert [entry[name] for entry in told["tracking_history"]] == [
            entry[name] for entry in recorded["tracking_history"]
        ]


def test_the_failure_is_dated_half_a_day_after_the_delivery_that_follows_it() -> None:
    *_, failed, delivered = number("shippo", "SHIPPO_DELIVERED")["tracking_history"]
    dates = [datetime.fromisoformat(entry["status_date"]) for entry in (failed, delivered)]
    assert (failed["status"], delivered["status"]) == ("FAILURE", "DELIVERED")
    assert (dates[0] - dates[1]).total_seconds() == 12 * 3600


def test_a_test_number_is_expected_at_the_time_of_the_request() -> None:
    assert number("shippo", "SHIPPO_TRANSIT")["eta"] == "2026-03-10T12:00:00.000Z"


def test_a_track_has_the_fields_that_were_recorded(examples_dir: Path) -> None:
    recorded = load(examples_dir / "shippo" / "rec2021-SHIPPO_TRANSIT.json")["response"]["body"]
    for told in (number("ups", "1Z54F78A0339004129"), number("usps", "SANDBOXDELAYED")):
        assert told.keys() == recorded.keys()
        for entry in told["tracking_history"]:
            assert entry.keys() == recorded["tracking_history"][0].keys()


def test_the_fields_of_2017_are_those_of_2017(examples_dir: Path) -> None:
    recorded = load(examples_dir / "shippo" / "vcr2017-test_create-0.json")["response"]["body"]
    told = number("usps", "QUIRKASOF2017")
    assert told.keys() == recorded.keys()
    assert told["tracking_history"][0].keys() == recorded["tracking_history"][0].keys()


def test_a_tracking_has_the_fields_of_the_newest_sample(examples_dir: Path) -> None:
    sample = load(examples_dir / "shipstation" / "docs2026-TRACK_EVENT_V2-partial.json")["data"]
    # The stored sample ends before these.
    told = label("se-both-delivered").keys() - {"exception_description", "events"}
    assert told == sample.keys()


def test_an_event_has_the_fields_of_the_official_sdks_sample(examples_dir: Path) -> None:
    sample = load(examples_dir / "shipstation" / "shipengine-js-track_by_label_id_200.json")
    for event in label("se-both-delivered")["events"]:
        assert event.keys() == sample["events"][0].keys()


def test_a_label_has_the_fields_of_a_real_one(examples_dir: Path) -> None:
    path = examples_dir / "shipstation" / "shipengine-python-list_labels_by_tracking_number.json"
    real = load(path)["labels"][0]
    made_up = label_body(Label("se-1", "ups", "1Z54F78A0339004129"), NOON)
    assert made_up.keys() == real.keys()
    assert made_up["packages"][0].keys() <= real["packages"][0].keys()
    assert made_up["ship_to"].keys() == real["ship_to"].keys()
