"""Mistakes by which a stranger would find out about a schema, as `clairvoyance` makes them.

Every field of every type is reached from the top, and asked for in many wrong ways.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

WRONG = ("12345678901", "1.5", '"text"', "true", "null", "WORD", "[]", "{}", "{zzz: 1}", "[[{}]]")
"""Values of every kind, some of which fit nowhere."""


@dataclass(frozen=True)
class Place:
    """How to ask for something of one type: what is written before and after it."""

    kind: GraphQLNamedType
    before: str
    after: str

    def asking(self, selection: str) -> str:
        """Return the document."""
        return f"{self.before}{selection}{self.after}"


def probes(schema: GraphQLSchema) -> Iterator[str]:
    """Give documents that don't fit the schema; some few may fit after all."""
    for place in _places(schema):
        yield place.asking("{ zzz }")
        yield place.asking("{ ... on Zzz { a } }")
        yield place.asking("{ ... on Query { __typename } }")
        yield place.asking("{ __typename @zzz @include @skip(if: 1) }")
        if isinstance(place.kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in place.kind.fields.items():
                yield from map(place.asking, _of_field(name, field))
            yield place.asking(f"{{ {' '.join(f'same: {name}' for name in place.kind.fields)} }}")


def _places(schema: GraphQLSchema) -> Iterator[Place]:
    assert schema.query_type is not None
    waiting = deque([Place(schema.query_type, "query ($one: Int) ", "")])
    known = set()
    while waiting:
        place = waiting.popleft()
        if place.kind.name not in known and is_composite_type(place.kind):
            known.add(place.kind.name)
            yield place
            waiting += _below(place, schema)


def _below(place: Place, schema: GraphQLSchema) -> Iterator[Place]:
    after = f" }}{place.after}"
    if isinstance(place.kind, GraphQLObjectType):
        for name, field in place.kind.fields.items():
            before = f"{place.before}{{ {name}{_required(field)} "
            yield Place(get_named_type(field.type), before, after)
    elif isinstance(place.kind, GraphQLInterfaceType | GraphQLUnionType):
        for kind in schema.get_possible_types(place.kind):
            yield Place(kind, f"{place.before}{{ ... on {kind.name} ", after)


def _required(field: GraphQLField, but: str | None = None, wrong: str = "") -> str:
    given = [
        f"{name}: {_literal(argument)}"
        for name, argument in field.args.items()
        if is_non_null_type(argument.type) and name != but
    ]
    written = [*given, wrong] if wrong else given
    return f"({', '.join(written)})" if written else ""


def _literal(of: GraphQLArgument | GraphQLInputField) -> str:
    kind = get_named_type(of.type)
    if isinstance(kind, GraphQLInputObjectType):
        needed = {n: f for n, f in kind.fields.items() if is_non_null_type(f.type)}
        value = f"{{{', '.join(f'{n}: {_literal(f)}' for n, f in needed.items())}}}"
    elif isinstance(kind, GraphQLEnumType):
        value = next(iter(kind.values))
    else:
        value = {"Int": "1", "Float": "1", "Boolean": "true"}.get(kind.name, '"x"')
    bare = of.type.of_type if is_non_null_type(of.type) else of.type
    return f"[{value}]" if is_list_type(bare) else value


def _of_field(name: str, field: GraphQLField) -> Iterator[str]:
    inside = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    for wrong in (f"{name}x", name[:-1], name.swapcase(), f"{name}_{name}"):
        yield f"{{ {wrong}{inside} }}"
    yield f"{{ {name}{_required(field)}{'' if inside else ' { zzz }'} }}"
    yield f"{{ {name}{_required(field)} {{ }} }}"
    yield f"{{ {name}{_required(field, wrong='zzz: 1')}{inside} }}"
    for argument, definition in field.args.items():
        yield f"{{ {name}{_required(field, but=argument)}{inside} }}"
        for wrong in (f"{argument}x: 1", f"{argument[:-1]}: 1", f"{argument}: $one"):
            yield f"{{ {name}{_required(field, argument, wrong)}{inside} }}"
        for value in (*WRONG, *_almost(definition)):
            yield f"{{ {name}{_required(field, argument, f'{argument}: {value}')}{inside} }}"


def _almost(argument: GraphQLArgument) -> Iterator[str]:
    """Give objects and enum values with one mistake each."""
    kind = get_named_type(argument.type)
    if isinstance(kind, GraphQLEnumType):
        yield from (f"{name}X" for name in kind.values)
    if isinstance(kind, GraphQLInputObjectType):
        for name in kind.fields:
            yield f"{{{name}x: 1}}"
            yield f"{{{name[:-1]}: 1}}"
            yield f"{{{name}: {{}}}}"


def names(schema: GraphQLSchema) -> set[str]:
    """Return every name of the schema that is not GraphQL's own."""
    found: set[str] = set()
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        found.add(kind.name)
        if isinstance(kind, GraphQLEnumType):
            found |= set(kind.values)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            found |= set(kind.fields)
            found |= {argument for field in kind.fields.values() for argument in field.args}
        if isinstance(kind, GraphQLInputObjectType):
            found |= set(kind.fields)
    return found
