"""What Shippo says of a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gateway.sandbox.parcel import Json, Place, Scan, hours_before, instant
from gateway.sandbox.shippo.substatuses import SUBSTATUSES

_SERVICES = MappingProxyType(
    {
        "usps": ("usps_priority", "Priority Mail"),
        "ups": ("ups_ground", "Ground"),
        "fedex": ("fedex_ground", "FedEx Ground"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What Shippo says of a parcel beside its history; `eta` is written as it is sent."""

    carrier: str
    tracking_number: str
    origin: Place
    destination: Place
    eta: str | None = None
    original_eta: str | None = None
    metadata: str | None = None


def object_id(slot: int) -> str:
    """Leave room for an id: Shippo makes it up anew at every request. Equal slots get equal ids."""
    return f"@{slot}@"


def track(frame: Frame, scans: Iterable[Scan], anchor: datetime) -> Json:
    """Build the tracking of a number; `scans` are given and told in the order of Shippo's array."""
    history = [
        entry(scan, slot, anchor) for slot, scan in enumerate(scans, 1) if scan.shippo is not None
    ]
    token, name = _SERVICES.get(frame.carrier, (f"{frame.carrier}_standard", "Standard"))
    return {
        "tracking_number": frame.tracking_number,
        "carrier": frame.carrier,
        "servicelevel": {"name": name, "token": token},
        "transaction": None,
        "address_from": location(frame.origin),
        "address_to": location(frame.destination),
        "eta": frame.eta,
        "original_eta": frame.original_eta,
        "metadata": frame.metadata,
        "test": False,
        "tracking_status": history[-1] if history else None,
        "tracking_history": history,
        "messages": [],
    }


def entry(scan: Scan, slot: int, anchor: datetime) -> Json:
    """Build one entry of the history."""
    status, code, text = scan.shippo or ("UNKNOWN", "", "")
    moment = instant(hours_before(anchor, scan.age - scan.drift / 60))
    told: Json = {
        "status_date": moment,
        "status_details": text,
        "location": location(scan.place) if scan.place else None,
        "substatus": substatus(code) if code else None,
        "object_created": moment,
        "object_updated": moment,
        "object_id": object_id(slot),
        "status": status,
    }
    if not scan.dated:
        del told["status_date"]
    return told


def substatus(code: str) -> Json:
    """Build the substatus object of a code."""
    _, text, action_required = SUBSTATUSES[code]
    return {"code": code, "text": text, "action_required": action_required}


def location(place: Place) -> Json:
    """Build a place as Shippo writes it."""
    return {
        "city": place.city,
        "state": place.state,
        "zip": place.postal_code,
        "country": place.country,
    }
