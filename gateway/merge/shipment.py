"""Make one shipment of what each provider reported."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import strawberry

from gateway.carriers import carrier_by_code, tracking_page
from gateway.merge.events import merge_events
from gateway.merge.status import choose, claim, contradict
from gateway.model import (
    URL,
    DeliveryEstimate,
    EstimatePrecision,
    FieldConflict,
    Location,
    ProviderClaim,
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
from gateway.places import same_place

T = TypeVar("T")

SAME_TIME = timedelta(minutes=1)
"""Times of one thing that differ by no more are no contradiction."""


def merge(ref: Reference, sources: Sequence[ShipmentSource]) -> Shipment:
    """Merge the reports of `sources`, of which at least one has one.

    `ref` is what was asked for, with the carrier and the label as far as they are known by now;
    `sources` has one entry a provider, in the order of the providers.
    """
    # Fresh before stale, then the order of the providers: sorting is stable.
    answered = [source for source in sources if source.report is not None]
    answered.sort(key=lambda source: source.outcome is SourceOutcome.STALE)
    reports = [source.report for source in answered if source.report is not None]
    number = ref.tracking_number or _best(reports, lambda r: r.tracking_number) or ""
    code = _best(reports, lambda r: r.carrier) or ref.carrier
    name = (code or "", number)
    history = merge_events(reports, name)
    status = choose(reports)
    estimate = _best(reports, lambda r: r.estimate)
    original = _best(reports, lambda r: r.original_estimate)
    label_id = ref.label_id or _best(reports, lambda r: r.label_id)
    transaction_id = _best(reports, lambda r: r.transaction_id)
    return Shipment(
        id=global_id("Shipment", *name),
        tracking_number=number,
        carrier=carrier_by_code(code) if code else None,
        tracking_url=_tracking_url(reports, code, number),
        status=status,
        latest_event=history[-1] if history else None,
        history=history,
        all_sources=tuple(sources),
        shipped_at=_best(reports, lambda r: r.shipped_at),
        estimated_delivery=estimate.at if estimate else None,
        original_estimated_delivery=original.at if original else None,
        delivery_estimate=estimate,
        original_delivery_estimate=original,
        delivered_at=_best(reports, lambda r: r.delivered_at) or _delivered_at(status, history),
        signed_by=_best(reports, lambda r: r.signed_by),
        origin=_best(reports, lambda r: r.origin),
        destination=_best(reports, lambda r: r.destination),
        service_level=_best(reports, lambda r: r.service_level),
        messages=list(dict.fromkeys(message for r in reports for message in r.messages)),
        metadata=_best(reports, lambda r: r.metadata),
        label_id=strawberry.ID(label_id) if label_id else None,
        transaction_id=strawberry.ID(transaction_id) if transaction_id else None,
        is_partial=any(s.outcome in {SourceOutcome.FAILED, SourceOutcome.STALE} for s in sources),
        conflicts=list(_conflicts(reports, status)),
        fetched_at=max(source.fetched_at for source in answered if source.fetched_at is not None),
    )


def _best(reports: Sequence[Report], value: Callable[[Report], T | None]) -> T | None:
    return next((found for found in map(value, reports) if found is not None), None)


def _tracking_url(reports: Sequence[Report], code: str | None, number: str) -> URL | None:
    address = _best(reports, lambda r: r.tracking_url)
    if address is None and code is not None:
        address = tracking_page(code, number)
    return URL(address) if address else None


def _delivered_at(status: Status, history: Sequence[TrackingEvent]) -> datetime | None:
    # ShipStation may say "delivered" without a date; then the newest event is the delivery, if its
    # words say so too.
    if status.code is not StatusCode.DELIVERED or not history:
        return None
    newest = history[-1]
    says_so = (newest.description or "").casefold().startswith("delivered")
    return newest.occurred_at if says_so else None


def _conflicts(reports: Sequence[Report], status: Status) -> Iterator[FieldConflict]:
    """Name the fields in which reports contradict each other, in the order of the fields."""
    for name, value, differ, write in _COMPARED:
        claims = [
            (report.tracking.provider, found)
            for report in reports
            if (found := value(report)) is not None
        ]
        if not any(differ(claims[0][1], other) for _, other in claims[1:]):
            continue
        chosen = status.provider if name == "status" else claims[0][0]
        yield FieldConflict(
            field=name,
            claims=[
                ProviderClaim(provider=provider, value=write(found), chosen=provider is chosen)
                for provider, found in sorted(claims, key=lambda claim: _ORDER[claim[0]])
            ],
        )


_ORDER = {code: position for position, code in enumerate(ProviderCode)}


def _times_differ(one: datetime, other: datetime) -> bool:
    return abs(one - other) > SAME_TIME


def _estimates_differ(one: DeliveryEstimate, other: DeliveryEstimate) -> bool:
    if one.at is not None and other.at is not None:
        return _times_differ(one.at, other.at)
    # A day is one at the place of delivery; the day of an instant in UTC may be the one beside it.
    beside = 0 if one.at is None and other.at is None else 1
    return abs((one.date - other.date).days) > beside


def _places_differ(one: Location, other: Location) -> bool:
    return not same_place(one, other)


def _write_estimate(value: DeliveryEstimate) -> str:
    if value.precision is EstimatePrecision.DATE or value.at is None:
        return value.date.isoformat()
    return value.at.isoformat().replace("+00:00", "Z")


def _write_time(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


# Field of `Shipment`, what a report says of it, whether two values contradict each other, a value
# as text.
_COMPARED: tuple[
    tuple[str, Callable[[Report], Any], Callable[[Any, Any], bool], Callable[[Any], str]], ...
] = (
    ("trackingNumber", lambda r: r.tracking_number, lambda a, b: a != b, str),
    ("carrier", lambda r: r.carrier, lambda a, b: a != b, str),
    ("status", claim, contradict, lambda status: status.code.name),
    ("shippedAt", lambda r: r.shipped_at, _times_differ, _write_time),
    ("deliveryEstimate", lambda r: r.estimate, _estimates_differ, _write_estimate),
    ("originalDeliveryEstimate", lambda r: r.original_estimate, _estimates_differ, _write_estimate),
    ("deliveredAt", lambda r: r.delivered_at, _times_differ, _write_time),
    ("signedBy", lambda r: r.signed_by, lambda a, b: a.casefold() != b.casefold(), str),
    ("origin", lambda r: r.origin, _places_differ, lambda place: place.formatted),
    ("destination", lambda r: r.destination, _places_differ, lambda place: place.formatted),
)
