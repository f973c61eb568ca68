"""Ask for every field that the schema has of a shipment."""

from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from strawberry.schema.config import StrawberryConfig

from gateway.model import Shipment, TrackingEvent, scalar_map
from gateway.providers import TYPES

DEPTH = 9
"""Levels of the selection; the deepest leaf of a payload lies at the eighth."""

NOT_ASKED_FOR = frozenset({"raw"})
"""The answer as it was sent, which would hold every leaf by itself."""


def _shipment(info: strawberry.Info[Shipment, None]) -> Shipment:
    return info.context


@strawberry.type
class _Query:
    shipment: Shipment = strawberry.field(resolver=_shipment)


SCHEMA = strawberry.Schema(
    query=_Query,
    types=[Shipment, TrackingEvent, *TYPES],
    config=StrawberryConfig(scalar_map=scalar_map()),
)


def _selection(schema: GraphQLSchema, kind: Any, depth: int) -> str:
    parts = list(_fields(schema, kind, depth))
    if isinstance(kind, GraphQLInterfaceType):
        for implementation in schema.get_implementations(kind).objects:
            inner = " ".join(_fields(schema, implementation, depth))
            parts.append(f"... on {implementation.name} {{ {inner} }}")
    return " ".join(parts)


def _fields(
    schema: GraphQLSchema, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int
) -> Iterator[str]:
    yield "__typename"
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if name in NOT_ASKED_FOR:
            continue
        if is_leaf_type(inner):
            yield name
        elif depth > 0:
            yield f"{name} {{ {_selection(schema, inner, depth - 1)} }}"


def query() -> str:
    """Return a query for every field, down to `DEPTH` levels."""
    schema: GraphQLSchema = SCHEMA._schema
    shipment = schema.type_map["Shipment"]
    return f"{{ shipment {{ {_selection(schema, shipment, DEPTH)} }} }}"


def ask(shipment: Shipment, document: str) -> dict[str, Any]:
    """Execute a query on one shipment."""
    result = SCHEMA.execute_sync(document, context_value=shipment)
    assert result.errors is None, result.errors
    assert result.data is not None
    answer: dict[str, Any] = result.data["shipment"]
    return answer
