"""Which fields of a report may change when one place of a payload does."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from tests.unit.providers.mutation import Path

TIME = ("occurred_at", "occurred_at_local", "time_confidence", "status.changed_at")
SINCE = ("^tracking.status.changed_at", "^delivered_at")
CODES = ("status.*", "^signed_by", "^unmapped.*", *SINCE)
REGION = ("location.region_code", "location.formatted", *TIME, *SINCE)

# Names begin at the event; those with a ^ at the report.
SHIPSTATION_EVENT: dict[str, tuple[str, ...]] = {
    "occurred_at": ("occurred_at_text", "carrier_occurred_at", *TIME, *SINCE),
    "event_date": ("occurred_at_text", "carrier_occurred_at", *TIME, *SINCE),
    "carrier_occurred_at": ("carrier_occurred_at", "carrier_occurred_at_text", *TIME, *SINCE),
    "description": ("description", *SINCE),
    "event_description": ("event_description", "description", *SINCE),
    "event_code": ("event_code", "code"),
    "city_locality": ("location.city", "location.formatted"),
    "state_province": ("location.region", *REGION),
    "postal_code": ("location.postal_code", *REGION),
    "country_code": ("location.country_code", "location.country_name", *REGION),
    "latitude": ("location.coordinates.*", "location.formatted"),
    "longitude": ("location.coordinates.*", "location.formatted"),
    "company_name": ("company_name",),
    "signer": ("signer", "signed_by", "^signed_by"),
    "carrier_detail_code": ("carrier_detail_code",),
    "carrier_status_code": ("carrier_status_code", "status.carrier_code", "code"),
    "carrier_status_description": ("carrier_status_description", "status.carrier_description"),
    "status_code": ("status_code", *CODES),
    "status_detail_code": ("status_detail_code", *CODES),
    "status_description": ("status_description", "status.description"),
    "status_detail_description": ("status_detail_description", "status.detail.text"),
    "proof_of_delivery_url": ("proof_of_delivery_url",),
}

HEADLINE = ("tracking.status.*", "tracking.label_tracking_status", "delivered_at", "signed_by")
SHIPSTATION: dict[str, tuple[str, ...]] = {
    "tracking_number": ("tracking.tracking_number", "tracking_number"),
    "tracking_url": ("tracking.tracking_url", "tracking_url"),
    "status_code": ("tracking.status_code", "unmapped.*", *HEADLINE),
    "status_detail_code": ("tracking.status_detail_code", "unmapped.*", *HEADLINE),
    "status_description": ("tracking.status_description", "tracking.status.description"),
    "status_detail_description": (
        "tracking.status_detail_description",
        "tracking.status.detail.text",
    ),
    "carrier_code": ("tracking.carrier_code", "carrier"),
    "carrier_id": ("tracking.carrier_id",),
    "carrier_status_code": ("tracking.carrier_status_code", "tracking.status.carrier_code"),
    "carrier_detail_code": ("tracking.carrier_detail_code",),
    "carrier_status_description": (
        "tracking.carrier_status_description",
        "tracking.status.carrier_description",
    ),
    "ship_date": ("tracking.shipped_date", "shipped_at"),
    "shipped_date": ("tracking.shipped_date", "shipped_at"),
    "estimated_delivery_date": ("tracking.estimated_delivery_date", "estimate.*"),
    "actual_delivery_date": (
        "tracking.actual_delivery_date",
        "tracking.status.changed_at",
        "delivered_at",
    ),
    "exception_description": ("tracking.exception_description", "tracking.status.exception"),
    "label_url": ("tracking.label_url",),
    "events": (
        "events.*",
        "tracking.events.*",
        "tracking.status.changed_at",
        "delivered_at",
        "signed_by",
        "unmapped.*",
    ),
}

SHIPPO_EVENT: dict[str, tuple[str, ...]] = {
    "object_id": ("object_id",),
    "object_created": ("object_created",),
    "object_updated": ("object_updated",),
    "status": ("status_code", *CODES),
    "status_details": ("description", "status.description"),
    "status_date": ("status_date", *TIME, *SINCE),
    "substatus.code": ("substatus.code", *CODES),
    "substatus.text": ("substatus.text", "status.detail.text"),
    "substatus.action_required": (
        "substatus.action_required",
        "status.detail.action_required",
        "status.action_required",
    ),
    "location.city": ("location.city", "location.formatted"),
    "location.state": ("location.region", *REGION),
    "location.zip": ("location.postal_code", *REGION),
    "location.country": ("location.country_code", "location.country_name", *REGION),
}

_PLACE = {
    "city": ("city", "formatted"),
    "state": ("region", "region_code", "formatted"),
    "zip": ("postal_code", "region_code", "formatted"),
    "country": ("country_code", "country_name", "region_code", "formatted"),
}
SHIPPO: dict[str, tuple[str, ...]] = {
    "carrier": ("tracking.carrier_code", "carrier"),
    "tracking_number": ("tracking.tracking_number", "tracking_number"),
    "messages": ("tracking.messages.*",),
    "eta": ("tracking.eta", "estimate.*"),
    "original_eta": ("tracking.original_eta", "original_estimate.*"),
    "metadata": ("tracking.metadata", "metadata"),
    "description": ("tracking.description",),
    "transaction": ("tracking.transaction", "transaction_id"),
    "test": ("tracking.test",),
    **{
        f"address_{end}.{leaf}": tuple(
            f"{field}.{name}" for field in (f"tracking.address_{end}", role) for name in names
        )
        for end, role in (("from", "origin"), ("to", "destination"))
        for leaf, names in _PLACE.items()
    },
    **{
        f"servicelevel.{way}{leaf}": tuple(
            f"{field}.{up}{leaf}" for field in ("tracking.service_level", "service_level")
        )
        for way, up in (("", ""), ("parent_servicelevel.", "parent."))
        for leaf in ("name", "terms", "token", "extended_token")
    },
    "tracking_history": (
        "events.*",
        "tracking.events.*",
        "tracking.status.changed_at",
        "delivered_at",
        "unmapped.*",
    ),
}


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Name every value in a report; None where nothing is has no name."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from flat(
                getattr(value, field.name), f"{path}.{field.name}" if path else field.name
            )
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from flat(inner, f"{path}.{position}")
    elif value is not None:
        yield path, value.name if isinstance(value, Enum) else value


def may_change(provider: str, payload: Any, path: Path) -> tuple[str, ...]:
    """Return the fields that hang on a place; a name that ends in `.*` means all below it."""
    top = str(path[0])
    if provider == "shipstation":
        if top != "events" or len(path) < 3:
            return SHIPSTATION[top]
        position = len(payload["events"]) - 1 - int(path[1])
        return _of_event(SHIPSTATION_EVENT, path[2:], _twins(position))
    if top == "tracking_history" and len(path) >= 3:
        # The newest one's twin is `tracking_status`; when it is no twin any more, it is an event.
        last = f"events.{len(payload['tracking_history'])}.*"
        return (*_of_event(SHIPPO_EVENT, path[2:], _twins(int(path[1]))), last)
    if top == "tracking_status":
        end = len(payload.get("tracking_history") or ())
        prefixes = ("tracking.tracking_status.", "tracking.")
        names = _of_event(SHIPPO_EVENT, path[1:], prefixes)
        whole = ("tracking.tracking_status.*",) if len(path) == 1 else ()
        return (*names, *whole, f"events.{end}.*")
    return _below(SHIPPO, path)


def _twins(position: int) -> tuple[str, ...]:
    return f"events.{position}.event.", f"events.{position}.", f"tracking.events.{position}."


def _of_event(
    table: dict[str, tuple[str, ...]], path: Path, prefixes: tuple[str, ...]
) -> tuple[str, ...]:
    names = _below(table, path)
    return tuple(
        found
        for name in names
        for found in (
            (name[1:],) if name.startswith("^") else (prefix + name for prefix in prefixes)
        )
    )


def _below(table: dict[str, tuple[str, ...]], path: Path) -> tuple[str, ...]:
    """Return what hangs on a leaf, or on all the leaves of an object or a list."""
    way = ".".join(str(step) for step in path)
    return tuple(
        name
        for leaf, names in table.items()
        if not way or leaf == way or leaf.startswith(f"{way}.") or way.startswith(f"{leaf}.")
        for name in names
    )


def is_allowed(changed: str, allowed: tuple[str, ...]) -> bool:
    """Say whether a changed field is among those that may change; notes may always be added."""
    return any(
        changed == name or (name.endswith(".*") and changed.startswith(name[:-1]))
        for name in (*allowed, "messages.*")
    )
