"""Convert Shippo's answers: pure, no clock, no I/O."""

from datetime import datetime
from typing import Any, Optional

import msgspec
import strawberry

from gateway.carriers import carrier_by_code, normalize_number
from gateway.model import (
    EventReport,
    Location,
    ProviderCode,
    ProviderTimestamp,
    Report,
    ServiceLevel,
    Status,
    StatusCode,
    StatusDetail,
)
from gateway.places import location
from gateway.providers.shippo.statuses import mapping
from gateway.providers.shippo.tracking import ShippoEvent, ShippoTracking
from gateway.providers.wire import MAX_EVENTS, cut_notes, decode, flag, text
from gateway.times import estimate, zoned_time

PROVIDER = ProviderCode.SHIPPO

# Source: for all of these, the Shippo specification 2018-02-08 and payloads recorded in 2017, 2021
# and 2026; read 2026-11-21. `test` and `description` are not in the specification.


class Place(msgspec.Struct):
    """`location`, `address_from`, `address_to`."""

    city: Any = None
    state: Any = None
    zip: Any = None
    country: Any = None


class Substatus(msgspec.Struct):
    """`substatus`."""

    code: Any = None
    text: Any = None
    action_required: Any = None


class TrackingStatus(msgspec.Struct):
    """`tracking_status`, and each entry of `tracking_history`."""

    object_id: Any = None
    object_created: Any = None
    object_updated: Any = None
    status: Any = None
    status_details: Any = None
    status_date: Any = None
    substatus: Substatus | None = None
    location: Place | None = None


class ServiceLevelSent(msgspec.Struct):
    """`servicelevel`."""

    name: Any = None
    terms: Any = None
    token: Any = None
    extended_token: Any = None
    parent_servicelevel: Optional["ServiceLevelSent"] = None


class Track(msgspec.Struct):
    """The answer of `GET /tracks/{carrier}/{tracking_number}`."""

    carrier: Any = None
    tracking_number: Any = None
    tracking_history: list[TrackingStatus] | None = None
    tracking_status: TrackingStatus | None = None
    messages: Any = None
    address_from: Place | None = None
    address_to: Place | None = None
    eta: Any = None
    original_eta: Any = None
    servicelevel: ServiceLevelSent | None = None
    metadata: Any = None
    description: Any = None
    transaction: Any = None
    test: Any = None


def to_report(body: bytes, raw: Any = None) -> Report:
    """Convert an answer.

    `raw` is what callers may see of it unchanged; None where the operator doesn't allow that.

    Raises:
        NotTrackingData: the body is no track.
    """
    sent = decode(body, Track)
    # Earliest first on the wire, and in that order even where the dates contradict it.
    newest = (sent.tracking_history or [])[-MAX_EVENTS:]
    events = tuple(EventReport(event=_event(entry)) for entry in newest)
    tracking = _tracking(sent, events, raw)
    return Report(
        tracking=tracking,
        events=events,
        tracking_number=_tracking_number(tracking.tracking_number),
        carrier=_carrier(tracking.carrier_code),
        estimate=estimate(sent.eta, PROVIDER),
        original_estimate=estimate(sent.original_eta, PROVIDER),
        delivered_at=_delivered_at(tracking.status, events),
        origin=tracking.address_from,
        destination=tracking.address_to,
        service_level=tracking.service_level,
        messages=(
            *tracking.messages,
            *cut_notes("Shippo", len(sent.tracking_history or ()), _texts(sent, newest)),
        ),
        metadata=tracking.metadata,
        transaction_id=tracking.transaction,
    )


def _tracking(sent: Track, events: tuple[EventReport, ...], raw: Any) -> ShippoTracking:
    current = _event(sent.tracking_status) if sent.tracking_status else None
    transaction = text(sent.transaction)
    return ShippoTracking(
        tracking_number=text(sent.tracking_number),
        carrier_code=text(sent.carrier),
        status=_headline(current, events),
        events=[report.event for report in events if isinstance(report.event, ShippoEvent)],
        raw=raw,
        tracking_status=current,
        messages=_messages(sent.messages),
        address_from=_place(sent.address_from),
        address_to=_place(sent.address_to),
        eta=_timestamp(sent.eta),
        original_eta=_timestamp(sent.original_eta),
        metadata=text(sent.metadata),
        description=text(sent.description),
        service_level=_service_level(sent.servicelevel),
        transaction=strawberry.ID(transaction) if transaction else None,
        test=flag(sent.test),
    )


def _headline(current: ShippoEvent | None, events: tuple[EventReport, ...]) -> Status:
    if current is not None and current.status is not None:
        return current.status
    # No status object: the newest entry of the history stands for it.
    for report in reversed(events):
        if report.event.status is not None:
            return report.event.status
    # Neither: Shippo answers so for a number that the carrier doesn't know (recorded 2017).
    return Status.of(StatusCode.NOT_YET_IN_SYSTEM, PROVIDER)


def _event(sent: TrackingStatus) -> ShippoEvent:
    place = _place(sent.location)
    time = zoned_time(sent.status_date, place)
    object_id = text(sent.object_id)
    return ShippoEvent(
        occurred_at=time.occurred_at,
        occurred_at_local=time.occurred_at_local,
        time_confidence=time.confidence,
        description=text(sent.status_details),
        status=_status(sent, time.occurred_at),
        location=place,
        object_id=strawberry.ID(object_id) if object_id else None,
        object_created=_timestamp(sent.object_created),
        object_updated=_timestamp(sent.object_updated),
        status_date=_timestamp(sent.status_date),
        status_code=text(sent.status),
        substatus=_substatus(sent.substatus),
    )


def _status(sent: TrackingStatus, changed_at: datetime | None) -> Status | None:
    status = text(sent.status)
    detail = _substatus(sent.substatus)
    if status is None and detail is None:
        return None
    row = mapping(status, detail.code if detail else None)
    action_required = row.action_required if row else None
    if detail is not None and detail.action_required is not None:
        action_required = detail.action_required
    return Status.of(
        row.code if row else StatusCode.UNKNOWN,
        PROVIDER,
        description=text(sent.status_details),
        action_required=action_required,
        detail=detail,
        changed_at=changed_at,
        provider_code=status,
    )


def _substatus(sent: Substatus | None) -> StatusDetail | None:
    code = text(sent.code) if sent else None
    if sent is None or code is None:
        return None
    return StatusDetail(code=code, text=text(sent.text), action_required=flag(sent.action_required))


def _delivered_at(status: Status, events: tuple[EventReport, ...]) -> datetime | None:
    if status.code is StatusCode.DELIVERED and status.changed_at is not None:
        return status.changed_at
    for report in events:
        if report.event.status is not None and report.event.status.code is StatusCode.DELIVERED:
            return report.event.occurred_at
    return None


def _place(sent: Place | None) -> Location | None:
    if sent is None:
        return None
    return location(city=sent.city, region=sent.state, postal_code=sent.zip, country=sent.country)


def _service_level(sent: ServiceLevelSent | None, depth: int = 0) -> ServiceLevel | None:
    if sent is None or depth > 4:
        return None
    parts = [text(value) for value in (sent.name, sent.token, sent.extended_token, sent.terms)]
    parent = _service_level(sent.parent_servicelevel, depth + 1)
    if parent is None and not any(parts):
        return None
    name, token, extended_token, terms = parts
    return ServiceLevel(
        name=name, token=token, extended_token=extended_token, terms=terms, parent=parent
    )


def _messages(sent: Any) -> list[str]:
    if not isinstance(sent, list):
        sent = [sent]
    return [message for message in map(text, sent[:MAX_EVENTS]) if message]


def _tracking_number(value: str | None) -> str | None:
    return normalize_number(value) if value else None


def _carrier(code: str | None) -> str | None:
    carrier = carrier_by_code(code) if code else None
    return carrier.code if carrier else None


def _timestamp(value: Any) -> ProviderTimestamp | None:
    written = text(value)
    return ProviderTimestamp(written) if written else None


def _texts(sent: Track, events: list[TrackingStatus]) -> list[Any]:
    messages = sent.messages if isinstance(sent.messages, list) else [sent.messages]
    return [sent.metadata, sent.description, *messages, *(entry.status_details for entry in events)]
