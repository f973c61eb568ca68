"""Convert ShipStation's answers: pure, no clock, no I/O."""

from datetime import datetime
from typing import Any

import msgspec
import strawberry

from gateway.carriers import carrier_by_code, normalize_number
from gateway.model import (
    URL,
    DeliveryEstimate,
    EventReport,
    ProviderCode,
    ProviderTimestamp,
    Report,
    Status,
    StatusCode,
    StatusDetail,
)
from gateway.places import location
from gateway.providers.shipstation.statuses import mapping
from gateway.providers.shipstation.tracking import ShipStationEvent, ShipStationTracking
from gateway.providers.wire import MAX_EVENTS, cut_notes, decode, number, text, web_address
from gateway.times import estimate, event_time, instant

PROVIDER = ProviderCode.SHIPSTATION


class TrackEvent(msgspec.Struct):
    """An entry of `events`.

    Source: `track_event` of the ShipStation v2 and ShipEngine specifications, read 2026-11-21.
    """

    occurred_at: Any = None
    event_date: Any = None
    carrier_occurred_at: Any = None
    description: Any = None
    event_description: Any = None
    event_code: Any = None
    city_locality: Any = None
    state_province: Any = None
    postal_code: Any = None
    country_code: Any = None
    company_name: Any = None
    signer: Any = None
    carrier_detail_code: Any = None
    carrier_status_code: Any = None
    carrier_status_description: Any = None
    status_code: Any = None
    status_detail_code: Any = None
    status_description: Any = None
    status_detail_description: Any = None
    latitude: Any = None
    longitude: Any = None
    proof_of_delivery_url: Any = None


class TrackingInformation(msgspec.Struct):
    """The answer of `GET /v2/labels/{label_id}/track`.

    Source: as for `TrackEvent`; `shipped_date` is in samples only.
    """

    tracking_number: Any = None
    tracking_url: Any = None
    status_code: Any = None
    status_detail_code: Any = None
    status_description: Any = None
    status_detail_description: Any = None
    carrier_code: Any = None
    carrier_id: Any = None
    carrier_status_code: Any = None
    carrier_detail_code: Any = None
    carrier_status_description: Any = None
    ship_date: Any = None
    shipped_date: Any = None
    estimated_delivery_date: Any = None
    actual_delivery_date: Any = None
    exception_description: Any = None
    label_url: Any = None
    events: list[TrackEvent] | None = None


def to_report(label_id: str, body: bytes, raw: Any = None) -> Report:
    """Convert the answer for one label.

    `raw` is what callers may see of it unchanged; None where the operator doesn't allow that.

    Raises:
        NotTrackingData: the body is no tracking information.
    """
    sent = decode(body, TrackingInformation)
    # Newest first on the wire; a report is oldest first.
    newest = (sent.events or [])[:MAX_EVENTS]
    events = tuple(_event(event) for event in reversed(newest))
    tracking = _tracking(label_id, sent, events, raw)
    return Report(
        tracking=tracking,
        events=events,
        tracking_number=_tracking_number(tracking.tracking_number),
        carrier=_carrier(tracking.carrier_code),
        tracking_url=tracking.tracking_url,
        shipped_at=instant(tracking.shipped_date),
        estimate=_estimate(tracking.estimated_delivery_date),
        delivered_at=instant(tracking.actual_delivery_date),
        signed_by=_signed_by(events, tracking.status),
        messages=tuple(cut_notes("ShipStation", len(sent.events or ()), _texts(sent, newest))),
        label_id=label_id,
    )


def _tracking(
    label_id: str, sent: TrackingInformation, events: tuple[EventReport, ...], raw: Any
) -> ShipStationTracking:
    status = _headline(sent, events)
    row = mapping(text(sent.status_code), text(sent.status_detail_code))
    return ShipStationTracking(
        tracking_number=text(sent.tracking_number),
        carrier_code=text(sent.carrier_code),
        status=status,
        events=[report.event for report in events if isinstance(report.event, ShipStationEvent)],
        raw=raw,
        label_id=strawberry.ID(label_id),
        status_code=text(sent.status_code),
        status_description=text(sent.status_description),
        status_detail_code=text(sent.status_detail_code),
        status_detail_description=text(sent.status_detail_description),
        carrier_id=number(sent.carrier_id),
        carrier_status_code=text(sent.carrier_status_code),
        carrier_status_description=text(sent.carrier_status_description),
        carrier_detail_code=text(sent.carrier_detail_code),
        label_tracking_status=row.label_tracking_status if row else None,
        shipped_date=_timestamp(sent.shipped_date) or _timestamp(sent.ship_date),
        estimated_delivery_date=_timestamp(sent.estimated_delivery_date),
        actual_delivery_date=_timestamp(sent.actual_delivery_date),
        exception_description=text(sent.exception_description),
        tracking_url=_url(sent.tracking_url),
        label_url=_url(sent.label_url),
    )


def _headline(sent: TrackingInformation, events: tuple[EventReport, ...]) -> Status:
    code, action_required, detail = _understand(sent)
    return Status.of(
        code,
        PROVIDER,
        description=text(sent.status_description),
        action_required=action_required,
        exception=text(sent.exception_description),
        detail=detail,
        changed_at=_changed_at(sent, code, events),
        provider_code=text(sent.status_code),
        carrier_code=text(sent.carrier_status_code),
        carrier_description=text(sent.carrier_status_description),
    )


def _understand(
    sent: TrackingInformation | TrackEvent,
) -> tuple[StatusCode, bool | None, StatusDetail | None]:
    status_code, detail_code = text(sent.status_code), text(sent.status_detail_code)
    row = mapping(status_code, detail_code)
    if row is None:
        code, action_required = StatusCode.UNKNOWN, None
    else:
        code, action_required = row.code, row.action_required
    if detail_code is None:
        return code, action_required, None
    words = text(sent.status_detail_description)
    detail = StatusDetail(code=detail_code, text=words, action_required=action_required)
    return code, action_required, detail


def _changed_at(
    sent: TrackingInformation, code: StatusCode, events: tuple[EventReport, ...]
) -> datetime | None:
    # A status has no time of its own here: it is that of the delivery, or of the newest event that
    # says the same.
    if code is StatusCode.DELIVERED and (delivered := instant(sent.actual_delivery_date)):
        return delivered
    for report in reversed(events):
        status = report.event.status
        if status is not None and status.code is code:
            return report.event.occurred_at
    return None


def _event(sent: TrackEvent) -> EventReport:
    place = location(
        city=sent.city_locality,
        region=sent.state_province,
        postal_code=sent.postal_code,
        country=sent.country_code,
        latitude=sent.latitude,
        longitude=sent.longitude,
    )
    occurred = sent.occurred_at if sent.occurred_at is not None else sent.event_date
    time = event_time(occurred, sent.carrier_occurred_at, place)
    event = ShipStationEvent(
        occurred_at=time.occurred_at,
        occurred_at_local=time.occurred_at_local,
        occurred_at_text=_timestamp(occurred),
        carrier_occurred_at=time.occurred_at_local if sent.carrier_occurred_at else None,
        time_confidence=time.confidence,
        description=text(sent.description) or text(sent.event_description),
        event_description=text(sent.event_description),
        status=_event_status(sent, time.occurred_at),
        location=place,
        company_name=text(sent.company_name),
        signer=text(sent.signer),
        event_code=text(sent.event_code),
        status_code=text(sent.status_code),
        status_description=text(sent.status_description),
        status_detail_code=text(sent.status_detail_code),
        status_detail_description=text(sent.status_detail_description),
        carrier_status_code=text(sent.carrier_status_code),
        carrier_status_description=text(sent.carrier_status_description),
        carrier_detail_code=text(sent.carrier_detail_code),
        proof_of_delivery_url=_url(sent.proof_of_delivery_url),
    )
    return EventReport(
        event=event,
        company_name=event.company_name,
        signed_by=event.signer,
        code=event.event_code or event.carrier_status_code,
    )


def _event_status(sent: TrackEvent, changed_at: datetime | None) -> Status | None:
    if text(sent.status_code) is None and text(sent.status_detail_code) is None:
        return None
    code, action_required, detail = _understand(sent)
    return Status.of(
        code,
        PROVIDER,
        description=text(sent.status_description),
        action_required=action_required,
        detail=detail,
        changed_at=changed_at,
        provider_code=text(sent.status_code),
        carrier_code=text(sent.carrier_status_code),
        carrier_description=text(sent.carrier_status_description),
    )


def _signed_by(events: tuple[EventReport, ...], status: Status) -> str | None:
    # Who signed an earlier, failed attempt has not signed for the parcel.
    if status.code not in {StatusCode.DELIVERED, StatusCode.AVAILABLE_FOR_PICKUP}:
        return None
    return next((event.signed_by for event in reversed(events) if event.signed_by), None)


def _tracking_number(value: str | None) -> str | None:
    return normalize_number(value) if value else None


def _carrier(code: str | None) -> str | None:
    carrier = carrier_by_code(code) if code else None
    return carrier.code if carrier else None


def _timestamp(value: Any) -> ProviderTimestamp | None:
    written = text(value)
    return ProviderTimestamp(written) if written else None


def _estimate(value: Any) -> DeliveryEstimate | None:
    return estimate(value, PROVIDER)


def _url(value: Any) -> URL | None:
    address = web_address(value)
    return URL(address) if address else None


def _texts(sent: TrackingInformation, events: list[TrackEvent]) -> list[Any]:
    return [
        *(getattr(sent, name) for name in sent.__struct_fields__),
        *(getattr(event, name) for event in events for name in event.__struct_fields__),
    ]


class Label(msgspec.Struct):
    """A label in a list. Source: `label` of the ShipStation v2 specification, read 2026-11-21."""

    label_id: Any = None
    tracking_number: Any = None
    carrier_code: Any = None
    voided: Any = None
    status: Any = None
    created_at: Any = None


class LabelList(msgspec.Struct):
    """The answer of `GET /v2/labels`."""

    labels: list[Label] | None = None
    page: Any = None
    pages: Any = None


def to_labels(body: bytes) -> tuple[list[Label], int]:
    """Convert a page of labels; return its labels and the number of pages.

    Raises:
        NotTrackingData: the body is no list of labels.
    """
    sent = decode(body, LabelList)
    return sent.labels or [], number(sent.pages) or 1


def newest_label(labels: list[Label], carrier: str | None) -> Label | None:
    """Return the newest label that is not voided and.

    Where `carrier` is given, belongs to that carrier.
    """
    fitting = [
        label
        for label in labels
        if label.voided is not True
        and label.status != "voided"
        and text(label.label_id)
        and (carrier is None or _carrier(text(label.carrier_code)) in {carrier, None})
    ]
    return max(fitting, key=lambda label: str(label.created_at or ""), default=None)
