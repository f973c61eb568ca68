"""Parcels whose name makes a provider fail; behind each is an ordinary parcel in transit."""

from datetime import datetime
from functools import partial

from gateway.sandbox.catalogue.codes import tracking
from gateway.sandbox.catalogue.names import number_of
from gateway.sandbox.catalogue.places import CHICAGO, HODGKINS, SAN_FRANCISCO
from gateway.sandbox.faults.table import FAULTS, GROUPS
from gateway.sandbox.parcel import Json, Label, Parcel, Scan, instant, midnight
from gateway.sandbox.shippo import bodies as shippo

_WHO = {"fault": "both providers", "faultss": "ShipStation only", "faultsp": "Shippo only"}
_SCANS = (
    Scan(50, SAN_FRANCISCO, shippo=("TRANSIT", "package_accepted", "Origin scan")),
    Scan(3, HODGKINS, shippo=("TRANSIT", "package_arrived", "Arrived at facility")),
)


def _numbered(number: str, anchor: datetime) -> Json:
    frame = shippo.Frame(
        carrier="ups",
        tracking_number=number,
        origin=SAN_FRANCISCO,
        destination=CHICAGO,
        eta=instant(midnight(anchor, 1)),
    )
    return shippo.track(frame, _SCANS, anchor)


def faulty() -> list[Parcel]:
    """List three parcels a fault: for both providers, for ShipStation alone, for Shippo alone."""
    return [
        _parcel(f"se-{group}-{fault.name}", f"{fault.what} ({_WHO[group]})")
        for fault in FAULTS.values()
        for group in GROUPS
    ]


def _parcel(label_id: str, title: str) -> Parcel:
    label = Label(label_id, "ups", number_of(label_id))
    return Parcel(
        title=title,
        kind="fault",
        carrier="ups",
        tracking_number=label.tracking_number,
        labels=(label,),
        shipstation=partial(tracking, label, ""),
        shippo=partial(_numbered, label.tracking_number),
    )
