"""Shippo's six test numbers: one history, told further from number to number."""

from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from uuid import UUID

from gateway.sandbox.parcel import Json, Parcel, instant

_SAN_FRANCISCO: Json = {"city": "San Francisco", "state": "CA", "zip": "94103", "country": "US"}
_MEMPHIS: Json = {"city": "Memphis", "state": "TN", "zip": "37501", "country": "US"}
_CHICAGO: Json = {"city": "Chicago", "state": "IL", "zip": "60611", "country": "US"}
_ANNOUNCED = "The carrier has received the electronic shipment information."

# Source: recordings of api.goshippo.com in test mode: github.com/superfaceai/station (2021-11-08)
# for the entries and the hours between them, github.com/gburgyan/aat-shippo (2026-09) for the
# chain; read 2026-11-21. The entry of SHIPPO_RETURNED is not on record.
# Hours after the first entry, where, text. The failure is dated 12 hours after the delivery that
# follows it.
_ENTRIES = MappingProxyType(
    {
        "PRE_TRANSIT": (0, None, _ANNOUNCED),
        "UNKNOWN": (0, None, _ANNOUNCED),
        "TRANSIT": (28, _SAN_FRANCISCO, "Your shipment has departed from the origin."),
        "FAILURE": (
            64,
            _MEMPHIS,
            "The Postal Service has identified a problem with the processing of this item and you "
            "should contact support to get further information.",
        ),
        "DELIVERED": (52, _CHICAGO, "Your shipment has been delivered."),
        "RETURNED": (76, _SAN_FRANCISCO, "Your shipment has been returned to the original sender."),
    }
)
_CHAIN = ("UNKNOWN", "TRANSIT", "FAILURE", "DELIVERED", "RETURNED")
_AGE = timedelta(days=6, hours=4, minutes=5, seconds=51, milliseconds=94)


def _entry(status: str, first: datetime, serial: int) -> Json:
    hours, location, text = _ENTRIES[status]
    moment = instant(first + timedelta(hours=hours), milliseconds=True)
    return {
        "status_date": moment,
        "status_details": text,
        "location": location,
        "substatus": None,
        "object_created": moment,
        "object_updated": moment,
        "object_id": UUID(int=first.toordinal() << 64 | serial).hex,
        "status": status,
    }


def _track(last: str, now: datetime) -> Json:
    statuses = _CHAIN[: _CHAIN.index(last) + 1] if last in _CHAIN else (last,)
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) - _AGE
    history = [_entry(status, first, serial) for serial, status in enumerate(statuses, 1)]
    eta = instant(now, milliseconds=True)
    return {
        "tracking_number": f"SHIPPO_{last}",
        "carrier": "shippo",
        "servicelevel": {"name": "Priority Mail", "token": "shippo_priority"},
        "transaction": None,
        "address_from": _SAN_FRANCISCO,
        "address_to": _CHICAGO,
        "eta": eta,
        "original_eta": eta,
        "metadata": "Shippo test tracking",
        "test": True,
        "tracking_status": history[-1],
        "tracking_history": history,
        "messages": [],
    }


def six_numbers() -> list[Parcel]:
    """List the six numbers; `eta` is the time of the request, so they are rendered afresh."""
    return [
        Parcel(
            title=f"Shippo's test number for {status}",
            kind="test-mode",
            carrier="shippo",
            tracking_number=f"SHIPPO_{status}",
            shippo=partial(_track, status),
            fresh=True,
        )
        for status in _ENTRIES
    ]
