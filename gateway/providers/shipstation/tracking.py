"""ShipStation's own view, in GraphQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from gateway.model import (
    URL,
    LocalDateTime,
    Location,
    ProviderCode,
    ProviderEvent,
    ProviderTimestamp,
    ProviderTracking,
    Status,
    TimeConfidence,
)
from gateway.model.definition import about, output


@output("An entry of ShipStation's `events`.")
class ShipStationEvent(ProviderEvent):
    """An entry of ShipStation's `events`."""

    provider: Annotated[ProviderCode, about("Always `SHIPSTATION`.")] = ProviderCode.SHIPSTATION
    occurred_at: Annotated[
        datetime | None,
        about(
            "`occurred_at`: ShipStation's best effort at UTC. Null where that can't be believed; "
            "`occurredAtText` has it all the same."
        ),
    ] = None
    occurred_at_local: Annotated[
        LocalDateTime | None,
        about("Clock time at the place of the event; the same as `carrierOccurredAt`."),
    ] = None
    occurred_at_text: Annotated[
        ProviderTimestamp | None,
        about("`occurred_at` (`event_date` where only that is sent), as it was sent."),
    ] = None
    carrier_occurred_at: Annotated[
        LocalDateTime | None,
        about(
            "`carrier_occurred_at`: taken to be local time at the place of the event; not sent for "
            "all carriers."
        ),
    ] = None
    carrier_occurred_at_text: Annotated[
        ProviderTimestamp | None, about("`carrier_occurred_at`, as it was sent.")
    ] = None
    time_confidence: Annotated[TimeConfidence, about("How far `occurredAt` can be trusted.")] = (
        TimeConfidence.UNKNOWN
    )
    description: Annotated[
        str | None, about("`description`, or `event_description` where only that is sent.")
    ] = None
    event_description: Annotated[str | None, about("`event_description`, where sent.")] = None
    status: Annotated[
        Status | None,
        about("Status in the common vocabulary, where the event carries a code of its own."),
    ] = None
    location: Annotated[
        Location | None,
        about(
            "`city_locality`, `state_province`, `postal_code`, `country_code`, and the coordinates "
            "where sent."
        ),
    ] = None
    company_name: Annotated[str | None, about("`company_name`.")] = None
    signer: Annotated[str | None, about("`signer`.")] = None
    event_code: Annotated[str | None, about("`event_code`.")] = None
    status_code: Annotated[str | None, about("`status_code` of the event, where sent.")] = None
    status_description: Annotated[
        str | None, about("`status_description` of the event, where sent.")
    ] = None
    status_detail_code: Annotated[
        str | None, about("`status_detail_code` of the event, where sent.")
    ] = None
    status_detail_description: Annotated[
        str | None, about("`status_detail_description` of the event, where sent.")
    ] = None
    carrier_status_code: Annotated[
        str | None, about("`carrier_status_code` of the event, where sent.")
    ] = None
    carrier_status_description: Annotated[
        str | None, about("`carrier_status_description` of the event, where sent.")
    ] = None
    carrier_detail_code: Annotated[
        str | None, about("`carrier_detail_code` of the event, where sent.")
    ] = None
    proof_of_delivery_url: Annotated[URL | None, about("`proof_of_delivery_url`, where sent.")] = (
        None
    )


@output("ShipStation's answer (`GET /v2/labels/{label_id}/track`). Field names follow the payload.")
class ShipStationTracking(ProviderTracking):
    """ShipStation's answer."""

    provider: Annotated[ProviderCode, about("Always `SHIPSTATION`.")] = ProviderCode.SHIPSTATION
    tracking_number: Annotated[str | None, about("`tracking_number`.")] = None
    carrier_code: Annotated[str | None, about("`carrier_code`, where sent.")] = None
    status: Annotated[Status, about("Status in the common vocabulary.")]
    events: Annotated[Sequence[ShipStationEvent], about("Events, oldest first.")]
    raw: Annotated[
        JSON | None,
        about(
            "The answer, unchanged. Null unless the operator allows it, since it may name people."
        ),
    ] = None
    label_id: Annotated[strawberry.ID | None, about("The label that was asked for.")] = None
    status_code: Annotated[
        str | None, about("`status_code`: AC, IT, DE, EX, UN, AT, NY or SP.")
    ] = None
    status_description: Annotated[str | None, about("`status_description`.")] = None
    status_detail_code: Annotated[str | None, about("`status_detail_code`, where sent.")] = None
    status_detail_description: Annotated[
        str | None, about("`status_detail_description`, where sent.")
    ] = None
    carrier_id: Annotated[
        int | None, about("`carrier_id`, where sent: ShipStation's number for the carrier.")
    ] = None
    carrier_status_code: Annotated[str | None, about("`carrier_status_code`.")] = None
    carrier_status_description: Annotated[str | None, about("`carrier_status_description`.")] = None
    carrier_detail_code: Annotated[str | None, about("`carrier_detail_code`, where sent.")] = None
    label_tracking_status: Annotated[
        str | None,
        about("`tracking_status` of a label in this state; null for AC and AT, which have none."),
    ] = None
    shipped_date: Annotated[
        ProviderTimestamp | None, about("`shipped_date` (also sent as `ship_date`).")
    ] = None
    estimated_delivery_date: Annotated[
        ProviderTimestamp | None, about("`estimated_delivery_date`.")
    ] = None
    actual_delivery_date: Annotated[ProviderTimestamp | None, about("`actual_delivery_date`.")] = (
        None
    )
    exception_description: Annotated[str | None, about("`exception_description`.")] = None
    tracking_url: Annotated[URL | None, about("`tracking_url`, where sent.")] = None
    label_url: Annotated[URL | None, about("`label_url`, where sent.")] = None


TYPES = (ShipStationTracking, ShipStationEvent)
