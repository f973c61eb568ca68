"""The two parcels of the providers' own documentation, to the letter."""

from datetime import datetime

from gateway.sandbox.parcel import Json, Label, Parcel

# Source: ShipStation API v2 documentation, track by label id, https://docs.shipstation.com,
# read 2026-11-21
SHIPSTATION_SAMPLE: Json = {
    "tracking_number": "1Z932R800390810600",
    "status_code": "DE",
    "status_description": "Delivered",
    "carrier_status_code": "D",
    "carrier_status_description": "DELIVERED",
    "shipped_date": "2024-10-25T11:59:03.289Z",
    "estimated_delivery_date": "2024-10-27T11:59:03.289Z",
    "actual_delivery_date": "2024-10-27T11:59:03.289Z",
    "exception_description": None,
    "events": [
        {
            "occurred_at": "2024-10-25T12:32:00Z",
            "carrier_occurred_at": "2024-10-25T05:32:00",
            "description": "Arrived at UPS Facility",
            "city_locality": "OCEANSIDE",
            "state_province": "CA",
            "postal_code": "92056",
            "country_code": "",
            "company_name": "",
            "signer": "",
            "event_code": "U1",
        }
    ],
}

_LAS_VEGAS: Json = {"city": "Las Vegas", "country": "US", "state": "NV", "zip": "89101"}
_SERVICE: Json = {
    "name": "Priority Mail Express",
    "terms": "<string>",
    "token": "usps_priority_express",
    "extended_token": "<string>",
}
_DELIVERED: Json = {
    "object_created": "2023-11-07T05:31:56Z",
    "object_id": "<string>",
    "object_updated": "2023-11-07T05:31:56Z",
    "status": "DELIVERED",
    "status_details": "Your shipment has been delivered at the destination mailbox.",
    "location": _LAS_VEGAS,
    "substatus": {
        "code": "information_received",
        "text": "Information about the package received.",
        "action_required": True,
    },
    "status_date": "2016-07-23T00:00:00Z",
}

# Source: Shippo API reference, get a tracking status, https://docs.goshippo.com, read 2026-11-21
SHIPPO_SAMPLE: Json = {
    "carrier": "usps",
    "messages": ["<string>"],
    "tracking_history": [_DELIVERED],
    "tracking_number": "9205590164917312751089",
    "address_from": _LAS_VEGAS,
    "address_to": _LAS_VEGAS,
    "eta": "2023-11-07T05:31:56Z",
    "metadata": "Order 000123",
    "original_eta": "2021-07-23T00:00:00Z",
    "servicelevel": {**_SERVICE, "parent_servicelevel": _SERVICE},
    "tracking_status": _DELIVERED,
    "transaction": "<string>",
}


def _shipstation(_anchor: datetime) -> Json:
    return SHIPSTATION_SAMPLE


def _shippo(_anchor: datetime) -> Json:
    return SHIPPO_SAMPLE


def seeds() -> list[Parcel]:
    """List the documentation's parcels; their times are fixed."""
    number = SHIPSTATION_SAMPLE["tracking_number"]
    return [
        Parcel(
            title="ShipStation's documentation sample: delivered",
            kind="seed",
            carrier="ups",
            tracking_number=number,
            labels=(Label("se-324658", "ups", number, "DE", age=240),),
            shipstation=_shipstation,
        ),
        Parcel(
            title="Shippo's documentation sample: delivered",
            kind="seed",
            carrier="usps",
            tracking_number=SHIPPO_SAMPLE["tracking_number"],
            shippo=_shippo,
        ),
    ]
