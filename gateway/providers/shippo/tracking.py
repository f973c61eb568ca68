"""Shippo's own view, in GraphQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from gateway.model import (
    LocalDateTime,
    Location,
    ProviderCode,
    ProviderEvent,
    ProviderTimestamp,
    ProviderTracking,
    ServiceLevel,
    Status,
    StatusDetail,
    TimeConfidence,
)
from gateway.model.definition import about, output


@output("A Shippo tracking status object: an entry of `tracking_history`, or `tracking_status`.")
class ShippoEvent(ProviderEvent):
    """A Shippo tracking status object."""

    provider: Annotated[ProviderCode, about("Always `SHIPPO`.")] = ProviderCode.SHIPPO
    occurred_at: Annotated[datetime | None, about("`status_date`, where it has an offset.")] = None
    occurred_at_local: Annotated[
        LocalDateTime | None,
        about("`status_date`, where it is the clock time at the place of the event."),
    ] = None
    time_confidence: Annotated[TimeConfidence, about("How far `occurredAt` can be trusted.")] = (
        TimeConfidence.UNKNOWN
    )
    description: Annotated[str | None, about("`status_details`.")] = None
    status: Annotated[
        Status | None,
        about("Status in the common vocabulary, from `status` and `substatus`."),
    ] = None
    location: Annotated[Location | None, about("`location`.")] = None
    object_id: Annotated[
        strawberry.ID | None,
        about("`object_id`. Shippo changes it from call to call: don't use it as a key."),
    ] = None
    object_created: Annotated[ProviderTimestamp | None, about("`object_created`.")] = None
    object_updated: Annotated[ProviderTimestamp | None, about("`object_updated`.")] = None
    status_date: Annotated[ProviderTimestamp | None, about("`status_date`, as it was sent.")] = None
    status_code: Annotated[str | None, about("`status`.")] = None
    substatus: Annotated[StatusDetail | None, about("`substatus`.")] = None


@output(
    "Shippo's answer (`GET /tracks/{carrier}/{tracking_number}`). Field names follow the payload."
)
class ShippoTracking(ProviderTracking):
    """Shippo's answer."""

    provider: Annotated[ProviderCode, about("Always `SHIPPO`.")] = ProviderCode.SHIPPO
    tracking_number: Annotated[str | None, about("`tracking_number`.")] = None
    carrier_code: Annotated[str | None, about("`carrier`.")] = None
    status: Annotated[Status, about("Status in the common vocabulary, from `tracking_status`.")]
    events: Annotated[Sequence[ShippoEvent], about("`tracking_history`, oldest first.")]
    raw: Annotated[
        JSON | None,
        about(
            "The answer, unchanged. Null unless the operator allows it, since it may name people."
        ),
    ] = None
    tracking_status: Annotated[
        ShippoEvent | None, about("`tracking_status`, the newest status object, as an event.")
    ] = None
    messages: Annotated[Sequence[str], about("`messages`.")]
    address_from: Annotated[Location | None, about("`address_from`.")] = None
    address_to: Annotated[Location | None, about("`address_to`.")] = None
    eta: Annotated[ProviderTimestamp | None, about("`eta`.")] = None
    original_eta: Annotated[ProviderTimestamp | None, about("`original_eta`.")] = None
    metadata: Annotated[str | None, about("`metadata`.")] = None
    description: Annotated[str | None, about("`description`, where sent.")] = None
    service_level: Annotated[ServiceLevel | None, about("`servicelevel`.")] = None
    transaction: Annotated[
        strawberry.ID | None, about("`transaction`; visible to its owner only.")
    ] = None
    test: Annotated[
        bool | None,
        about("The object belongs to Shippo's test mode; null when Shippo doesn't say."),
    ] = None


TYPES = (ShippoTracking, ShippoEvent)
