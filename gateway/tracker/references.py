"""Check what a caller asks for: pure, nothing is sent before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from gateway.carriers import (
    carrier_by_code,
    choose,
    detect,
    is_plausible_number,
    normalize_number,
)
from gateway.errors import CarrierRequired, InvalidReference
from gateway.model import Reference, ShipmentRef, is_label_id, parse_global_id

T = TypeVar("T")

MAX_TEXT = 200
"""Characters of one member of a reference; a longer one is refused before it is looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked reference.

    And the carriers that its number may belong to, best first, where none was given.
    """

    ref: Reference
    likely: tuple[str, ...] = ()


def check(ref: ShipmentRef) -> Asked:
    """Check a reference.

    Raises:
        InvalidReference: it is empty, malformed, or contradicts itself.
        CarrierRequired: it is a number alone, and no carrier's format fits well enough.
    """
    number, carrier, label_id = _number(ref), _carrier(ref), _label_id(ref)
    if (named := _named(ref)) is not None:
        number = _one_of(named.tracking_number, number, "trackingNumber")
        carrier = _one_of(named.carrier, carrier, "carrier")
        label_id = _one_of(named.label_id, label_id, "labelId")
    if number is None and label_id is None:
        raise InvalidReference("Give a trackingNumber, a labelId or an id.")
    likely: tuple[str, ...] = ()
    if number is not None and carrier is None:
        likely = likely_carriers(number)
        if not likely and label_id is None:
            raise CarrierRequired(_carrier_required(number))
    return Asked(Reference(tracking_number=number, carrier=carrier, label_id=label_id), likely)


def valid_part(ref: ShipmentRef) -> Reference:
    """Return what of a reference is well-formed by itself; never raises."""
    named = _or_none(_named, ref) or Reference()
    return Reference(
        tracking_number=_or_none(_number, ref) or named.tracking_number,
        carrier=_or_none(_carrier, ref) or named.carrier,
        label_id=_or_none(_label_id, ref) or named.label_id,
    )


def _or_none(read: Callable[[ShipmentRef], T | None], ref: ShipmentRef) -> T | None:
    try:
        return read(ref)
    except InvalidReference:
        return None


def likely_carriers(number: str) -> tuple[str, ...]:
    """Return the carriers worth asking for a number, best first.

    Empty where its format tells none.
    """
    return tuple(candidate.carrier.code for candidate in choose(detect(number)))


def _member(value: object, name: str) -> str | None:
    """Return a member without the blanks round it; None where it is absent or blank."""
    if not isinstance(value, str):
        return None
    if len(value) > MAX_TEXT:
        raise InvalidReference(f"`{name}` is too long.")
    # Blanks alone: a line break in an identifier is no slip of the hand.
    return value.strip(" \t") or None


def _number(ref: ShipmentRef) -> str | None:
    if (value := _member(ref.tracking_number, "trackingNumber")) is None:
        return None
    number = normalize_number(value)
    if not is_plausible_number(number):
        raise InvalidReference("`trackingNumber` is not a tracking number.")
    return number


def _carrier(ref: ShipmentRef) -> str | None:
    if (code := _member(ref.carrier, "carrier")) is None:
        return None
    carrier = carrier_by_code(code) if code.isascii() and code.isprintable() else None
    if carrier is None:
        raise InvalidReference("`carrier` is not a carrier that the gateway knows; see `carriers`.")
    return carrier.code


def _label_id(ref: ShipmentRef) -> str | None:
    if (value := _member(ref.label_id, "labelId")) is None:
        return None
    # Some letters outside ASCII have a small letter inside it.
    if not value.isascii() or not is_label_id(value.lower()):
        raise InvalidReference("`labelId` is not a ShipStation label id, e.g. `se-324658`.")
    return value.lower()


def _named(ref: ShipmentRef) -> Reference | None:
    """Return what a global id names; None where there is no id."""
    if (value := _member(ref.id, "id")) is None:
        return None
    parts = parse_global_id(value, 2)
    if parts is None or parts[0] != "Shipment":
        raise InvalidReference("`id` is not the id of a shipment.")
    _, code, name = parts
    carrier = carrier_by_code(code) if code else None
    if code and (carrier is None or carrier.code != code):
        raise InvalidReference("`id` is not the id of a shipment.")
    # A parcel whose number nobody knows is named by its label; no number is written like one.
    if is_label_id(name):
        return Reference(label_id=name, carrier=code or None)
    if is_plausible_number(name):
        return Reference(tracking_number=name, carrier=code or None)
    raise InvalidReference("`id` is not the id of a shipment.")


def _one_of(named: str | None, given: str | None, member: str) -> str | None:
    """Return what a global id names or what was given beside it.

    Raises:
        InvalidReference: they differ.
    """
    if None not in {named, given} and named != given:
        raise InvalidReference(f"`id` and `{member}` name different shipments.")
    return named or given


def _carrier_required(number: str) -> str:
    names = [candidate.carrier.code for candidate in detect(number)][:5]
    if not names:
        return (
            "The format of this number fits no carrier that the gateway knows; give its `carrier`."
        )
    return f"The number alone doesn't tell the carrier; give one. It may be: {', '.join(names)}."
