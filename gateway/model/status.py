"""Where a parcel stands: one vocabulary for all providers."""

from datetime import datetime
from typing import Annotated

from gateway.model.codes import ProviderCode, StatusCode, StatusStage
from gateway.model.definition import about, output

STAGES = {
    StatusCode.UNKNOWN: StatusStage.UNKNOWN,
    StatusCode.NOT_YET_IN_SYSTEM: StatusStage.ANNOUNCED,
    StatusCode.PRE_TRANSIT: StatusStage.ANNOUNCED,
    StatusCode.ACCEPTED: StatusStage.MOVING,
    StatusCode.IN_TRANSIT: StatusStage.MOVING,
    StatusCode.OUT_FOR_DELIVERY: StatusStage.ARRIVING,
    StatusCode.DELIVERY_ATTEMPTED: StatusStage.ARRIVING,
    StatusCode.AVAILABLE_FOR_PICKUP: StatusStage.ARRIVING,
    StatusCode.DELIVERED: StatusStage.DELIVERED,
    StatusCode.EXCEPTION: StatusStage.PROBLEM,
    StatusCode.RETURNED: StatusStage.PROBLEM,
    StatusCode.FAILED: StatusStage.PROBLEM,
    StatusCode.CANCELLED: StatusStage.PROBLEM,
}

TITLES = {
    code: code.name.replace("_", " ").capitalize()
    for code in StatusCode
    if code is not StatusCode.PRE_TRANSIT
} | {StatusCode.PRE_TRANSIT: "Pre-transit"}

# FAILED is not among them: carriers do recover parcels that had failed.
# Source: Shippo changelog 2025-01-14, https://docs.goshippo.com/docs/api_concepts/apichangelog,
# read 2026-11-21
TERMINAL = frozenset({StatusCode.DELIVERED, StatusCode.RETURNED, StatusCode.CANCELLED})

_FOLLOWS = {code: (STAGES[code], TITLES[code], code in TERMINAL) for code in StatusCode}


@output("Finer detail below a status.")
class StatusDetail:
    """Finer detail below a status."""

    code: Annotated[str, about("The provider's code, unchanged, e.g. `information_received`.")]
    text: Annotated[str | None, about("The provider's text.")] = None
    action_required: Annotated[
        bool | None, about("Somebody has to act; null when the provider doesn't say.")
    ] = None


@output(
    "Where a parcel stands, in one vocabulary for all providers, together with the words of the "
    "provider that it was taken from."
)
class Status:
    """Where a parcel stands. Build it with `of`, which fills in what follows from the code."""

    code: Annotated[StatusCode, about("Where the parcel stands.")]
    stage: Annotated[StatusStage, about("Coarse step, for progress bars and colours.")]
    title: Annotated[str, about("Short English name of `code`, e.g. `Out for delivery`.")]
    description: Annotated[
        str | None,
        about("The provider's own sentence (`status_description`, `status_details`)."),
    ] = None
    is_terminal: Annotated[bool, about("No further change is expected.")]
    action_required: Annotated[
        bool | None,
        about(
            "Somebody has to act before the parcel can move on; null when the provider doesn't say."
        ),
    ] = None
    exception: Annotated[
        str | None, about("What went wrong, in the provider's words (`exception_description`).")
    ] = None
    detail: Annotated[
        StatusDetail | None, about("Finer detail (`status_detail_code`, `substatus`).")
    ] = None
    changed_at: Annotated[datetime | None, about("When the parcel came into this status.")] = None
    provider: Annotated[ProviderCode, about("The provider that this was taken from.")]
    provider_code: Annotated[
        str | None, about("The provider's status code, unchanged, e.g. `DE` or `DELIVERED`.")
    ] = None
    carrier_code: Annotated[
        str | None, about("The carrier's own status code, where the provider passes it on.")
    ] = None
    carrier_description: Annotated[
        str | None, about("The carrier's own words, where the provider passes them on.")
    ] = None

    @classmethod
    def of(
        cls,
        code: StatusCode,
        provider: ProviderCode,
        *,
        description: str | None = None,
        action_required: bool | None = None,
        exception: str | None = None,
        detail: StatusDetail | None = None,
        changed_at: datetime | None = None,
        provider_code: str | None = None,
        carrier_code: str | None = None,
        carrier_description: str | None = None,
    ) -> "Status":
        """Build a status with the stage, title and finality that belong to `code`."""
        stage, title, is_terminal = _FOLLOWS[code]
        return cls(
            code=code,
            stage=stage,
            title=title,
            description=description,
            is_terminal=is_terminal,
            action_required=action_required,
            exception=exception,
            detail=detail,
            changed_at=changed_at,
            provider=provider,
            provider_code=provider_code,
            carrier_code=carrier_code,
            carrier_description=carrier_description,
        )
