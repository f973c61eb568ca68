"""What two providers say of one parcel, written shortly."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from gateway.merge import merge
from gateway.model import (
    DeliveryEstimate,
    EstimatePrecision,
    EventReport,
    LocalDateTime,
    Location,
    ProviderCode,
    ProviderEvent,
    ProviderTimestamp,
    ProviderTracking,
    Reference,
    Report,
    Shipment,
    ShipmentSource,
    SourceOutcome,
    Status,
    StatusCode,
    StatusDetail,
    TimeConfidence,
    TrackingEvent,
)
from gateway.places import location

A, B = ProviderCode.SHIPSTATION, ProviderCode.SHIPPO
NUMBER = "1Z54F78A0339004129"
FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)
OAKLAND = location(city="OAKLAND", region="CA", postal_code="94615")
OAKLAND_SPOKEN = location(city="Oakland", region="CA", postal_code="94615", country="US")
DENVER = location(city="Denver", region="CO", postal_code="80216", country="US")


def utc(text: str) -> datetime:
    """Return the instant that is written as `2026-03-01T10:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> LocalDateTime:
    """Return a clock time."""
    return LocalDateTime(utc(text).replace(tzinfo=None))


def status(
    code: str, provider: ProviderCode = A, detail: str | None = None, at: str | None = None
) -> Status:
    """Return a status by the name of its code."""
    return Status.of(
        StatusCode[code],
        provider,
        detail=StatusDetail(code=detail) if detail else None,
        changed_at=utc(at) if at else None,
    )


def scan(
    provider: ProviderCode,
    at: str | None,
    words: str | None = "Arrived at Facility",
    place: Location | None = OAKLAND,
    *,
    local: str | None = None,
    says: str | None = None,
    detail: str | None = None,
    confidence: TimeConfidence | None = None,
    **more: Any,
) -> EventReport:
    """Return one event of a provider; `at` is in UTC, `says` the name of a status."""
    sure = TimeConfidence.EXACT if at else TimeConfidence.UNKNOWN
    event = ProviderEvent(
        provider=provider,
        occurred_at=utc(at) if at else None,
        occurred_at_local=wall(local) if local else None,
        time_confidence=confidence or sure,
        description=words,
        status=status(says, provider, detail, at) if says else None,
        location=place,
    )
    return EventReport(event=event, **more)


def report(
    provider: ProviderCode,
    *events: EventReport,
    says: str = "IN_TRANSIT",
    detail: str | None = "x",
    at: str | None = None,
    **more: Any,
) -> Report:
    """Return a report with `events`, oldest first; `says` is the name of its status."""
    tracking = ProviderTracking(
        provider=provider,
        status=status(says, provider, detail, at),
        events=[event.event for event in events],
    )
    more = {"tracking_number": NUMBER, "carrier": "ups"} | more
    return Report(tracking=tracking, events=events, **more)


def source(told: Report, outcome: SourceOutcome = SourceOutcome.OK) -> ShipmentSource:
    """Return the source that a report came from."""
    return ShipmentSource(
        provider=told.tracking.provider,
        outcome=outcome,
        tracking=told.tracking,
        fetched_at=FETCHED,
        report=told,
    )


def silent(provider: ProviderCode, outcome: SourceOutcome) -> ShipmentSource:
    """Return the source of a provider that told nothing."""
    return ShipmentSource(provider=provider, outcome=outcome)


def shipment(*sources: Report | ShipmentSource, **ref: Any) -> Shipment:
    """Merge what was told; reports are fresh."""
    ref = ref or {"tracking_number": NUMBER, "carrier": "ups"}
    told = [source(each) if isinstance(each, Report) else each for each in sources]
    return merge(Reference(**ref), told)


def history(*sides: Sequence[EventReport]) -> Sequence[TrackingEvent]:
    """Merge histories: the first is of the first provider."""
    told = [report(code, *side) for code, side in zip((A, B), sides, strict=False)]
    return shipment(*told).history


def words(events: Sequence[TrackingEvent]) -> list[str | None]:
    """Return what the events say, and so their order."""
    return [event.description for event in events]


def members(events: Sequence[TrackingEvent]) -> list[int]:
    """Return from how many reports each event was merged."""
    return [len(event.reports) for event in events]


def day(text: str, provider: ProviderCode = A) -> DeliveryEstimate:
    """Return an estimate of a day."""
    return DeliveryEstimate(
        precision=EstimatePrecision.DATE,
        date=date.fromisoformat(text),
        provider=provider,
        provider_value=ProviderTimestamp(text),
    )


def moment(text: str, provider: ProviderCode = A) -> DeliveryEstimate:
    """Return an estimate of a point in time."""
    return DeliveryEstimate(
        precision=EstimatePrecision.INSTANT,
        date=utc(text).date(),
        at=utc(text),
        provider=provider,
        provider_value=ProviderTimestamp(text),
    )
