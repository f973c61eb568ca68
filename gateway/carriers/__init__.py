"""Carriers: their names, the providers' codes for them, and which of them a number belongs to."""

from gateway.carriers.detection import choose, detect
from gateway.carriers.directory import carrier_by_code, carriers, provider_codes, tracking_page
from gateway.carriers.numbers import is_plausible_number, normalize_number, same_number

__all__ = [
    "carrier_by_code",
    "carriers",
    "choose",
    "detect",
    "is_plausible_number",
    "normalize_number",
    "provider_codes",
    "same_number",
    "tracking_page",
]
