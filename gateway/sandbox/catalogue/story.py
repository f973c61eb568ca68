"""How a parcel's life is written down, and the words that recur in it."""

from dataclasses import dataclass
from typing import Any

from gateway.sandbox.parcel import Place, Scan

ANNOUNCED = ("PRE_TRANSIT", "information_received")
ACCEPTED = ("TRANSIT", "package_accepted")
ARRIVED = ("TRANSIT", "package_arrived")
DEPARTED = ("TRANSIT", "package_departed")
OUT = ("TRANSIT", "out_for_delivery")
LABEL_MADE = "Shipper created a label, UPS has not received the package yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A parcel's life. Ages are hours before the anchor, arrivals whole days after its midnight."""

    name: str
    title: str
    carrier: str
    carrier_code: str
    tracking_number: str
    origin: Place
    destination: Place
    scans: tuple[Scan, ...]
    status_code: str
    carrier_status: tuple[str, str]
    detail: tuple[str, str] | None = None
    ship_age: float
    delivered_age: float | None = None
    shipstation_eta: int | None = None
    shippo_eta: int | None = None
    original_eta: int | None = None
    exception: str | None = None


def same(
    age: float, place: Place | None, code: str, text: str, step: tuple[str, str], **more: Any
) -> Scan:
    """Write a scan that both providers tell in the same words."""
    return Scan(age, place, (code, text), (*step, text), **more)
