"""The schema as a subgraph of a federated graph: shipments and events by their keys, no `node`.

Source: Apollo Federation subgraph specification,
https://www.apollographql.com/docs/graphos/reference/federation/subgraph-spec, read 2026-11-22.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, NewType

import strawberry
from graphql import (
    REMOVE,
    ConstDirectiveNode,
    FieldDefinitionNode,
    ObjectTypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from graphql.language.visitor import VisitorAction
from strawberry.types.scalar import ScalarDefinition

from gateway.errors import BadUserInput
from gateway.model import Shipment, TrackingEvent
from gateway.model.definition import argument
from gateway.schema.query import Info, Root, find

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", '
    'import: ["@key", "@shareable"])'
)

DIRECTIVES = {
    "Shipment": '@key(fields: "id")',
    "TrackingEvent": '@key(fields: "id")',
    # Every graph with Relay's connections has this type.
    "PageInfo": "@shareable",
}

Representation = NewType("Representation", object)
"""What a router knows of an entity: its `__typename` and its `id`."""

SCALARS: dict[object, ScalarDefinition] = {
    Representation: strawberry.scalar(
        name="_Any",
        description="The type of an entity and its key, as a router sends them.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    )
}

Entity = Annotated[
    Shipment | TrackingEvent,
    strawberry.union("_Entity", description="Every type that has a key."),
]


@strawberry.type(name="_Service", description="What a router wants to know of this subgraph.")
class Service:
    """What a router wants to know of this subgraph."""

    sdl: Annotated[str, strawberry.field(description="The schema of the subgraph.")]


async def _entities(
    info: Info,
    representations: Annotated[list[Representation], argument("Which entities.")],
) -> Sequence[Entity | None]:
    """Find entities by their keys, in the order asked; None where there is none."""
    lookups = info.context.lookups
    lookups.check_size(representations, "representations")
    # The executor takes an error in a list for the failure of that entry alone.
    entities = (_entity(info, each) for each in representations)
    found = await asyncio.gather(*entities, return_exceptions=True)
    return lookups.in_turns(found)  # type: ignore[arg-type]  # see above


async def _entity(info: Info, representation: object) -> Shipment | TrackingEvent | None:
    known = representation if isinstance(representation, Mapping) else {}
    kind, key = known.get("__typename"), known.get("id")
    if not isinstance(kind, str) or not isinstance(key, str):
        raise BadUserInput("A representation has a `__typename` and an `id`.")
    found = await find(info, strawberry.ID(key))
    # The id of another kind of object is none of this one's.
    if isinstance(found, Shipment | TrackingEvent) and type(found).__name__ == kind:
        return found
    return None


def _service(info: Info) -> Service:
    return Service(sdl=subgraph_sdl(info.schema.as_str()))


@strawberry.type(name="Query", description="Everything that can be read.")
class SubgraphQuery(Root):
    """The query root of the subgraph."""

    entities: Sequence[Entity | None] = strawberry.field(
        resolver=_entities,
        name="_entities",
        description="Entities by their keys, in the order asked; null where there is none.",
    )
    service: Service = strawberry.field(
        resolver=_service, name="_service", description="The subgraph's own description."
    )


class _Annotated(Visitor):
    """Gives types their directives, and takes out what a router adds by itself."""

    def enter_object_type_definition(
        self, node: ObjectTypeDefinitionNode, *_: object
    ) -> VisitorAction | ObjectTypeDefinitionNode:
        if node.name.value.startswith("_"):
            return REMOVE
        written = DIRECTIVES.get(node.name.value)
        if written is None:
            return None
        return replace(node, directives=(*(node.directives or ()), _directive(written)))

    def enter_union_type_definition(self, *_: object) -> VisitorAction:
        return REMOVE

    def enter_scalar_type_definition(self, node: Any, *_: object) -> VisitorAction:
        return REMOVE if node.name.value == "_Any" else None

    def enter_field_definition(self, node: FieldDefinitionNode, *_: object) -> VisitorAction:
        return REMOVE if node.name.value.startswith("_") else None


def _directive(written: str) -> ConstDirectiveNode:
    definition: Any = parse(f"type T {written} {{ id: ID }}").definitions[0]
    directive: ConstDirectiveNode = definition.directives[0]
    return directive


@lru_cache(maxsize=4)
def subgraph_sdl(sdl: str) -> str:
    """Return the SDL of a schema whose root is `SubgraphQuery`, as routers compose it."""
    return f"{LINK}\n\n{print_ast(visit(parse(sdl), _Annotated()))}"
