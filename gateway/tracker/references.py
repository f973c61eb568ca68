"""Check what a caller asks for: pure, nothing is sent before it."""

from dataclasses import dataclass

from gateway.carriers import (
    carrier_by_code,
    choose,
    detect,
    is_plausible_number,
    normalize_number,
)
from gateway.errors import CarrierRequired, InvalidReference
from gateway.model import Reference, ShipmentRef, is_label_id, parse_global_id

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
    number, carrier = _number(_member(ref.tracking_number, "trackingNumber")), None
    if (code := _member(ref.carrier, "carrier")) is not None:
        carrier = _carrier(code)
    label_id = _label_id(_member(ref.label_id, "labelId"))
    if (global_id := _member(ref.id, "id")) is not None:
        number, carrier = _resolve(global_id, number, carrier)
    if number is None and label_id is None:
        raise InvalidReference("Give a trackingNumber, a labelId or an id.")
    likely: tuple[str, ...] = ()
    if number is not None and carrier is None:
        likely = likely_carriers(number)
        if not likely and label_id is None:
            raise CarrierRequired(_carrier_required(number))
    return Asked(Reference(tracking_number=number, carrier=carrier, label_id=label_id), likely)


def likely_carriers(number: str) -> tuple[str, ...]:
    """Return the carriers worth asking for a number, best first.

    Empty where its format tells none.
    """
    return tuple(candidate.carrier.code for candidate in choose(detect(number)))


def _member(value: object, name: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    if len(value) > MAX_TEXT:
        raise InvalidReference(f"`{name}` is too long.")
    return value.strip()


def _number(value: str | None) -> str | None:
    if value is None:
        return None
    number = normalize_number(value)
    if not is_plausible_number(number):
        raise InvalidReference("`trackingNumber` is not a tracking number.")
    return number


def _carrier(code: str) -> str:
    carrier = carrier_by_code(code)
    if carrier is None:
        raise InvalidReference("`carrier` is not a carrier that the gateway knows; see `carriers`.")
    return carrier.code


def _label_id(value: str | None) -> str | None:
    if value is None:
        return None
    label_id = value.lower()
    if not is_label_id(label_id):
        raise InvalidReference("`labelId` is not a ShipStation label id, e.g. `se-324658`.")
    return label_id


def _resolve(global_id: str, number: str | None, carrier: str | None) -> tuple[str, str | None]:
    parts = parse_global_id(global_id, 2)
    if parts is None or parts[0] != "Shipment":
        raise InvalidReference("`id` is not the id of a shipment.")
    _, code, known_number = parts
    known_carrier = _carrier(code) if code else None
    if not is_plausible_number(known_number) or (code and known_carrier != code):
        raise InvalidReference("`id` is not the id of a shipment.")
    if number not in {None, known_number}:
        raise InvalidReference("`id` and `trackingNumber` name different shipments.")
    if None not in {carrier, known_carrier} and carrier != known_carrier:
        raise InvalidReference("`id` and `carrier` name different carriers.")
    return known_number, known_carrier or carrier


def _carrier_required(number: str) -> str:
    names = [candidate.carrier.code for candidate in detect(number)][:5]
    if not names:
        return (
            "The format of this number fits no carrier that the gateway knows; give its `carrier`."
        )
    return f"The number alone doesn't tell the carrier; give one. It may be: {', '.join(names)}."
