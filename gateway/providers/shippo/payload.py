"""Shippo's answers as they are sent; read them with `gateway.providers.wire`."""

from typing import Any

import msgspec

from gateway.providers.wire import NOTHING

# Source: for all of these, the Shippo specification 2018-02-08 and payloads recorded in 2017, 2021
# and 2026; read 2026-11-21. `test` and `description` are not in the specification.


class Place(msgspec.Struct):
    """`location`, `address_from`, `address_to`."""

    city: Any = None
    state: Any = None
    zip: Any = None
    country: Any = None


class Substatus(msgspec.Struct):
    """`substatus`."""

    code: Any = None
    text: Any = None
    action_required: Any = None


class TrackingStatus(msgspec.Struct):
    """`tracking_status`, and each entry of `tracking_history`."""

    object_id: Any = None
    object_created: Any = None
    object_updated: Any = None
    status: Any = None
    status_details: Any = None
    status_date: Any = None
    substatus: msgspec.Raw = NOTHING
    location: msgspec.Raw = NOTHING


class ServiceLevelSent(msgspec.Struct):
    """`servicelevel`."""

    name: Any = None
    terms: Any = None
    token: Any = None
    extended_token: Any = None
    parent_servicelevel: msgspec.Raw = NOTHING


class Message(msgspec.Struct):
    """An entry of `messages` that is no text, as in other objects of Shippo's."""

    text: Any = None


class Track(msgspec.Struct):
    """The answer of `GET /tracks/{carrier}/{tracking_number}`."""

    carrier: Any = None
    tracking_number: Any = None
    tracking_history: msgspec.Raw = NOTHING
    tracking_status: msgspec.Raw = NOTHING
    messages: msgspec.Raw = NOTHING
    address_from: msgspec.Raw = NOTHING
    address_to: msgspec.Raw = NOTHING
    eta: Any = None
    original_eta: Any = None
    servicelevel: msgspec.Raw = NOTHING
    metadata: Any = None
    description: Any = None
    transaction: Any = None
    test: Any = None
