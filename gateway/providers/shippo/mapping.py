"""Convert Shippo's answers: pure, no clock, no I/O."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import msgspec
import strawberry

from gateway.model import (
    EventReport,
    Location,
    ProviderCode,
    Report,
    ServiceLevel,
    Status,
    StatusCode,
    StatusDetail,
)
from gateway.places import location
from gateway.providers.remembered import once
from gateway.providers.reporting import apart, came_into, carrier, telling, tracking_number
from gateway.providers.shippo.payload import (
    Message,
    Place,
    ServiceLevelSent,
    Substatus,
    Track,
    TrackingStatus,
)
from gateway.providers.shippo.statuses import mapping, unpublished
from gateway.providers.shippo.tracking import ShippoEvent, ShippoTracking
from gateway.providers.wire import (
    MAX_MESSAGES,
    NOTHING,
    Reader,
    decode,
    flag,
)
from gateway.times import estimate, zoned_time

PROVIDER = ProviderCode.SHIPPO

MAX_PARENTS = 4
"""Service levels that a service level may lie in; Shippo documents one."""


def to_report(body: bytes, raw: Any = None) -> Report:
    """Convert an answer.

    `raw` is what callers may see of it unchanged; None where the operator doesn't allow that.

    Raises:
        NotTrackingData: the body is no track: it tells neither a number nor a status nor an event.
    """
    sent = decode(body, Track)
    read = Reader("Shippo")
    # Earliest first on the wire, and in that order even where the dates contradict it.
    history = apart(read.history(sent.tracking_history, _report, newest_first=False))
    newest = _report(read, sent.tracking_status)
    current = _shown(newest) if newest else None
    events = (*history, newest) if newest and _is_missing(newest, history) else history
    tracking = _tracking(read, sent, history, current, _headline(current, events), raw)
    return telling(
        Report(
            tracking=tracking,
            events=events,
            tracking_number=tracking_number(tracking.tracking_number),
            carrier=carrier(tracking.carrier_code),
            estimate=estimate(tracking.eta, PROVIDER),
            original_estimate=estimate(tracking.original_eta, PROVIDER),
            delivered_at=_delivered_at(tracking.status, events),
            origin=tracking.address_from,
            destination=tracking.address_to,
            service_level=tracking.service_level,
            messages=(*tracking.messages, *read.notes),
            metadata=tracking.metadata,
            transaction_id=tracking.transaction,
            unmapped=read.unmapped,
        )
    )


def _tracking(
    read: Reader,
    sent: Track,
    history: Sequence[EventReport],
    current: ShippoEvent | None,
    status: Status,
    raw: Any,
) -> ShippoTracking:
    transaction = read.code(sent.transaction)
    return ShippoTracking(
        tracking_number=read.code(sent.tracking_number),
        carrier_code=read.code(sent.carrier),
        status=status,
        events=cast("list[ShippoEvent]", [report.event for report in history]),
        raw=raw,
        tracking_status=current,
        messages=_messages(read, sent.messages),
        address_from=_place(read, sent.address_from),
        address_to=_place(read, sent.address_to),
        eta=read.timestamp(sent.eta),
        original_eta=read.timestamp(sent.original_eta),
        metadata=read.text(sent.metadata),
        description=read.text(sent.description),
        service_level=_service_level(read, sent.servicelevel),
        transaction=strawberry.ID(transaction) if transaction else None,
        test=flag(sent.test),
    )


def _shown(report: EventReport) -> ShippoEvent:
    return cast("ShippoEvent", report.event)


def _is_missing(newest: EventReport, history: Sequence[EventReport]) -> bool:
    """Say whether the current status is one that the history doesn't hold."""
    if newest in history[-1:]:
        return False
    current = _shown(newest)
    return current.status is not None and not any(
        _same(current, _shown(report)) for report in reversed(history)
    )


def _same(one: ShippoEvent, other: ShippoEvent) -> bool:
    # Within one answer (recorded 2021) both may have the same `object_id`; in 2017 they had not.
    if one.object_id is not None and one.object_id == other.object_id:
        return True
    return (one.status_date, one.status_code, one.description) == (
        other.status_date,
        other.status_code,
        other.description,
    )


def _headline(current: ShippoEvent | None, events: Sequence[EventReport]) -> Status:
    status = current.status if current else None
    if status is None:
        # No status object: the newest entry of the history stands for it.
        newest_first = (report.event.status for report in reversed(events))
        status = next(filter(None, newest_first), None)
    if status is None:
        # Neither: Shippo answers so for a number that the carrier doesn't know (recorded 2017).
        return Status.of(StatusCode.NOT_YET_IN_SYSTEM, PROVIDER)
    since = came_into(status.code, events) or status.changed_at
    return status if since == status.changed_at else replace(status, changed_at=since)


@once
def _report(read: Reader, part: bytes) -> EventReport | None:
    sent = read.part(part, TrackingStatus)
    return EventReport(event=_event(read, sent)) if sent else None


def _event(read: Reader, sent: TrackingStatus) -> ShippoEvent:
    place = _place(read, sent.location)
    status_date = read.timestamp(sent.status_date)
    time = zoned_time(status_date, place)
    object_id = read.code(sent.object_id)
    status_code = read.code(sent.status)
    description = read.text(sent.status_details)
    substatus = _substatus(read, sent.substatus)
    return ShippoEvent(
        occurred_at=time.occurred_at,
        occurred_at_local=time.occurred_at_local,
        time_confidence=time.confidence,
        description=description,
        status=_status(read, status_code, substatus, description, time.occurred_at),
        location=place,
        object_id=strawberry.ID(object_id) if object_id else None,
        object_created=read.timestamp(sent.object_created),
        object_updated=read.timestamp(sent.object_updated),
        status_date=status_date,
        status_code=status_code,
        substatus=substatus,
    )


def _status(
    read: Reader,
    status: str | None,
    detail: StatusDetail | None,
    description: str | None,
    changed_at: datetime | None,
) -> Status | None:
    substatus = detail.code or None if detail else None
    if status is None and substatus is None:
        return None
    read.unknown(unpublished(status, substatus))
    row = mapping(status, substatus)
    action_required = row.action_required if row else None
    if detail is not None and detail.action_required is not None:
        action_required = detail.action_required
    return Status.of(
        row.code if row else StatusCode.UNKNOWN,
        PROVIDER,
        description=description,
        action_required=action_required,
        detail=detail,
        changed_at=changed_at,
        provider_code=status,
    )


@once
def _substatus(read: Reader, part: bytes) -> StatusDetail | None:
    sent = read.part(part, Substatus)
    if sent is None:
        return None
    # Without a code the rest still says something; the schema wants a text there.
    code, words, acts = read.code(sent.code), read.text(sent.text), flag(sent.action_required)
    if code is None and words is None and acts is None:
        return None
    return StatusDetail(code=code or "", text=words, action_required=acts)


def _delivered_at(status: Status, events: Sequence[EventReport]) -> datetime | None:
    if status.code is StatusCode.DELIVERED and status.changed_at is not None:
        return status.changed_at
    for report in events:
        if report.event.status is not None and report.event.status.code is StatusCode.DELIVERED:
            return report.event.occurred_at
    return None


@once
def _place(read: Reader, part: bytes) -> Location | None:
    sent = read.part(part, Place)
    if sent is None:
        return None
    return location(
        city=read.text(sent.city),
        region=read.text(sent.state),
        postal_code=read.text(sent.zip),
        country=read.text(sent.country),
    )


@once
def _service_level(read: Reader, part: bytes) -> ServiceLevel | None:
    return _service_level_within(read, part, 0)


def _service_level_within(
    read: Reader, part: bytes | msgspec.Raw, depth: int
) -> ServiceLevel | None:
    sent = read.part(part, ServiceLevelSent)
    if sent is None:
        return None
    if depth > MAX_PARENTS:
        read.note(f"a service level inside more than {MAX_PARENTS} others; it is left out.")
        return None
    level = ServiceLevel(
        name=read.text(sent.name),
        token=read.code(sent.token),
        extended_token=read.code(sent.extended_token),
        terms=read.text(sent.terms),
        parent=_service_level_within(read, sent.parent_servicelevel, depth + 1),
    )
    return None if level == _NO_SERVICE else level


_NO_SERVICE = ServiceLevel()


_NO_MESSAGES = msgspec.Raw(b"[]")


def _messages(read: Reader, raw: msgspec.Raw) -> list[str]:
    # As a rule there are none.
    if raw is NOTHING or raw == _NO_MESSAGES:
        return []
    sent = read.parts(raw) or [raw]
    if len(sent) > MAX_MESSAGES:
        read.note(f"{len(sent)} messages; the first {MAX_MESSAGES} are shown.")
    read_all = (_message(read, entry) for entry in sent[:MAX_MESSAGES])
    return [message for message in read_all if message]


def _message(read: Reader, raw: msgspec.Raw) -> str | None:
    # A text on its own, or an object as in the messages of Shippo's other objects.
    sent = read.part(raw, Message)
    if sent is None:
        sent = read.part(msgspec.Raw(b'{"text":%b}' % bytes(raw)), Message)
    return read.text(sent.text) if sent else None
