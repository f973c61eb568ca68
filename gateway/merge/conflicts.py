"""The fields in which the providers contradict each other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from gateway.carriers import same_number
from gateway.merge.status import claim, contradict
from gateway.model import (
    DeliveryEstimate,
    FieldConflict,
    Location,
    ProviderClaim,
    Report,
)
from gateway.places import same_place

SAME_TIME = timedelta(minutes=1)
"""Times of one thing that differ by no more are no contradiction."""


def conflicts(reports: Sequence[Report], shown: Mapping[str, Any]) -> Iterator[FieldConflict]:
    """Name the fields in which reports contradict each other, in the order of the fields.

    `reports` are in the order of the providers, and so are the claims; `shown` has the value that
    was chosen for each field that can be in conflict.
    """
    if len(reports) < 2:
        return
    for name, value, differ, write in _COMPARED:
        claims = [
            (report.tracking.provider, found)
            for report in reports
            if (found := value(report)) is not None
        ]
        if not any(differ(one, other) for (_, one), (_, other) in combinations(claims, 2)):
            continue
        chosen = write(shown[name])
        yield FieldConflict(
            field=name,
            claims=[
                ProviderClaim(provider=provider, value=text, chosen=text == chosen)
                for provider, text in ((provider, write(found)) for provider, found in claims)
            ],
        )


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
    return value.date.isoformat() if value.at is None else _write_time(value.at)


def _write_time(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


# Field of `Shipment`, what a report says of it, whether two values contradict each other, a value
# as text.
_COMPARED: tuple[
    tuple[str, Callable[[Report], Any], Callable[[Any, Any], bool], Callable[[Any], str]], ...
] = (
    ("trackingNumber", lambda r: r.tracking_number, lambda a, b: not same_number(a, b), str),
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
