"""One parcel has one id, however it was asked for."""

from typing import Any

import pytest

from gateway.carriers import provider_codes
from gateway.errors import Timeout
from gateway.model import Reference, Shipment, ShipmentRef
from tests.fakes import by_label, by_number, failure, shippo, shipstation, tracker
from tests.unit.merge.parcels import A, B, scan

USPS = "9205590164917400288176"
TEN = "2026-03-01T10:00"

CODES = sorted({"usps", "USPS", *provider_codes("usps", A), *provider_codes("usps", B)})
ASKED: list[dict[str, Any]] = [
    {"label_id": "se-1"},
    {"label_id": "SE-1"},
    {"tracking_number": USPS},
    {"tracking_number": "9205 5901 6491 7400 2881 76"},
    {"label_id": "se-1", "tracking_number": USPS},
    *({"tracking_number": USPS, "carrier": code} for code in CODES),
]


async def _shipment(*, ours: bool = True, theirs: bool = True, **ref: Any) -> Shipment:
    label = by_label("se-1", USPS, "usps", events=(scan(A, TEN),))
    number = by_number(USPS, "usps", events=(scan(B, TEN, "Has arrived"),))
    known = Reference(label_id="se-1", tracking_number=USPS, carrier="usps")
    first = shipstation({"se-1": label}, labels={USPS: known if ours else failure(Timeout)})
    second = shippo({f"usps/{USPS}": number if theirs else failure(Timeout)})
    lookup = await tracker(first, second).lookups().shipment(ShipmentRef(**ref))
    assert lookup.shipment is not None
    return lookup.shipment


def test_every_provider_has_codes_of_its_own() -> None:
    assert {"usps", "stamps_com", "endicia"} <= set(CODES)


@pytest.mark.parametrize("asked", ASKED, ids=str)
async def test_one_parcel_has_one_id_however_it_was_asked_for(asked: dict[str, Any]) -> None:
    found, usual = await _shipment(**asked), await _shipment(**ASKED[0])
    assert found.id == usual.id
    assert [event.id for event in found.history] == [event.id for event in usual.history]
    assert [len(event.reports) for event in found.history] == [2]


async def test_its_own_id_finds_it() -> None:
    found = await _shipment(label_id="se-1")
    assert (await _shipment(id=found.id)).id == found.id


@pytest.mark.parametrize("missing", ["ours", "theirs"])
async def test_the_ids_stay_when_a_provider_fails(missing: str) -> None:
    both = await _shipment(tracking_number=USPS, carrier="usps")
    answers: dict[str, bool] = {missing: False}
    alone = await _shipment(tracking_number=USPS, carrier="usps", **answers)
    assert alone.is_partial
    assert alone.id == both.id
    assert [event.id for event in alone.history] == [event.id for event in both.history]
