"""Convert what ShipStation says of one label: pure, no clock, no I/O."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

import strawberry

from gateway.model import (
    EventReport,
    Location,
    ProviderCode,
    ProviderTimestamp,
    Report,
    Status,
    StatusCode,
    StatusDetail,
)
from gateway.places import location
from gateway.providers.remembered import once
from gateway.providers.reporting import apart, came_into, carrier, telling, tracking_number
from gateway.providers.shipstation.payload import (
    TrackEvent,
    TrackingInformation,
)
from gateway.providers.shipstation.statuses import mapping, unpublished
from gateway.providers.shipstation.tracking import ShipStationEvent, ShipStationTracking
from gateway.providers.wire import (
    Reader,
    decode,
    number,
)
from gateway.times import EventTime, estimate, event_time, instant

PROVIDER = ProviderCode.SHIPSTATION

_HANDED_OVER = frozenset({StatusCode.DELIVERED, StatusCode.AVAILABLE_FOR_PICKUP})


class Words(TypedDict):
    """What a parcel or one of its events says of the status, read."""

    status_code: str | None
    status_description: str | None
    status_detail_code: str | None
    status_detail_description: str | None
    carrier_status_code: str | None
    carrier_status_description: str | None
    carrier_detail_code: str | None


def to_report(label_id: str, body: bytes, raw: Any = None) -> Report:
    """Convert the answer for one label.

    `raw` is what callers may see of it unchanged; None where the operator doesn't allow that.

    Raises:
        NotTrackingData: the body is no tracking information: it tells neither a number nor a status
            nor an event.
    """
    sent = decode(body, TrackingInformation)
    read = Reader("ShipStation")
    # Newest first on the wire; a report is oldest first.
    events = apart(read.history(sent.events, _report, newest_first=True))
    tracking = _tracking(read, label_id, sent, events, raw)
    return telling(
        Report(
            tracking=tracking,
            events=events,
            tracking_number=tracking_number(tracking.tracking_number),
            carrier=carrier(tracking.carrier_code),
            tracking_url=tracking.tracking_url,
            shipped_at=instant(tracking.shipped_date),
            estimate=estimate(tracking.estimated_delivery_date, PROVIDER),
            delivered_at=_delivered_at(tracking.actual_delivery_date, tracking.status.code, events),
            signed_by=_signed_by(events, tracking.status.code),
            messages=read.notes,
            label_id=label_id,
            unmapped=read.unmapped,
        )
    )


def _tracking(
    read: Reader, label_id: str, sent: TrackingInformation, events: Sequence[EventReport], raw: Any
) -> ShipStationTracking:
    words = _words(read, sent)
    row = mapping(words["status_code"], words["status_detail_code"])
    code = row.code if row else StatusCode.UNKNOWN
    delivered = read.timestamp(sent.actual_delivery_date)
    exception = read.text(sent.exception_description)
    return ShipStationTracking(
        **words,
        tracking_number=read.code(sent.tracking_number),
        carrier_code=read.code(sent.carrier_code),
        status=_status(words, _changed_at(delivered, code, events), exception),
        events=[report.event for report in events if isinstance(report.event, ShipStationEvent)],
        raw=raw,
        label_id=strawberry.ID(label_id),
        carrier_id=number(sent.carrier_id),
        label_tracking_status=row.label_tracking_status if row else None,
        shipped_date=read.timestamp(sent.shipped_date) or read.timestamp(sent.ship_date),
        estimated_delivery_date=read.timestamp(sent.estimated_delivery_date),
        actual_delivery_date=delivered,
        exception_description=exception,
        tracking_url=read.address(sent.tracking_url),
        label_url=read.address(sent.label_url),
    )


def _words(read: Reader, sent: TrackingInformation | TrackEvent) -> Words:
    status_code, detail_code = read.code(sent.status_code), read.code(sent.status_detail_code)
    read.unknown(unpublished(status_code, detail_code))
    return Words(
        status_code=status_code,
        status_description=read.text(sent.status_description),
        status_detail_code=detail_code,
        status_detail_description=read.text(sent.status_detail_description),
        carrier_status_code=read.code(sent.carrier_status_code),
        carrier_status_description=read.text(sent.carrier_status_description),
        carrier_detail_code=read.code(sent.carrier_detail_code),
    )


def _status(words: Words, changed_at: datetime | None, exception: str | None = None) -> Status:
    row = mapping(words["status_code"], words["status_detail_code"])
    action_required = row.action_required if row else None
    detail = words["status_detail_code"]
    return Status.of(
        row.code if row else StatusCode.UNKNOWN,
        PROVIDER,
        description=words["status_description"],
        action_required=action_required,
        exception=exception,
        detail=StatusDetail(
            code=detail, text=words["status_detail_description"], action_required=action_required
        )
        if detail
        else None,
        changed_at=changed_at,
        provider_code=words["status_code"],
        carrier_code=words["carrier_status_code"],
        carrier_description=words["carrier_status_description"],
    )


def _changed_at(
    delivered: ProviderTimestamp | None, code: StatusCode, events: Sequence[EventReport]
) -> datetime | None:
    # A status has no time of its own here: it is that of the delivery, or of the events.
    if code is StatusCode.DELIVERED:
        return _delivered_at(delivered, code, events)
    return came_into(code, events)


def _delivered_at(
    delivered: ProviderTimestamp | None, code: StatusCode, events: Sequence[EventReport]
) -> datetime | None:
    """Return when the parcel was delivered; delivered parcels may come without the date."""
    if (at := instant(delivered)) or code is not StatusCode.DELIVERED:
        return at
    if (at := came_into(code, events)) or not events:
        return at
    newest = events[-1].event
    says_so = newest.status is None and (newest.description or "").casefold().startswith(
        "delivered"
    )
    return newest.occurred_at if says_so else None


@once
def _report(read: Reader, part: bytes) -> EventReport | None:
    sent = read.part(part, TrackEvent)
    if sent is None:
        return None
    event = _event(read, sent)
    return EventReport(
        event=event,
        company_name=event.company_name,
        signed_by=event.signer,
        code=event.event_code or event.carrier_status_code,
    )


def _event(read: Reader, sent: TrackEvent) -> ShipStationEvent:
    place = _place(read, sent)
    occurred = read.timestamp(sent.occurred_at) or read.timestamp(sent.event_date)
    local = read.timestamp(sent.carrier_occurred_at)
    time = event_time(occurred, local, place)
    words = _words(read, sent)
    event_description = read.text(sent.event_description)
    return ShipStationEvent(
        **words,
        occurred_at=time.occurred_at,
        occurred_at_local=time.occurred_at_local,
        occurred_at_text=occurred,
        carrier_occurred_at=time.occurred_at_local if local else None,
        carrier_occurred_at_text=local,
        time_confidence=time.confidence,
        description=read.text(sent.description) or event_description,
        event_description=event_description,
        status=_event_status(words, time),
        location=place,
        company_name=read.text(sent.company_name),
        signer=read.text(sent.signer),
        event_code=read.code(sent.event_code),
        proof_of_delivery_url=read.address(sent.proof_of_delivery_url),
    )


def _place(read: Reader, sent: TrackEvent) -> Location | None:
    return location(
        city=read.text(sent.city_locality),
        region=read.text(sent.state_province),
        postal_code=read.text(sent.postal_code),
        country=read.text(sent.country_code),
        latitude=sent.latitude,
        longitude=sent.longitude,
    )


def _event_status(words: Words, time: EventTime) -> Status | None:
    if words["status_code"] is None and words["status_detail_code"] is None:
        return None
    return _status(words, time.occurred_at)


def _signed_by(events: Sequence[EventReport], headline: StatusCode) -> str | None:
    # Who signed an earlier, failed attempt has not signed for the parcel. Most events carry no
    # status of their own: then the parcel's stands for it.
    for report in reversed(events):
        status = report.event.status
        if report.signed_by and (status.code if status else headline) in _HANDED_OVER:
            return report.signed_by
    return None
