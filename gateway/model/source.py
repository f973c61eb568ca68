"""Each provider's own part in a shipment."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.errors import GatewayError, ProviderError
from gateway.model.codes import ProviderCode, SourceOutcome, TrackingErrorCode
from gateway.model.definition import about, output
from gateway.model.report import Report
from gateway.model.tracking import ProviderTracking


@output(
    "Why a lookup, or one provider's part in it, failed. A failure of one shipment or provider is "
    "always data of this type, never an entry in the response's `errors`."
)
class TrackingError:
    """Why a lookup, or one provider's part in it, failed."""

    code: Annotated[TrackingErrorCode, about("Machine-readable reason.")]
    message: Annotated[str, about("Human-readable reason without secrets or internals.")]
    provider: Annotated[
        ProviderCode | None,
        about("The provider concerned; null when the reference itself is at fault."),
    ] = None
    retryable: Annotated[bool, about("Whether asking again later can help.")]
    retry_after_seconds: Annotated[
        int | None, about("Seconds to wait before asking again, where known.")
    ] = None
    upstream_status: Annotated[
        int | None, about("HTTP status of the provider's answer, if there was one.")
    ] = None
    upstream_code: Annotated[
        str | None, about("The provider's own error code, if it gave one.")
    ] = None
    upstream_request_id: Annotated[
        str | None,
        about("Id to quote to the provider's support (`request_id`), if it gave one."),
    ] = None

    @classmethod
    def of(cls, error: GatewayError) -> "TrackingError":
        """Translate a condition into what callers see."""
        code = TrackingErrorCode[error.code]
        if not isinstance(error, ProviderError):
            return cls(code=code, message=error.message, retryable=error.retryable)
        wait = error.retry_after
        return cls(
            code=code,
            message=error.message,
            provider=ProviderCode[error.provider],
            retryable=error.retryable,
            retry_after_seconds=None if wait is None else max(1, math.ceil(wait)),
            upstream_status=error.status,
            upstream_code=error.upstream_code,
            upstream_request_id=error.request_id,
        )


def _age(self: "ShipmentSource") -> int | None:
    return self.age_seconds


@output("One provider's part in a shipment.")
class ShipmentSource:
    """One provider's part in a shipment.

    `report` is not part of the schema: it is what merging reads. `clock` returns epoch seconds: the
    age is told when it is asked for, so that the rest stays the same for as long as the answer.
    """

    provider: Annotated[ProviderCode, about("The provider.")]
    outcome: Annotated[SourceOutcome, about("How asking it went.")]
    tracking: Annotated[
        ProviderTracking | None,
        about("What it said; null unless `outcome` is `OK` or `STALE`."),
    ] = None
    error: Annotated[
        TrackingError | None,
        about("Why it said nothing, or why only something old can be shown."),
    ] = None
    fetched_at: Annotated[datetime | None, about("When the answer left the provider.")] = None
    age: int | None = strawberry.field(
        name="ageSeconds", resolver=_age, description="Age of the answer in seconds."
    )
    fresh_until: Annotated[
        datetime | None, about("Until when the gateway goes on using the answer.")
    ] = None
    from_cache: Annotated[bool, about("The answer came out of the gateway's cache.")] = False
    report: strawberry.Private[Report | None] = None
    clock: strawberry.Private[Callable[[], float] | None] = None

    @property
    def age_seconds(self) -> int | None:
        """Return the age of the answer by now; None where nothing left the provider."""
        if self.fetched_at is None or self.clock is None:
            return None
        # Instants are kept to the microsecond: what is less must not make a second less.
        return max(0, int(round(self.clock() - self.fetched_at.timestamp(), 3)))
