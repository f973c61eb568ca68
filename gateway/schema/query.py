"""The query root. Each resolver is one call."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import strawberry

from gateway import carriers as directory
from gateway.errors import InvalidReference
from gateway.model import (
    Carrier,
    CarrierCandidate,
    GatewayInfo,
    Node,
    ProviderInfo,
    Shipment,
    ShipmentLookup,
    ShipmentRef,
    TrackingErrorCode,
    TrackingEvent,
    global_id,
    parse_global_id,
)
from gateway.model.definition import argument
from gateway.schema.context import Context
from gateway.schema.errors import failure
from gateway.schema.selection import wanted_by_lookups, wanted_by_shipment

Info = strawberry.Info[Context, None]
MaxAge = Annotated[
    int | None,
    argument(
        "Ask the providers again if the cached answer is older than this many seconds. Their "
        "quotas come first: when they are spent, the older answer is given, marked `STALE`."
    ),
]


def _given(value: int | None) -> int | None:
    return None if value is strawberry.UNSET else value


async def shipment(
    info: Info,
    ref: Annotated[ShipmentRef, argument("Which shipment.")],
    max_age_seconds: MaxAge = strawberry.UNSET,
) -> Shipment | None:
    """Look one shipment up; None where every provider was asked and none knows it."""
    wanted = wanted_by_shipment(info._raw_info)  # Strawberry wraps what is needed
    lookup = await info.context.lookups.shipment(ref, _given(max_age_seconds), wanted)
    return _shipment_of(lookup)


def _shipment_of(lookup: ShipmentLookup) -> Shipment | None:
    if lookup.shipment is not None:
        return lookup.shipment
    grave = [e for e in lookup.errors if e.code is not TrackingErrorCode.NOT_FOUND]
    unknown = len(grave) < len(lookup.errors)
    # A provider without credentials could not be asked, but another one that was may have settled
    # it.
    if unknown and all(e.code is TrackingErrorCode.NOT_CONFIGURED for e in grave):
        return None
    # That another one has no credentials says the least of why nothing is known.
    raise failure(min(grave, key=lambda error: error.code is TrackingErrorCode.NOT_CONFIGURED))


async def shipments(
    info: Info,
    refs: Annotated[list[ShipmentRef], argument("Which shipments.")],
    max_age_seconds: Annotated[int | None, argument("As for `shipment`.")] = strawberry.UNSET,
) -> Sequence[ShipmentLookup] | None:
    """Look many shipments up, one entry a reference, in their order."""
    wanted = wanted_by_lookups(info._raw_info)  # as above
    lookups = info.context.lookups
    found = await lookups.shipments(refs, _given(max_age_seconds), wanted)
    return lookups.in_turns(found)


async def node(
    info: Info,
    id: Annotated[strawberry.ID, argument("A global id as found in a field called `id`.")],
) -> Node | None:
    """Find an object by its global id; None where there is none."""
    return await find(info, id)


async def find(info: Info, id: strawberry.ID) -> Shipment | TrackingEvent | None:
    """Find an object by its global id; None where there is none.

    Raises:
        GraphQLError: nothing could be established.
    """
    if (parts := parse_global_id(id, 2)) is not None and parts[0] == "Shipment":
        return await _shipment_node(info, id)
    if (parts := parse_global_id(id, 3)) is not None and parts[0] == "TrackingEvent":
        found = await _shipment_node(info, global_id("Shipment", *parts[1:3]))
        events = found.history if found else ()
        return next((event for event in events if event.id == id), None)
    return None


async def _shipment_node(info: Info, id: strawberry.ID) -> Shipment | None:
    lookup = await info.context.lookups.shipment(ShipmentRef(id=id), None)
    if any(error.code is TrackingErrorCode.INVALID_REFERENCE for error in lookup.errors):
        return None
    return _shipment_of(lookup)


async def nodes(
    info: Info, ids: Annotated[list[strawberry.ID], argument("Global ids.")]
) -> Sequence[Node | None]:
    """Find several objects, in the order of the ids."""
    lookups = info.context.lookups
    lookups.check_size(ids, "ids")
    # The executor takes an error in a list for the failure of that entry alone.
    found = await asyncio.gather(*(node(info, id) for id in ids), return_exceptions=True)
    return lookups.in_turns(found)  # type: ignore[arg-type]  # see above


async def providers(info: Info) -> Sequence[ProviderInfo]:
    """Describe the providers, in their order."""
    return await info.context.tracker.providers()


def carriers() -> Sequence[Carrier]:
    """List the carriers."""
    return directory.carriers()


def detect_carrier(
    tracking_number: Annotated[
        str, argument("Tracking number; blanks, dashes and case don't matter.")
    ],
) -> Sequence[CarrierCandidate]:
    """Rank the carriers that a number may belong to."""
    if len(tracking_number) > 200:
        raise InvalidReference("`trackingNumber` is too long.")
    return directory.detect(directory.normalize_number(tracking_number))


def gateway(info: Info) -> GatewayInfo:
    """Describe the gateway."""
    context = info.context
    return GatewayInfo(
        version=context.version,
        mode=context.mode,
        max_batch_size=context.tracker.settings.max_batch_size,
        now=context.tracker.now(),
    )


@strawberry.type
class Root:
    """What can be read in every form of the schema."""

    shipment: Shipment | None = strawberry.field(
        resolver=shipment,
        description="One shipment, merged from all providers.\n\n"
        "Null without an error: every provider was asked and none knows it. Null with an error in "
        "`errors`: nothing could be established; `extensions.code` says why and "
        "`extensions.retryable` whether to try again. When at least one provider answers, the "
        "shipment is returned and `isPartial` and `sources` tell what is missing.",
    )
    shipments: Sequence[ShipmentLookup] | None = strawberry.field(
        resolver=shipments,
        description="Many shipments in one go. The answer has exactly one entry per reference, in "
        "the order asked, whatever happened to it; equal references are looked up once. The most "
        "that may be asked for at once is `gateway.maxBatchSize`; only a request beyond that, or "
        "without a single reference, is answered with null and an error.",
    )
    providers: Sequence[ProviderInfo] = strawberry.field(
        resolver=providers,
        description="The providers that this gateway can read from, in the order in which they are "
        "preferred when they disagree.",
    )
    carriers: Sequence[Carrier] = strawberry.field(
        resolver=carriers, description="The carriers that the gateway knows by name."
    )
    detect_carrier: Sequence[CarrierCandidate] = strawberry.field(
        resolver=detect_carrier,
        description="The carriers that a tracking number may belong to, best guess first. Asks no "
        "provider.",
    )
    gateway: GatewayInfo = strawberry.field(
        resolver=gateway, description="About this gateway itself."
    )


@strawberry.type(description="Everything that can be read.")
class Query(Root):
    """The query root."""

    node: Node | None = strawberry.field(
        resolver=node, description="Any object by its global id (Relay)."
    )
    nodes: Sequence[Node | None] = strawberry.field(
        resolver=nodes,
        description="Several objects by their global ids, in the order asked; null where there is "
        "none (Relay).",
    )
