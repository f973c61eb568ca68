"""Naming a shipment, and what came of it."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from gateway.model.definition import about, output
from gateway.model.shipment import Shipment
from gateway.model.source import TrackingError


@strawberry.input(
    description="What the caller knows of one shipment: at least one of `trackingNumber`, "
    "`labelId` and `id`. The more is given, the fewer calls are needed. Members that contradict "
    "each other make the reference invalid."
)
class ShipmentRef:
    """What the caller knows of one shipment, as it was sent: nothing here is checked yet."""

    tracking_number: Annotated[
        str | None,
        about(
            "Tracking number; blanks, dashes and case don't matter. Without `carrier` the gateway "
            "works the carrier out, and fails with `CARRIER_REQUIRED` if it can't."
        ),
    ] = strawberry.UNSET
    carrier: Annotated[
        str | None,
        about(
            "Carrier, as one of `carriers.code` or as a provider's own code (`ups`, `usps`, "
            "`stamps_com`, …)."
        ),
    ] = strawberry.UNSET
    label_id: Annotated[
        strawberry.ID | None,
        about(
            "ShipStation label id, e.g. `se-324658`. Beside a tracking number, all providers are "
            "asked at the same time instead of one after the other."
        ),
    ] = strawberry.UNSET
    id: Annotated[strawberry.ID | None, about("Global id of a `Shipment`.")] = strawberry.UNSET


@output("What a `ShipmentLookup` was asked for, after clean-up.")
class ShipmentKey:
    """What was asked for, after clean-up."""

    tracking_number: Annotated[
        str | None,
        about(
            "Tracking number, upper case and without blanks; null when the reference was a label "
            "or a global id that could not be resolved."
        ),
    ] = None
    carrier_code: Annotated[str | None, about("Carrier code, given or detected.")] = None
    label_id: Annotated[strawberry.ID | None, about("ShipStation label id, given or found.")] = None


@output("Outcome for one reference of a batch.")
class ShipmentLookup:
    """Outcome for one reference of a batch."""

    index: Annotated[int, about("Position in the request, counted from 0.")]
    key: Annotated[ShipmentKey, about("What was asked for.")]
    shipment: Annotated[
        Shipment | None,
        about("The shipment; null when no provider knows it or none could be asked."),
    ] = None
    errors: Annotated[
        Sequence[TrackingError],
        about(
            "Everything that went wrong, provider by provider. May be non-empty although there is "
            "a shipment: then the shipment is partial."
        ),
    ]
