"""A status says since when it holds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.model import StatusCode
from tests.unit.providers import payloads

Sent = dict[str, Any]
HEADLINES = {"TRANSIT": "IT", "DELIVERED": "DE", "FAILURE": "EX", None: None}


def day(number: int) -> datetime:
    return datetime(2025, 3, number, 12, tzinfo=UTC)


def shippo(*history: str | None) -> Sent:
    """A track with one scan a day, from the first of March on."""
    scans = [
        {"object_id": f"{n}", "status": status, "status_date": f"2025-03-{n:02}T12:00:00Z"}
        for n, status in enumerate(history, start=1)
    ]
    return {"tracking_number": "1Z", "tracking_history": scans, "tracking_status": scans[-1]}


def shipstation(headline: str, *history: str | None) -> Sent:
    """The same as ShipStation writes it."""
    scans = [
        {"status_code": HEADLINES[status], "occurred_at": f"2025-03-{n:02}T12:00:00Z"}
        for n, status in enumerate(history, start=1)
    ]
    return {"tracking_number": "1Z", "status_code": headline, "events": scans[::-1]}


def changed_at(provider: str, payload: Sent) -> datetime | None:
    return payloads.convert(provider, payload).tracking.status.changed_at


def test_a_status_holds_since_the_first_scan_of_its_run() -> None:
    history = ("TRANSIT", "FAILURE", "TRANSIT", "TRANSIT")
    assert changed_at("shippo", shippo(*history)) == day(3)
    assert changed_at("shipstation", shipstation("IT", *history)) == day(3)


def test_scans_without_a_status_interrupt_nothing() -> None:
    assert changed_at("shipstation", shipstation("IT", "FAILURE", "TRANSIT", None)) == day(2)
    assert changed_at("shipstation", shipstation("IT", "TRANSIT", None, "TRANSIT")) == day(1)


def test_a_late_scan_does_not_take_a_delivery_back() -> None:
    history = ("TRANSIT", "DELIVERED", "DELIVERED", "TRANSIT")
    report = payloads.convert("shipstation", shipstation("DE", *history))
    assert report.tracking.status.changed_at == report.delivered_at == day(2)


def test_a_status_that_the_newest_scan_contradicts_has_no_time() -> None:
    assert changed_at("shipstation", shipstation("IT", "TRANSIT", "FAILURE")) is None
    assert changed_at("shipstation", shipstation("IT", None)) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [("Delivered, front door", True), ("DELIVERED", True), ("Out for delivery", False)],
)
def test_a_delivery_without_a_date_is_dated_by_the_scan_that_says_so(
    words: str, told: bool
) -> None:
    payload = shipstation("DE", None)
    payload["events"][0]["description"] = words
    report = payloads.convert("shipstation", payload)
    assert report.delivered_at == (day(1) if told else None)
    assert report.tracking.status.changed_at == report.delivered_at


def test_a_date_of_delivery_without_a_zone_is_no_instant() -> None:
    payload = {**shipstation("DE"), "actual_delivery_date": "2025-03-04T10:00:00"}
    assert payloads.convert("shipstation", payload).delivered_at is None


def test_a_movement_that_goes_on_outlives_a_problem_that_began_later() -> None:
    moving = payloads.convert("shipstation", shipstation("IT", *["TRANSIT"] * 5))
    failed = payloads.convert("shippo", shippo("TRANSIT", "TRANSIT", "FAILURE"))
    assert moving.tracking.status.changed_at == day(1)
    assert payloads.merged(moving, failed).status.code is StatusCode.IN_TRANSIT
