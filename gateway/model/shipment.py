"""The merged view of one parcel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.errors import BadUserInput
from gateway.model.carrier import Carrier
from gateway.model.codes import EventOrder, ProviderCode
from gateway.model.definition import about, argument, output
from gateway.model.delivery import DeliveryEstimate, ServiceLevel
from gateway.model.event import (
    PageInfo,
    TrackingEvent,
    TrackingEventConnection,
    TrackingEventEdge,
)
from gateway.model.node import Node
from gateway.model.place import Location
from gateway.model.scalars import URL
from gateway.model.source import ShipmentSource
from gateway.model.status import Status


@output("What one provider says in a conflict.")
class ProviderClaim:
    """What one provider says in a conflict."""

    provider: Annotated[ProviderCode, about("The provider.")]
    value: Annotated[str, about("Its value as text.")]
    chosen: Annotated[bool, about("Whether this is the value that the merged view shows.")]


@output("Providers that contradict each other in one field.")
class FieldConflict:
    """Providers that contradict each other in one field."""

    field: Annotated[str, about("Name of the field of `Shipment`, e.g. `status`.")]
    claims: Annotated[Sequence[ProviderClaim], about("What each of them says.")]


def _count(name: str, value: int | None) -> int | None:
    if value is None or value is strawberry.UNSET:
        return None
    if value < 0:
        raise BadUserInput(f"`{name}` must not be negative.")
    return value


def _latest_event(self: "Shipment") -> TrackingEvent | None:
    return self.newest_event


def _events(
    self: "Shipment",
    order: Annotated[EventOrder, argument("Order.")] = EventOrder.NEWEST_FIRST,
    limit: Annotated[int | None, argument("At most so many.")] = strawberry.UNSET,
) -> Sequence[TrackingEvent]:
    events = self.history[:: -1 if order is EventOrder.NEWEST_FIRST else 1]
    return list(events[: _count("limit", limit)])


def _cursor_position(events: list[TrackingEvent], name: str, cursor: str | None) -> int | None:
    if cursor is None or cursor is strawberry.UNSET:
        return None
    for position, event in enumerate(events):
        if event.id == cursor:
            return position
    raise BadUserInput(f"`{name}` is not a cursor of this shipment's events.")


def _events_connection(
    self: "Shipment",
    first: Annotated[int | None, argument("Page size, forwards.")] = strawberry.UNSET,
    after: Annotated[str | None, argument("Cursor to go on after.")] = strawberry.UNSET,
    last: Annotated[int | None, argument("Page size, backwards.")] = strawberry.UNSET,
    before: Annotated[str | None, argument("Cursor to stop before.")] = strawberry.UNSET,
) -> TrackingEventConnection:
    # Source: GraphQL Cursor Connections Specification, https://relay.dev/graphql/connections.htm,
    # read 2026-11-21
    events = list(reversed(self.history))
    position = _cursor_position(events, "after", after)
    start = 0 if position is None else position + 1
    position = _cursor_position(events, "before", before)
    end = len(events) if position is None else position
    forwards, backwards = _count("first", first), _count("last", last)
    if forwards is not None:
        end = min(end, start + forwards)
    if backwards is not None:
        start = max(start, end - backwards)
    page = events[start:end]
    return TrackingEventConnection(
        nodes=page,
        edges=[TrackingEventEdge(node=event, cursor=event.id) for event in page],
        page_info=PageInfo(
            has_next_page=end < len(events),
            has_previous_page=start > 0,
            start_cursor=page[0].id if page else None,
            end_cursor=page[-1].id if page else None,
        ),
        total_count=len(events),
    )


def _sources(
    self: "Shipment",
    only: Annotated[
        list[ProviderCode] | None,
        argument(
            "Only these providers. Where nothing else of a shipment is selected, no other provider "
            "is asked but for what it alone can tell: the number of a label, or whether anybody "
            "knows the parcel."
        ),
    ] = strawberry.UNSET,
) -> Sequence[ShipmentSource]:
    if only is None or only is strawberry.UNSET:
        return list(self.all_sources)
    return [source for source in self.all_sources if source.provider in only]


@output(
    "One parcel, merged from everything the providers say about it.\n\n"
    "Each field takes the best answer: a provider that has a value beats one that has none, a "
    "fresher one beats a stale one, and otherwise the order of `providers` decides. Where answers "
    "contradict each other, `conflicts` says so."
)
class Shipment(Node):
    """One parcel, merged.

    `history` holds its events oldest first, and may merge them at the first look; `all_sources` has
    one source a provider.
    """

    history: strawberry.Private[Sequence[TrackingEvent]] = ()
    all_sources: strawberry.Private[tuple[ShipmentSource, ...]] = ()

    id: Annotated[
        strawberry.ID,
        about("Global id. The same parcel has the same id however it was asked for."),
    ]
    tracking_number: Annotated[str, about("Tracking number, upper case and without blanks.")]
    carrier: Annotated[
        Carrier | None, about("Carrier; null when neither the providers nor the number tell.")
    ] = None
    tracking_url: Annotated[
        URL | None, about("Page of the carrier on which the parcel can be followed.")
    ] = None
    status: Annotated[Status, about("Where the parcel stands now.")]
    latest_event: TrackingEvent | None = strawberry.field(
        resolver=_latest_event,
        description="The newest event; the one to show when there is room for one.",
    )
    events: Sequence[TrackingEvent] = strawberry.field(
        resolver=_events,
        description="Events of all providers, with reports of the same scan merged into one.",
    )
    events_connection: TrackingEventConnection = strawberry.field(
        resolver=_events_connection,
        description="The same events in pages, newest first (Relay cursor connection).",
    )
    shipped_at: Annotated[datetime | None, about("When the parcel was shipped.")] = None
    estimated_delivery: Annotated[
        datetime | None,
        about(
            "When the carrier now expects to deliver; null when it only names a day: see "
            "`deliveryEstimate`."
        ),
    ] = None
    original_estimated_delivery: Annotated[
        datetime | None,
        about(
            "When the carrier expected to deliver at first; null when it only named a day: see "
            "`originalDeliveryEstimate`."
        ),
    ] = None
    delivery_estimate: Annotated[
        DeliveryEstimate | None,
        about("When the carrier now expects to deliver: the day or the point in time."),
    ] = None
    original_delivery_estimate: Annotated[
        DeliveryEstimate | None,
        about("When the carrier expected to deliver at first: the day or the point in time."),
    ] = None
    delivered_at: Annotated[datetime | None, about("When the parcel was delivered.")] = None
    signed_by: Annotated[str | None, about("Who signed for it.")] = None
    origin: Annotated[Location | None, about("Where it was sent from.")] = None
    destination: Annotated[Location | None, about("Where it goes to.")] = None
    service_level: Annotated[ServiceLevel | None, about("Service level that was bought.")] = None
    messages: Annotated[Sequence[str], about("Messages that providers attached to the answer.")]
    metadata: Annotated[
        str | None, about("Free text that the sender attached (Shippo `metadata`).")
    ] = None
    label_id: Annotated[strawberry.ID | None, about("ShipStation label, where known.")] = None
    transaction_id: Annotated[
        strawberry.ID | None,
        about("Shippo transaction (the purchase of the label), where known."),
    ] = None
    is_partial: Annotated[bool, about("A provider that was asked did not answer; see `sources`.")]
    conflicts: Annotated[
        Sequence[FieldConflict],
        about("Fields in which the providers contradict each other; empty when they agree."),
    ]
    sources: Sequence[ShipmentSource] = strawberry.field(
        resolver=_sources,
        description="Each provider's own part: what it said, how fresh that is, or why it said "
        "nothing. One entry per provider, always in the order of `providers`.",
    )
    fetched_at: Annotated[
        datetime, about("When the freshest of the answers used here left its provider.")
    ]

    @property
    def newest_event(self) -> TrackingEvent | None:
        """Return the last event of `history`; None where there is none."""
        return self.history[-1] if self.history else None
