"""Tracking providers, as callers see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from gateway.model.codes import (
    ProviderAvailability,
    ProviderCode,
    ShipmentKeyKind,
    StatusCode,
    StatusStage,
)
from gateway.model.definition import about, output


@output("How many more calls a provider takes, counted over all replicas that share a cache.")
class ProviderBudget:
    """How many more calls a provider takes."""

    limit: Annotated[int, about("Calls allowed per window.")]
    window_seconds: Annotated[int, about("Length of the window in seconds.")]
    remaining: Annotated[int, about("Calls left now.")]
    resumes_at: Annotated[
        datetime | None, about("When calls are possible again; null while some are left.")
    ] = None


@output("How one status code of a provider is understood.")
class StatusMapping:
    """One row of a provider's status table, which is also the table that the mapping uses."""

    provider_code: Annotated[str, about("The provider's code, e.g. `SP`.")]
    provider_description: Annotated[
        str | None,
        about("The provider's description, e.g. `Delivered to the Collection Location`."),
    ] = None
    detail_code: Annotated[
        str | None,
        about("Finer code that the mapping is for; null when it is for all of `providerCode`."),
    ] = None
    label_tracking_status: Annotated[
        str | None,
        about(
            "`tracking_status` of a ShipStation label in this state, e.g. "
            "`delivered_to_service_point`; null when there is none."
        ),
    ] = None
    code: Annotated[StatusCode, about("The common code.")]
    stage: Annotated[StatusStage, about("Coarse step of `code`.")]
    is_terminal: Annotated[bool, about("No further change is expected.")]
    action_required: Annotated[
        bool | None,
        about(
            "Somebody has to act, according to the provider's documentation; null when it doesn't "
            "say. What a parcel's own answer says goes before."
        ),
    ] = None


@output("A tracking provider.", name="Provider")
class ProviderInfo:
    """What callers may know of a provider."""

    code: Annotated[ProviderCode, about("Code.")]
    name: Annotated[str, about("Display name.")]
    availability: Annotated[ProviderAvailability, about("Whether it can be asked right now.")]
    budget: Annotated[
        ProviderBudget | None,
        about(
            "What is left of the calls that the provider allows; null when it is not configured."
        ),
    ] = None
    lookup_by: Annotated[
        Sequence[ShipmentKeyKind], about("What the provider needs in order to find a shipment.")
    ]
    status_mappings: Annotated[
        Sequence[StatusMapping], about("How the provider's status codes are understood.")
    ]
