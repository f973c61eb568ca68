"""Every object that has an id is found by it."""

from typing import Any

import pytest

from gateway.model import GatewayMode, Reference, ShipmentRef, TrackingErrorCode, global_id
from gateway.schema import Context, create_schema
from gateway.tracker import Tracker
from tests.fakes import by_label, shippo, shipstation, tracker
from tests.unit.merge.parcels import A, scan

UPS = "1Z54F78A0339004129"
SHIPMENT = "id labelId trackingNumber"
QUERY = f"""query ($ref: ShipmentRef!) {{
  shipment(ref: $ref) {{ {SHIPMENT} events {{ id }} }} }}"""
FIND = f"query ($id: ID!) {{ node(id: $id) {{ id ... on Shipment {{ {SHIPMENT} }} }} }}"


def _house(number: str | None = None, carrier: str | None = "ups") -> Tracker:
    """Return a gateway whose providers know one label, with or without a number of its own."""
    label = by_label("se-1", number, carrier, events=(scan(A, "2026-03-01T10:00"),))
    known = Reference(tracking_number=number, carrier=carrier, label_id="se-1")
    labels = {number: known} if number else {}
    return tracker(shipstation({"se-1": label}, labels=labels), shippo({}))


async def _ask(house: Tracker, query: str, **variables: Any) -> Any:
    context = Context(house, house.lookups(), GatewayMode.LIVE, "0")
    result = await create_schema().execute(query, variables, context)
    assert not result.errors
    assert result.data is not None
    return next(iter(result.data.values()))


@pytest.mark.parametrize("carrier", ["ups", None])
@pytest.mark.parametrize("number", [UPS, None])
async def test_a_shipment_and_its_events_are_found_by_their_ids(
    number: str | None, carrier: str | None
) -> None:
    house = _house(number, carrier)
    shipment = await _ask(house, QUERY, ref={"labelId": "se-1"})
    (event,) = shipment.pop("events")
    assert shipment["trackingNumber"] == (number or "")
    assert await _ask(house, FIND, id=event["id"]) == event
    assert await _ask(house, FIND, id=shipment["id"]) == shipment


async def test_the_id_of_a_label_leads_to_the_number_that_it_got_since() -> None:
    before = await _ask(_house(None), QUERY, ref={"labelId": "se-1"})
    found = await _ask(_house(UPS), FIND, id=before["id"])
    assert (found["labelId"], found["trackingNumber"]) == ("se-1", UPS)
    assert found["id"] == global_id("Shipment", "ups", UPS)


@pytest.mark.parametrize("name", ["se-", "SE-1", "se-1/..", "se-" + "1" * 30, "se_1", "se-1\n"])
async def test_what_is_no_label_is_not_sent(name: str) -> None:
    house = _house()
    assert await _ask(house, FIND, id=global_id("Shipment", "ups", name)) is None


@pytest.mark.parametrize(
    "more", [{"label_id": "se-2"}, {"carrier": "usps"}, {"tracking_number": "1Z932R800390810600"}]
)
async def test_what_stands_beside_the_id_of_a_label_must_fit(more: dict[str, Any]) -> None:
    ref = ShipmentRef(id=global_id("Shipment", "ups", "se-1"), **more)
    lookup = await _house(UPS).lookups().shipment(ref)
    assert lookup.shipment is None
    assert [error.code for error in lookup.errors] == [TrackingErrorCode.INVALID_REFERENCE]
