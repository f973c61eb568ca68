"""When and how a parcel is delivered."""

from datetime import date, datetime
from typing import Annotated, Optional

from gateway.model.codes import EstimatePrecision, ProviderCode
from gateway.model.definition import about, output
from gateway.model.scalars import ProviderTimestamp


@output("A carrier's service level.")
class ServiceLevel:
    """A carrier's service level."""

    name: Annotated[str | None, about("Name, e.g. `Priority Mail Express`.")] = None
    token: Annotated[str | None, about("Shippo's token, e.g. `usps_priority_express`.")] = None
    extended_token: Annotated[str | None, about("Shippo's extended token.")] = None
    terms: Annotated[str | None, about("Terms of the service.")] = None
    parent: Annotated[
        Optional["ServiceLevel"], about("The service level that this one belongs to.")
    ] = None


@output(
    "When a delivery is expected, as precisely as the provider knows it. Many estimates are days, "
    "written as midnight UTC; shown as an instant they would be the day before to half the world."
)
class DeliveryEstimate:
    """When a delivery is expected."""

    precision: Annotated[
        EstimatePrecision, about("Whether only the day is known or the point in time.")
    ]
    date: Annotated[
        date,
        about(
            "The day: at the place of delivery where `precision` is `DATE`, otherwise the day of "
            "`at` in UTC."
        ),
    ]
    at: Annotated[
        datetime | None, about("The point in time; null where only the day is known.")
    ] = None
    provider: Annotated[ProviderCode, about("The provider that says so.")]
    provider_value: Annotated[ProviderTimestamp, about("What the provider wrote.")]
