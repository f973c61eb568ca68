"""Parcels that both providers know, through the real gateway, in one merged shipment."""

import re
from pathlib import Path

import pytest

from tests.serving import JSON, Served, serving

DETAILS = """
query Merged($ref: ShipmentRef!) {
  shipment(ref: $ref) {
    id
    isPartial
    status { code provider }
    deliveredAt
    latestEvent { id }
    conflicts { field claims { provider value chosen } }
    events(order: OLDEST_FIRST) {
      id description occurredAt occurredAtLocal timeConfidence providers
      status { code }
      location { formatted }
      reports { provider description occurredAt timeConfidence }
    }
    sources { provider outcome }
  }
}
"""
BOTH = ["SHIPSTATION", "SHIPPO"]


async def shipment(gateway: Served, **ref: str) -> JSON:
    return (await gateway.data(DETAILS, ref=ref))["shipment"]


def documented_query(project_dir: Path) -> str:
    """Return the query that the document shows."""
    text = (project_dir / "docs" / "merging.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```graphql\n(.*?)```", text, re.DOTALL)
    return str(query)


async def test_where_providers_agree_every_event_is_merged_from_both() -> None:
    async with serving() as gateway:
        found = await shipment(gateway, labelId="se-both-delivered")
    assert [each["outcome"] for each in found["sources"]] == ["OK", "OK"]
    assert [each["providers"] for each in found["events"]] == [BOTH] * 8
    assert found["conflicts"] == []
    assert (found["status"]["code"], found["isPartial"]) == ("DELIVERED", False)
    assert found["deliveredAt"] == found["events"][-1]["occurredAt"]
    assert found["latestEvent"]["id"] == found["events"][-1]["id"]


async def test_a_merged_event_has_the_best_of_both_reports() -> None:
    async with serving() as gateway:
        found = await shipment(gateway, labelId="se-both-delivered")
    (louisville,) = [
        each
        for each in found["events"]
        if each["location"] and "Louisville" in each["location"]["formatted"]
    ]
    # Kentucky lies in two time zones: ShipStation's conversion can't be checked, Shippo's time can
    # be trusted, and only ShipStation tells the clock at the place.
    confidences = [each["timeConfidence"] for each in louisville["reports"]]
    assert confidences == ["BEST_EFFORT", "EXACT"]
    assert louisville["timeConfidence"] == "EXACT"
    assert louisville["occurredAtLocal"] is not None
    assert louisville["status"] == {"code": "IN_TRANSIT"}


async def test_where_providers_disagree_the_events_of_both_are_shown() -> None:
    async with serving() as gateway:
        found = await shipment(gateway, labelId="se-both-disagree")
    providers = [each["providers"] for each in found["events"]]
    assert providers.count(BOTH) == 2
    assert ["SHIPSTATION"] in providers
    assert ["SHIPPO"] in providers
    assert sum(len(each) for each in providers) == 4 + 7
    confidences = {each["timeConfidence"] for each in found["events"]}
    assert confidences >= {"EXACT", "BEST_EFFORT", "UNKNOWN"}


async def test_a_contradiction_says_which_value_is_shown() -> None:
    async with serving() as gateway:
        found = await shipment(gateway, labelId="se-both-disagree")
    conflicts = {each["field"]: each["claims"] for each in found["conflicts"]}
    assert conflicts["status"] == [
        {"provider": "SHIPSTATION", "value": "IN_TRANSIT", "chosen": False},
        {"provider": "SHIPPO", "value": "DELIVERED", "chosen": True},
    ]
    assert found["status"] == {"code": "DELIVERED", "provider": "SHIPPO"}
    assert [claim["chosen"] for claim in conflicts["deliveryEstimate"]] == [True, False]


async def test_an_undated_event_keeps_its_place() -> None:
    async with serving() as gateway:
        found = await shipment(gateway, labelId="se-both-disagree")
    told = [each["description"] for each in found["events"]]
    undated = told.index("Shipment exception, no time given")
    assert found["events"][undated]["timeConfidence"] == "UNKNOWN"
    assert told[undated - 1] == "At destination sort facility"


@pytest.mark.parametrize(
    ("label", "status"),
    [("se-both-returned", "RETURNED"), ("se-both-recovered", "DELIVERED")],
)
async def test_a_return_and_a_recovery_are_shown(label: str, status: str) -> None:
    async with serving() as gateway:
        found = await shipment(gateway, labelId=label)
    assert found["status"]["code"] == status
    assert [each["providers"] for each in found["events"]] == [BOTH] * len(found["events"])


@pytest.mark.parametrize(
    ("label", "carrier", "number"),
    [
        ("se-both-delivered", "ups", "1Z54F78A0339004129"),
        ("se-both-transit", "stamps_com", "9205590164917400288176"),
        ("se-both-disagree", "fedex", "770488539204"),
    ],
)
async def test_ids_are_the_same_however_a_parcel_is_asked_for(
    label: str, carrier: str, number: str
) -> None:
    async with serving() as gateway:
        first = await shipment(gateway, labelId=label)
        for ref in (
            {"trackingNumber": number, "carrier": carrier},
            {"trackingNumber": number, "carrier": carrier.upper()},
            {"id": first["id"]},
            {"labelId": label, "trackingNumber": number},
        ):
            assert await shipment(gateway, **ref) == first


@pytest.mark.parametrize("provider", ["shipstation", "shippo"])
async def test_ids_are_the_same_when_a_provider_is_down(provider: str) -> None:
    async with serving() as gateway:
        both = await shipment(gateway, carrier="ups", trackingNumber="1Z54F78A0339004129")
        gateway.sandbox.fail(provider, "down")
        async with serving(gateway.sandbox) as second:
            alone = await shipment(second, carrier="ups", trackingNumber="1Z54F78A0339004129")
    assert alone["isPartial"]
    assert alone["id"] == both["id"]
    assert [each["id"] for each in alone["events"]] == [each["id"] for each in both["events"]]


async def test_the_documented_query_shows_what_the_document_says(project_dir: Path) -> None:
    async with serving() as gateway:
        found = (await gateway.data(documented_query(project_dir)))["shipment"]
    assert found["status"]["code"] == "DELIVERED"
    assert {each["field"] for each in found["conflicts"]} == {"status", "deliveryEstimate"}
    merged = [each for each in found["events"] if len(each["reports"]) == 2]
    assert [each["description"] for each in merged] == ["At destination sort facility", "Picked up"]
    assert all(each["timeConfidence"] for each in found["events"])
