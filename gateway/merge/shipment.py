"""Make one shipment of what each provider reported."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import strawberry

from gateway.carriers import carrier_by_code, is_plausible_number, same_number, tracking_page
from gateway.merge.conflicts import conflicts
from gateway.merge.events import merge_events
from gateway.merge.history import History
from gateway.merge.meaning import said
from gateway.merge.status import choose
from gateway.model import (
    URL,
    ProviderCode,
    Reference,
    Report,
    Shipment,
    ShipmentSource,
    SourceOutcome,
    Status,
    StatusCode,
    TrackingEvent,
    global_id,
)

T = TypeVar("T")

_ORDER = {code: position for position, code in enumerate(ProviderCode)}

_NOTHING = Status.of(StatusCode.UNKNOWN, ProviderCode.SHIPSTATION)

_UNANSWERED = frozenset({SourceOutcome.FAILED, SourceOutcome.STALE})


def merge(ref: Reference, sources: Sequence[ShipmentSource]) -> Shipment:
    """Merge the reports of `sources`, of which at least one has one.

    `ref` is what was asked for, with the carrier and the label as far as they are known by now;
    `sources` has one entry a provider, in any order.
    """
    sources = sorted(sources, key=lambda source: _ORDER[source.provider])
    in_order = [source.report for source in sources if source.report is not None]
    reports = _preferred(sources)
    number, code, label_id = _identity(ref, in_order)
    # Without a number the label tells the parcel from others.
    name = (code or "", number or label_id or "")
    history = History(lambda: merge_events(in_order, name))
    status = choose(reports)
    shipped_at = _best(reports, lambda r: r.shipped_at)
    estimate = _best(reports, lambda r: r.estimate)
    original = _best(reports, lambda r: r.original_estimate)
    delivered_at = _best(reports, lambda r: r.delivered_at) or _delivered_at(status, history)
    signed_by = _best(reports, lambda r: r.signed_by)
    origin = _best(reports, lambda r: r.origin)
    destination = _best(reports, lambda r: r.destination)
    transaction_id = _best(reports, lambda r: r.transaction_id)
    shown = {
        "trackingNumber": number,
        "carrier": code,
        "status": status,
        "shippedAt": shipped_at,
        "deliveryEstimate": estimate,
        "originalDeliveryEstimate": original,
        "deliveredAt": delivered_at,
        "signedBy": signed_by,
        "origin": origin,
        "destination": destination,
    }
    return Shipment(
        id=global_id("Shipment", *name),
        tracking_number=number,
        carrier=carrier_by_code(code) if code else None,
        tracking_url=_tracking_url(reports, code, number),
        status=status,
        history=history,
        all_sources=tuple(sources),
        shipped_at=shipped_at,
        estimated_delivery=estimate.at if estimate else None,
        original_estimated_delivery=original.at if original else None,
        delivery_estimate=estimate,
        original_delivery_estimate=original,
        delivered_at=delivered_at,
        signed_by=signed_by,
        origin=origin,
        destination=destination,
        service_level=_best(reports, lambda r: r.service_level),
        messages=list(dict.fromkeys(message for r in reports for message in r.messages)),
        metadata=_best(reports, lambda r: r.metadata),
        label_id=strawberry.ID(label_id) if label_id else None,
        transaction_id=strawberry.ID(transaction_id) if transaction_id else None,
        is_partial=any(source.outcome in _UNANSWERED for source in sources),
        conflicts=list(conflicts(in_order, shown)),
        fetched_at=max(s.fetched_at for s in sources if s.report and s.fetched_at is not None),
    )


def unmerged(ref: Reference, sources: Sequence[ShipmentSource]) -> Shipment:
    """Return a shipment of which nothing but the sources may be read: the rest says nothing.

    `ref` and `sources` as `merge` takes them.
    """
    return Shipment(
        id=global_id("Shipment", ref.carrier or "", ref.tracking_number or ref.label_id or ""),
        tracking_number=ref.tracking_number or "",
        status=_NOTHING,
        all_sources=tuple(sorted(sources, key=lambda source: _ORDER[source.provider])),
        messages=(),
        is_partial=False,
        conflicts=(),
        fetched_at=datetime.fromtimestamp(0, UTC),
    )


def _preferred(sources: Sequence[ShipmentSource]) -> list[Report]:
    """Return the reports, fresh before stale; among equals the order of the sources stays."""
    answered = sorted(sources, key=lambda source: source.outcome is SourceOutcome.STALE)
    return [source.report for source in answered if source.report is not None]


def _identity(ref: Reference, reports: Sequence[Report]) -> tuple[str, str | None, str | None]:
    """Return number, carrier and label; the first is empty where nobody tells it.

    Not by freshness, as other fields are: it must not change when a provider fails for a while.
    """
    told = [number for number in map(_plausible_number, reports) if number]
    number = ref.tracking_number or next(iter(told), "")
    # One parcel may have two numbers, of which the longer one also says where it is routed to.
    number = min((number, *(n for n in told if same_number(number, n))), key=len)
    code = _best(reports, lambda r: r.carrier) or ref.carrier
    label_id = ref.label_id or _best(reports, lambda r: r.label_id)
    return number, code, label_id


def _plausible_number(report: Report) -> str | None:
    # It goes into ids: what a caller may not send, a provider may not either.
    number = report.tracking_number
    return number if number and is_plausible_number(number) else None


def _best(reports: Sequence[Report], value: Callable[[Report], T | None]) -> T | None:
    for report in reports:
        if (found := value(report)) is not None:
            return found
    return None


def _tracking_url(reports: Sequence[Report], code: str | None, number: str) -> URL | None:
    address = _best(reports, lambda r: r.tracking_url)
    if address is None and code is not None and number:
        address = tracking_page(code, number)
    return URL(address) if address else None


def _delivered_at(status: Status, history: Sequence[TrackingEvent]) -> datetime | None:
    """Return when the newest delivery of a delivered parcel was, where a provider gives no date.

    ShipStation may say "delivered" without one.
    """
    if status.code is not StatusCode.DELIVERED:
        return None
    if status.changed_at is not None:
        return status.changed_at
    dated = [event for event in reversed(history) if event.occurred_at is not None]
    # The code is surer than the words; a code that says something else forbids the words.
    for says_so in (_is_delivery, _says_delivered):
        for event in dated:
            if says_so(event):
                return event.occurred_at
    return None


def _is_delivery(event: TrackingEvent) -> bool:
    return event.status is not None and event.status.code is StatusCode.DELIVERED


def _says_delivered(event: TrackingEvent) -> bool:
    is_open = event.status is None or event.status.code is StatusCode.UNKNOWN
    return is_open and said(event.description) == "delivered"
