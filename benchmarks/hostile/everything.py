"""A document that selects all there is of a list of shipments: the largest that anybody needs."""

from collections.abc import Iterator, Mapping

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

Fields = Mapping[str, GraphQLField]


def everything(schema: GraphQLSchema) -> str:
    """Return a query for `$refs` with every field of every type, each type once on any way."""
    lookup = schema.type_map["ShipmentLookup"]
    assert isinstance(lookup, GraphQLObjectType)  # noqa: S101  # what the schema has
    fields = " ".join(_selected(schema, lookup.fields, ("ShipmentLookup",)))
    return f"query ($refs: [ShipmentRef!]!) {{ shipments(refs: $refs) {{ {fields} }} }}"


def _selected(schema: GraphQLSchema, fields: Fields, way: tuple[str, ...]) -> Iterator[str]:
    for name, field in fields.items():
        kind = get_named_type(field.type)
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield name
        elif kind.name not in way:
            inner = [*_selected(schema, kind.fields, (*way, kind.name)), *_own(schema, kind, way)]
            yield f"{name} {{ {' '.join(inner)} }}"


def _own(schema: GraphQLSchema, kind: object, way: tuple[str, ...]) -> Iterator[str]:
    """Give what the types that implement an interface have beyond it."""
    if not isinstance(kind, GraphQLInterfaceType):
        return
    for each in schema.get_possible_types(kind):
        own = {name: field for name, field in each.fields.items() if name not in kind.fields}
        fields = " ".join(_selected(schema, own, (*way, kind.name)))
        yield f"... on {each.name} {{ {fields} }}"
