"""What one provider says about a shipment."""

from collections.abc import Sequence
from typing import Annotated

from strawberry.scalars import JSON

from gateway.model.codes import ProviderCode
from gateway.model.definition import about, interface
from gateway.model.event import ProviderEvent
from gateway.model.status import Status


@interface(
    "What one provider says about a shipment. A further provider is a further type that implements "
    "this."
)
class ProviderTracking:
    """What one provider says about a shipment."""

    provider: Annotated[ProviderCode, about("The provider.")]
    tracking_number: Annotated[str | None, about("Tracking number as the provider wrote it.")] = (
        None
    )
    carrier_code: Annotated[str | None, about("The provider's code for the carrier.")] = None
    status: Annotated[Status, about("Status as this provider sees it, in the common vocabulary.")]
    events: Annotated[Sequence[ProviderEvent], about("This provider's events, oldest first.")]
    raw: Annotated[
        JSON | None,
        about(
            "The provider's answer, unchanged. Null unless the operator allows it, since it may "
            "name people."
        ),
    ] = None
