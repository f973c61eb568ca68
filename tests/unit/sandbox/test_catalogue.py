"""The catalogue: complete, well named, and told as the providers tell."""

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.sandbox.catalogue.codes import DETAILS
from gateway.sandbox.catalogue.everything import every_parcel
from gateway.sandbox.catalogue.index import Catalogue
from gateway.sandbox.catalogue.seeds import SHIPPO_SAMPLE, SHIPSTATION_SAMPLE
from gateway.sandbox.parcel import Label, Parcel
from gateway.sandbox.shippo.substatuses import STATUSES, SUBSTATUSES
from gateway.sandbox.shipstation.bodies import STATUS_TEXTS
from tests import needs

NOON = datetime(2026, 3, 10, 12, 34, 56, tzinfo=UTC)
PARCELS = every_parcel()
LABELS = [(label, parcel) for parcel in PARCELS for label in parcel.labels]
BOTH = [parcel for parcel in PARCELS if parcel.kind == "both"]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(PARCELS, NOON)


def tracking(catalogue: Catalogue, label_id: str, now: datetime = NOON) -> Any:
    body = catalogue.track_label(label_id, now)
    assert body is not None
    return json.loads(body)


def track(catalogue: Catalogue, carrier: str, number: str, now: datetime = NOON) -> Any:
    body = catalogue.track_number(carrier, number, now)
    assert body is not None
    return json.loads(body)


def test_the_documentations_samples_are_told_to_the_letter(catalogue: Catalogue) -> None:
    assert tracking(catalogue, "se-324658") == SHIPSTATION_SAMPLE
    assert track(catalogue, "usps", "9205590164917312751089") == SHIPPO_SAMPLE


def test_the_documentations_samples_are_those_of_the_reference() -> None:
    examples = needs.reference_dir() / "examples"
    shipstation = (examples / "shipstation" / "docs-v2-track-sample.json").read_text()
    shippo = (examples / "shippo" / "docs-get-track-sample.json").read_text()
    assert json.loads(shipstation) == SHIPSTATION_SAMPLE
    assert json.loads(shippo) == SHIPPO_SAMPLE


def test_every_label_id_is_one_and_belongs_to_one_parcel() -> None:
    ids = [label.label_id for label, _ in LABELS]
    assert all(re.fullmatch(r"se(-[a-z0-9]+)+", one) and len(one) <= 25 for one in ids)
    assert [one for one, count in Counter(ids).items() if count > 1] == []


def test_every_number_can_be_typed_by_a_careful_client() -> None:
    numbers = {parcel.tracking_number for parcel in PARCELS if parcel.carrier != "shippo"}
    assert [one for one in numbers if not re.fullmatch(r"[A-Z0-9]{5,34}", one)] == []


def test_no_number_is_told_twice_by_shippo() -> None:
    told = Counter((one.carrier, one.tracking_number) for one in PARCELS if one.shippo)
    assert [one for one, count in told.items() if count > 1] == []


def test_every_parcel_is_told_by_somebody_and_has_a_title() -> None:
    assert all(one.shipstation or one.shippo for one in PARCELS)
    assert all(bool(one.labels) == bool(one.shipstation) and one.title for one in PARCELS)


@pytest.mark.parametrize(("label", "parcel"), LABELS, ids=[label.label_id for label, _ in LABELS])
def test_every_label_tells_its_own_number(
    catalogue: Catalogue, label: Label, parcel: Parcel
) -> None:
    told = tracking(catalogue, label.label_id)
    assert told["tracking_number"] == label.tracking_number == parcel.tracking_number


def test_every_status_code_of_shipstation_has_its_label(catalogue: Catalogue) -> None:
    assert len(STATUS_TEXTS) == 8
    for code, text in STATUS_TEXTS.items():
        told = tracking(catalogue, f"se-sandbox-{code.lower()}")
        assert (told["status_code"], told["status_description"]) == (code, text)


def test_every_detail_code_of_shipstation_has_its_label(catalogue: Catalogue) -> None:
    told = [tracking(catalogue, label.label_id) for label, one in LABELS if one.kind == "detail"]
    codes = {code for group in DETAILS.values() for code in group.split()}
    assert len(codes) == 92
    assert {one["status_detail_code"] for one in told} == codes


def test_every_status_and_substatus_of_shippo_has_its_number(catalogue: Catalogue) -> None:
    told = [
        track(catalogue, one.carrier, one.tracking_number)["tracking_status"]
        for one in PARCELS
        if one.shippo and one.kind in ("status", "substatus")
    ]
    assert {one["status"] for one in told} == set(STATUSES)
    assert {one["substatus"]["code"] for one in told if one["substatus"]} == set(SUBSTATUSES)
    assert (len(STATUSES), len(SUBSTATUSES)) == (6, 27)


def test_the_codes_are_those_of_the_reference() -> None:
    with (needs.reference_dir() / "maps" / "status_map.csv").open() as file:
        rows = list(csv.DictReader(file))
    details = {row["provider_status"] for row in rows if row["source"] == "shipstation_detail"}
    substatuses = {
        row["provider_detail_or_spec"]: (
            row["provider_status"],
            row["text"],
            row["action_required"].startswith("Y"),
        )
        for row in rows
        if row["source"] == "shippo_substatus"
    }
    assert {code for group in DETAILS.values() for code in group.split()} == details
    assert dict(SUBSTATUSES) == substatuses


@pytest.mark.parametrize(
    ("code", "label_id"),
    [
        ("PARCEL_LOST", "se-detail-parcel-lost"),
        ("ATTEMPTED_DELIVERY_2ND", "se-detail-attdel2nd"),
        ("HELD_BY_CARRIER_FOR_CLEARANCE_PRE_PROCESSING", "se-detail-helbycarforclep"),
    ],
)
def test_long_codes_are_cut_by_the_rule(catalogue: Catalogue, code: str, label_id: str) -> None:
    told = tracking(catalogue, label_id)
    assert told["status_detail_code"] == code
    assert told["tracking_number"] == label_id.removeprefix("se-").replace("-", "").upper()


@pytest.mark.parametrize("parcel", BOTH, ids=lambda one: one.title)
def test_a_parcel_of_both_has_a_history_on_either_side(
    catalogue: Catalogue, parcel: Parcel
) -> None:
    events = tracking(catalogue, parcel.labels[0].label_id)["events"]
    history = track(catalogue, parcel.carrier, parcel.tracking_number)["tracking_history"]
    occurred = [event["occurred_at"] for event in events]
    dated = [entry["status_date"] for entry in history if "status_date" in entry]
    assert occurred == sorted(occurred, reverse=True)
    assert dated == sorted(dated)
    assert 4 <= len(events) <= 12
    assert 5 <= len(history) <= 12
    assert set(occurred) & set(dated)


def test_no_scan_lies_in_the_future(catalogue: Catalogue) -> None:
    now = NOON.isoformat().replace("+00:00", "Z")
    for parcel in BOTH:
        events = tracking(catalogue, parcel.labels[0].label_id)["events"]
        assert max(event["occurred_at"] for event in events) < now


def test_the_events_of_shipstation_have_no_status_and_shout_their_places(
    catalogue: Catalogue,
) -> None:
    for parcel in BOTH:
        for event in tracking(catalogue, parcel.labels[0].label_id)["events"]:
            assert event["status_code"] in ("", None)
            assert event["city_locality"] == event["city_locality"].upper()
            assert not event["carrier_occurred_at"].endswith("Z")


def test_local_times_differ_from_utc_by_a_zone(catalogue: Catalogue) -> None:
    for event in tracking(catalogue, "se-both-delivered")["events"]:
        utc = datetime.fromisoformat(event["occurred_at"]).replace(tzinfo=None)
        behind = utc - datetime.fromisoformat(event["carrier_occurred_at"])
        assert timedelta() <= behind <= timedelta(hours=8)


def test_the_disagreeing_parcel_disagrees(catalogue: Catalogue) -> None:
    told = tracking(catalogue, "se-both-disagree")
    other = track(catalogue, "fedex", told["tracking_number"])
    assert told["status_code"] == "IT"
    assert other["tracking_status"]["status"] == "DELIVERED"
    assert told["estimated_delivery_date"] != other["eta"]
    assert any("status_date" not in entry for entry in other["tracking_history"])


def test_an_arrival_is_a_midnight(catalogue: Catalogue) -> None:
    told = tracking(catalogue, "se-both-transit")
    assert told["estimated_delivery_date"] == "2026-03-12T00:00:00Z"
    assert track(catalogue, "usps", told["tracking_number"])["eta"] == "2026-03-12T00:00:00Z"


def test_stamps_com_answers_as_usps(catalogue: Catalogue) -> None:
    assert tracking(catalogue, "se-both-transit")["carrier_code"] == "usps"


def test_parcels_stand_still_for_a_day_and_then_move_on_by_one(catalogue: Catalogue) -> None:
    first, later, next_day = (
        tracking(catalogue, "se-both-today", NOON + timedelta(hours=hours))["events"][0]
        for hours in (0, 23, 24)
    )
    moved = datetime.fromisoformat(next_day["occurred_at"])
    assert first == later
    assert moved - datetime.fromisoformat(first["occurred_at"]) == timedelta(days=1)


def test_ids_of_shippos_history_are_new_at_every_request(catalogue: Catalogue) -> None:
    one, other = (track(catalogue, "ups", "1Z54F78A0339004129") for _ in range(2))
    ids = [{entry["object_id"] for entry in track["tracking_history"]} for track in (one, other)]
    assert len(ids[0] | ids[1]) == 16
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids[0])
    assert one["tracking_status"]["object_id"] == one["tracking_history"][-1]["object_id"]


def test_an_unknown_name_is_nobodys(catalogue: Catalogue) -> None:
    assert catalogue.track_label("se-0", NOON) is None
    assert catalogue.label("se-0", NOON) is None
    assert catalogue.track_number("usps", "1Z54F78A0339004129", NOON) is None
    assert catalogue.label_of("nothing", frozenset({"ups"})) is None
