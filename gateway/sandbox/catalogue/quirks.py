"""Parcels that are told in the odd ways that were seen of the real providers."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import MappingProxyType

from gateway.sandbox.catalogue.codes import numbered, tracking
from gateway.sandbox.catalogue.names import label_id, number_of
from gateway.sandbox.parcel import Json, Label, Parcel, instant, local, midnight

Change = Callable[[Json, datetime], None]


def _old_names(body: Json, _: datetime) -> None:
    body["shipped_date"] = body.pop("ship_date")
    for event in body["events"]:
        event["event_description"] = event["description"]


def _announced_only(body: Json, _: datetime) -> None:
    body.update(events=[], ship_date=None, estimated_delivery_date=None)


def _zoneless(body: Json, anchor: datetime) -> None:
    body["estimated_delivery_date"] = local(midnight(anchor, 2), 0)
    for event in body["events"]:
        event["occurred_at"] = event["carrier_occurred_at"]


def _empty_places(body: Json, _: datetime) -> None:
    for event in body["events"]:
        event.update(city_locality=None, state_province="", postal_code=None, country_code=None)


def _every_field(body: Json, _: datetime) -> None:
    body["carrier_detail_code"] = "OT"
    for event in body["events"]:
        event.update(
            company_name="Example Company",
            signer="EXAMPLE",
            country_code="US",
            carrier_detail_code="OT",
            carrier_status_description=f"{event['description']} in {event['city_locality']}",
            status_code="IT",
            status_description="In Transit",
            status_detail_code="IN_TRANSIT",
            status_detail_description="In transit",
            proof_of_delivery_url="https://proof.example/delivery.png",
        )


# name: status code, what it shows, what is changed
_SHIPSTATION = MappingProxyType(
    {
        "detail-form": (
            "EX",
            "The detail code stands in status_code",
            lambda body, _: body.update(status_code="COLLECTION_FAILED"),
        ),
        "lower-case": (
            "DE",
            "The status code is in small letters",
            lambda body, _: body.update(status_code="de"),
        ),
        "odd-code": (
            "IT",
            "Status codes that nobody has heard of",
            lambda body, _: body.update(status_code="ZZ", status_detail_code="TELEPORTED"),
        ),
        "number-code": (
            "IT",
            "The carrier's status code is a number",
            lambda body, _: body.update(carrier_status_code=-2147219283),
        ),
        "no-events": ("NY", "Not yet in the system: no events, no dates", _announced_only),
        "no-zone": ("IT", "Times without a zone", _zoneless),
        "odd-date": (
            "IT",
            "A date the American way",
            lambda body, _: body.update(ship_date="8/4/2021"),
        ),
        "old-names": ("IT", "shipped_date and event_description", _old_names),
        "no-delivery": (
            "DE",
            "Delivered without a date of delivery",
            lambda body, _: body.update(actual_delivery_date=None),
        ),
        "no-places": ("IT", "Places that are null or empty", _empty_places),
        "every-field": ("IT", "Every field of the specification, filled", _every_field),
        "errors": (
            "IT",
            "An empty errors array in a good answer",
            lambda body, _: body.update(errors=[]),
        ),
    }
)


def _as_of_2017(body: Json, _: datetime) -> None:
    for name in ("messages", "original_eta", "test", "transaction"):
        del body[name]
    for entry in body["tracking_history"]:
        del entry["object_updated"], entry["substatus"]


def _odd_status(body: Json, _: datetime) -> None:
    body["tracking_status"].update(
        status="TELEPORTED",
        substatus={"code": "beamed_up", "text": "Beamed up.", "action_required": False},
    )


def _undated(body: Json, _: datetime) -> None:
    body["servicelevel"] = {}
    for entry in body["tracking_history"]:
        entry.pop("status_date", None)


def _no_places(body: Json, _: datetime) -> None:
    empty = {"city": "", "state": "", "zip": "", "country": ""}
    body.update(address_from=empty, address_to=None)
    for entry in body["tracking_history"]:
        entry["location"] = empty


def _nothing_yet(body: Json, _: datetime) -> None:
    body.update(tracking_status=None, tracking_history=[], address_to=None, eta=None)
    body["servicelevel"] = {"token": None, "name": None}


_SHIPPO = MappingProxyType(
    {
        "nothing-yet": ("UNKNOWN", "", "No status and an empty history", _nothing_yet),
        "as-of-2017": ("DELIVERED", "delivered", "The fields that were sent in 2017", _as_of_2017),
        "odd-status": (
            "TRANSIT",
            "",
            "A status and substatus that nobody has heard of",
            _odd_status,
        ),
        "undated": ("TRANSIT", "package_arrived", "History without dates", _undated),
        "empty-places": (
            "TRANSIT",
            "package_arrived",
            "Places that are null or empty",
            _no_places,
        ),
        "eta-no-zone": (
            "TRANSIT",
            "package_arrived",
            "An arrival without a zone",
            lambda body, anchor: body.update(eta=local(midnight(anchor, 2), 0)),
        ),
        "eta-midnight": (
            "TRANSIT",
            "out_for_delivery",
            "Expected today, at a midnight that has passed",
            lambda body, anchor: body.update(eta=instant(midnight(anchor, 0))),
        ),
    }
)


def _odd_tracking(label: Label, change: Change, anchor: datetime) -> Json:
    body = tracking(label, "", anchor)
    change(body, anchor)
    return body


def _odd_track(number: str, status: str, substatus: str, change: Change, anchor: datetime) -> Json:
    body = numbered(number, status, substatus, anchor)
    change(body, anchor)
    return body


def _labelled(name: str, code: str, title: str, change: Change) -> Parcel:
    label = label_id("quirk", name)
    bought = Label(label, "ups", number_of(label), code)
    return Parcel(
        title=f"ShipStation quirk: {title}",
        kind="quirk",
        carrier="ups",
        tracking_number=bought.tracking_number,
        labels=(bought,),
        shipstation=partial(_odd_tracking, bought, change),
    )


def _numbered(name: str, status: str, substatus: str, title: str, change: Change) -> Parcel:
    number = number_of(f"quirk-{name}")
    return Parcel(
        title=f"Shippo quirk: {title}",
        kind="quirk",
        carrier="usps",
        tracking_number=number,
        shippo=partial(_odd_track, number, status, substatus, change),
    )


def quirks() -> list[Parcel]:
    """List the parcels told oddly."""
    return [
        *(_labelled(name, *rest) for name, rest in _SHIPSTATION.items()),
        *(_numbered(name, *rest) for name, rest in _SHIPPO.items()),
    ]
