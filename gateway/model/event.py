"""Events: what happened to a parcel, merged and as each provider reported it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.model.codes import ProviderCode, TimeConfidence
from gateway.model.definition import about, interface, output
from gateway.model.node import Node
from gateway.model.place import Location
from gateway.model.scalars import LocalDateTime
from gateway.model.status import Status


@interface("One event exactly as one provider reported it.")
class ProviderEvent:
    """One event exactly as one provider reported it."""

    provider: Annotated[ProviderCode, about("The provider.")]
    occurred_at: Annotated[
        datetime | None,
        about("When it happened (UTC), if the provider's time can be converted."),
    ] = None
    occurred_at_local: Annotated[
        LocalDateTime | None,
        about("Clock time at the place of the event, where the provider gives it."),
    ] = None
    time_confidence: Annotated[TimeConfidence, about("How far `occurredAt` can be trusted.")] = (
        TimeConfidence.UNKNOWN
    )
    description: Annotated[str | None, about("The provider's words.")] = None
    status: Annotated[
        Status | None, about("The status that the event brought, if the provider says so.")
    ] = None
    location: Annotated[Location | None, about("Where it happened.")] = None


@output(
    "Something that happened to a parcel. When several providers report the same scan, it is one "
    "event with several `reports`."
)
class TrackingEvent(Node):
    """Something that happened to a parcel."""

    id: Annotated[
        strawberry.ID,
        about(
            "Globally unique and the same in every answer as long as the carrier does not rewrite "
            "the event."
        ),
    ]
    occurred_at: Annotated[datetime | None, about("When it happened (UTC).")] = None
    occurred_at_local: Annotated[
        LocalDateTime | None,
        about("Clock time at the place of the event, where a provider gives it."),
    ] = None
    time_confidence: Annotated[TimeConfidence, about("How far `occurredAt` can be trusted.")] = (
        TimeConfidence.UNKNOWN
    )
    description: Annotated[str | None, about("What happened.")] = None
    status: Annotated[
        Status | None, about("The status that the event brought, where a provider says so.")
    ] = None
    location: Annotated[Location | None, about("Where it happened.")] = None
    company_name: Annotated[str | None, about("Company at the place of the event.")] = None
    signed_by: Annotated[str | None, about("Who signed.")] = None
    code: Annotated[str | None, about("Carrier's code of the event.")] = None
    providers: Annotated[Sequence[ProviderCode], about("Providers that reported it.")]
    reports: Annotated[
        Sequence[ProviderEvent],
        about("The reports that this event was merged from; at least one."),
    ]


@output("Where a page lies (Relay).")
class PageInfo:
    """Where a page lies (Relay)."""

    has_next_page: Annotated[bool, about("There are more events after this page.")]
    has_previous_page: Annotated[bool, about("There are more events before this page.")]
    start_cursor: Annotated[str | None, about("Cursor of the first event of this page.")] = None
    end_cursor: Annotated[str | None, about("Cursor of the last event of this page.")] = None


@output("One event of a page.")
class TrackingEventEdge:
    """One event of a page."""

    node: Annotated[TrackingEvent, about("The event.")]
    cursor: Annotated[str, about("Cursor of the event.")]


@output("A page of tracking events.")
class TrackingEventConnection:
    """A page of tracking events."""

    nodes: Annotated[Sequence[TrackingEvent], about("The events without cursors.")]
    edges: Annotated[Sequence[TrackingEventEdge], about("The events with cursors.")]
    page_info: Annotated[PageInfo, about("Where this page lies.")]
    total_count: Annotated[int, about("Number of events on all pages.")]
