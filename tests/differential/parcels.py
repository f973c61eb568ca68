"""Parcels of every kind: full, bare, stale, partial, contradicting, unknown, and odd ones.

An odd parcel holds what the types forbid and a fault might bring all the same: nulls where none may
be, numbers where text should be, values of another type.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import strawberry

from gateway.errors import BadUserInput, RateLimited, Unavailable
from gateway.model import (
    Coordinates,
    GatewayMode,
    Location,
    Report,
    Shipment,
    ShipmentLookup,
    ShipmentRef,
    TrackingError,
    TrackingErrorCode,
)
from gateway.providers.shippo import mapping as shippo_mapping
from gateway.providers.shipstation import mapping as shipstation_mapping
from gateway.schema import Context
from gateway.tracker import Lookups, Tracker, Wanted
from tests.fakes import Clock, FakeProvider, shippo, shipstation, tracker

SAMPLES = Path(__file__).parents[1] / "samples"
BOTH = "1Z12345E0291980793"
FULL = "9205590164917312751089"
SEED = "1Z932R800390810600"
PARTIAL = "1Z12345E1305277940"
STALE = "1Z12345E0205271688"

REFS: tuple[dict[str, str], ...] = (
    {"labelId": "se-both", "carrier": "ups", "trackingNumber": BOTH},
    {"labelId": "se-full"},
    {"carrier": "usps", "trackingNumber": FULL},
    {"labelId": "se-seed"},
    {"labelId": "se-partial"},
    {"labelId": "se-stale"},
    {"labelId": "se-odd-words"},
    {"labelId": "se-odd-events"},
    {"labelId": "se-odd-places"},
    {"labelId": "se-odd-classes"},
    {"labelId": "se-unknown"},
    {"labelId": "se-limited"},
    {"trackingNumber": "?"},
    {},
)


def _label(name: str, label_id: str) -> Report:
    body = (SAMPLES / "shipstation" / f"{name}.json").read_bytes()
    return shipstation_mapping.to_report(label_id, body, msgspec.json.decode(body))


def _track(name: str) -> Report:
    body = (SAMPLES / "shippo" / f"{name}.json").read_bytes()
    return shippo_mapping.to_report(body, msgspec.json.decode(body))


def _but(value: Any, **facts: Any) -> Any:
    """Return a value with other facts, whatever the types say."""
    return replace(value, **facts)


def _odd_words(shipment: Shipment) -> Any:
    status = _but(shipment.status, title=7, action_required=1, description=True)
    return _but(shipment, status=status, messages=("one", None, 3), label_id=12.0)


def _odd_events(shipment: Shipment) -> Any:
    first, second, third, *rest = shipment.history
    bare = _but(first, id=None, providers=None)
    words = _but(second, description=["a"], time_confidence="EXACT", reports=(None,))
    naive = _but(third, occurred_at="yesterday", reports=first.reports[0])
    return _but(shipment, history=(bare, naive, *rest, words))


def _odd_places(shipment: Shipment) -> Any:
    far = Coordinates(latitude=math.nan, longitude=2**70)
    nowhere = _but(far, latitude=True, longitude="12.5")
    origin = Location(formatted="Here", coordinates=far)
    destination = _but(origin, formatted=None, coordinates=nowhere, city=1.5)
    return _but(shipment, origin=origin, destination=destination, conflicts="none")


def _odd_classes(shipment: Shipment) -> Any:
    first, second = shipment.all_sources
    error = TrackingError(
        code=TrackingErrorCode.TIMEOUT, message="", retryable=True, retry_after_seconds=2**40
    )
    failed = _but(error, code="TIMEOUT", retryable=None)
    return _but(
        shipment,
        carrier=shipment.status,
        service_level=shipment.history[0],
        all_sources=(
            _but(first, tracking=second, outcome=None),
            _but(second, error=failed, from_cache="yes"),
        ),
        is_partial=None,
        status=None,
    )


ODD: dict[str, Callable[[Shipment], Any]] = {
    "se-odd-words": _odd_words,
    "se-odd-events": _odd_events,
    "se-odd-places": _odd_places,
    "se-odd-classes": _odd_classes,
}


def _providers() -> tuple[FakeProvider, FakeProvider]:
    first = shipstation(
        {
            "se-both": _label("both", "se-both"),
            "se-full": _label("everything", "se-full"),
            "se-seed": _label("seed", "se-seed"),
            "se-partial": _label("delivered_signed", "se-partial"),
            "se-stale": _label("exception", "se-stale"),
            **{label_id: _label("everything", label_id) for label_id in ODD},
            "se-limited": RateLimited("Wait.", provider="SHIPSTATION", retry_after=30.0),
        }
    )
    second = shippo(
        {
            f"ups/{BOTH}": _track("both"),
            f"usps/{FULL}": _track("everything"),
            f"ups/{PARTIAL}": Unavailable(
                "Down.", provider="SHIPPO", status=503, upstream_code="x", request_id="r-1"
            ),
        }
    )
    return first, second


class Prepared(Lookups):
    """Lookups whose answers are settled: the same objects for everybody."""

    def __init__(self, tracker: Tracker, found: Mapping[str, ShipmentLookup]) -> None:
        super().__init__(tracker._shared)
        self._found = found

    async def shipments(
        self, refs: Sequence[ShipmentRef], max_age: int | None = None, wanted: Wanted = None
    ) -> list[ShipmentLookup]:
        self.check_size(refs, "refs")
        found = [await self.shipment(ref, max_age, wanted) for ref in refs]
        return [replace(lookup, index=index) for index, lookup in enumerate(found)]

    async def shipment(
        self, ref: ShipmentRef, max_age: int | None = None, wanted: Wanted = None
    ) -> ShipmentLookup:
        if max_age is not None and max_age < 0:
            raise BadUserInput("`maxAgeSeconds` must not be negative.")
        return self._found.get(str(ref)) or await super().shipment(ref, max_age, wanted)


async def prepare() -> tuple[Context, list[Shipment]]:
    """Return a context in which everything of `REFS` is known, and the shipments among that."""
    clock = Clock()
    first, second = _providers()
    asked = tracker(first, second, clock=clock, max_batch_size=len(REFS))
    await asked.lookups().shipment(ShipmentRef(label_id=strawberry.ID("se-stale")))
    first.answers["se-stale"] = Unavailable("Down.", provider="SHIPSTATION")
    clock.advance(asked.settings.lifetime_problem_seconds + asked.settings.revalidate_seconds * 2)
    refs = [_ref(**ref) for ref in REFS]
    found = await asked.lookups().shipments(refs)
    answers = {str(ref): _made_odd(ref, lookup) for ref, lookup in zip(refs, found, strict=True)}
    context = Context(asked, Prepared(asked, answers), GatewayMode.SANDBOX, "0")
    return context, [each.shipment for each in answers.values() if each.shipment is not None]


def _ref(labelId: Any = None, trackingNumber: Any = None, carrier: Any = None) -> ShipmentRef:  # noqa: N803 - named as in the schema
    given = {"label_id": labelId, "tracking_number": trackingNumber, "carrier": carrier}
    return ShipmentRef(**{name: value for name, value in given.items() if value is not None})


def _made_odd(ref: ShipmentRef, lookup: ShipmentLookup) -> ShipmentLookup:
    change = ODD.get(str(ref.label_id))
    if change is None or lookup.shipment is None:
        return lookup
    return replace(lookup, shipment=change(lookup.shipment))
