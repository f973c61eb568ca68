"""What one provider said of one shipment, in the form that merging needs.

Not part of the schema.
"""

from dataclasses import dataclass
from datetime import datetime

from gateway.model.delivery import DeliveryEstimate, ServiceLevel
from gateway.model.event import ProviderEvent
from gateway.model.place import Location
from gateway.model.tracking import ProviderTracking


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """One event of one provider.

    `event` as the provider's own type, and what the merged event takes from it beside.
    """

    event: ProviderEvent
    company_name: str | None = None
    signed_by: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one provider said of one shipment.

    `events` are oldest first, in the provider's own order.

    `tracking_number` is normalised (upper case, no blanks); `carrier` is a code of
    `gateway.carriers`, or None where the provider didn't say or the gateway doesn't know its code;
    all instants are aware UTC datetimes. `unmapped` are the status codes that the provider's table
    doesn't have, each once and as sent, for counting.
    """

    tracking: ProviderTracking
    events: tuple[EventReport, ...] = ()
    tracking_number: str | None = None
    carrier: str | None = None
    tracking_url: str | None = None
    shipped_at: datetime | None = None
    estimate: DeliveryEstimate | None = None
    original_estimate: DeliveryEstimate | None = None
    delivered_at: datetime | None = None
    signed_by: str | None = None
    origin: Location | None = None
    destination: Location | None = None
    service_level: ServiceLevel | None = None
    messages: tuple[str, ...] = ()
    metadata: str | None = None
    label_id: str | None = None
    transaction_id: str | None = None
    unmapped: tuple[str, ...] = ()
