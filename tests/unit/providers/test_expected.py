"""Each payload becomes the shipment that its provider's documentation says it is."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from gateway.model import DeliveryEstimate, Report, ServiceLevel, TrackingEvent
from gateway.model.scalars import write_instant, write_local
from gateway.providers.wire import NotTrackingData
from tests.unit.providers import expected, expected_reference, payloads
from tests.unit.providers.expected import Expected


def in_short(reports: Sequence[Report]) -> Expected:
    shipment = payloads.merged(*reports)
    status = shipment.status
    return Expected(
        number=shipment.tracking_number,
        carrier=shipment.carrier.code if shipment.carrier else None,
        status=status.code.name,
        detail=status.detail.code if status.detail else None,
        changed_at=_instant(status.changed_at),
        action_required=status.action_required,
        exception=status.exception,
        is_terminal=status.is_terminal,
        provider_code=status.provider_code,
        tracking_url=shipment.tracking_url,
        shipped_at=_instant(shipment.shipped_at),
        estimate=_estimate(shipment.delivery_estimate),
        original_estimate=_estimate(shipment.original_delivery_estimate),
        delivered_at=_instant(shipment.delivered_at),
        signed_by=shipment.signed_by,
        origin=shipment.origin.formatted if shipment.origin else None,
        destination=shipment.destination.formatted if shipment.destination else None,
        service=_service(shipment.service_level),
        messages=tuple(shipment.messages),
        metadata=shipment.metadata,
        transaction=shipment.transaction_id,
        conflicts=tuple(conflict.field for conflict in shipment.conflicts),
        unmapped=frozenset(code for report in reports for code in report.unmapped),
        events=tuple(map(_event, shipment.history)),
    )


def _instant(value: datetime | None) -> str | None:
    return write_instant(value) if value else None


def _estimate(value: DeliveryEstimate | None) -> str | None:
    if value is None:
        return None
    return f"{value.precision.name} {_instant(value.at) or value.date.isoformat()}"


def _service(level: ServiceLevel | None) -> str | None:
    if level is None:
        return None
    return f"{level.name} < {level.parent.name}" if level.parent else level.name


def _event(event: TrackingEvent) -> tuple[str | None, ...]:
    return (
        _instant(event.occurred_at),
        write_local(event.occurred_at_local) if event.occurred_at_local else None,
        event.time_confidence.name,
        event.description,
        event.location.formatted if event.location else None,
        event.status.code.name if event.status else None,
        " ".join(provider.name for provider in event.providers),
    )


@pytest.mark.parametrize("name", payloads.SHIPSTATION)
def test_a_shipstation_payload_means_what_is_documented(name: str) -> None:
    report = payloads.convert("shipstation", payloads.sample("shipstation", name))
    assert in_short([report]) == expected.SHIPSTATION[name]


@pytest.mark.parametrize("name", payloads.SHIPPO)
def test_a_shippo_payload_means_what_is_documented(name: str) -> None:
    report = payloads.convert("shippo", payloads.sample("shippo", name))
    assert in_short([report]) == expected.SHIPPO[name]


def test_two_providers_answers_become_one_shipment() -> None:
    reports = [
        payloads.convert(provider, payloads.sample(provider, "both"))
        for provider in ("shipstation", "shippo")
    ]
    assert in_short(reports) == expected.BOTH
    assert in_short(reports[::-1]) == expected.BOTH


def test_every_payload_of_the_reference_means_what_is_documented(examples_dir: Path) -> None:
    table = {"shipstation": expected_reference.SHIPSTATION, "shippo": expected_reference.SHIPPO}
    found = payloads.reference(examples_dir)
    assert set(found) == {(provider, name) for provider in table for name in table[provider]}
    for (provider, name), payload in found.items():
        assert in_short([payloads.convert(provider, payload)]) == table[provider][name], name


def test_the_carried_seeds_are_those_of_the_reference(examples_dir: Path) -> None:
    found = payloads.reference(examples_dir)
    assert payloads.sample("shipstation", "seed") == found["shipstation", "docs-v2-track-sample"]
    assert payloads.sample("shippo", "seed") == found["shippo", "docs-get-track-sample"]


def test_no_error_of_the_reference_is_taken_for_tracking_data(examples_dir: Path) -> None:
    errors = 0
    for path in examples_dir.glob("*/*.json"):
        content = json.loads(path.read_bytes())
        if payloads.tracking_payload(content) is not None or "labels" in content:
            continue
        body = content.get("response", content)["body"]
        with pytest.raises(NotTrackingData):
            payloads.convert(path.parent.name, body)
        errors += 1
    assert errors == 5
