"""Queries made up at random: everything that a document may hold, in any combination.

Aliases, arguments as literals and as variables, variables that are absent or null, `@skip` and
`@include`, inline fragments with and without a type, named fragments that are spread in several
places, response keys that are selected twice, and `__typename` everywhere.
"""

import json
from random import Random
from typing import Any
from zlib import crc32

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_interface_type,
    is_non_null_type,
)

DEPTH = 7
"""Selections within each other."""

SPREADABLE = 3
"""Places in which one named fragment may be spread."""


class Query:
    """One query at random, over `schema`; `values` are what an argument may be, by its name."""

    def __init__(
        self, random: Random, schema: GraphQLSchema, values: dict[str, list[object]]
    ) -> None:
        self._random = random
        self._schema = schema
        self._values = values
        self._definitions: list[str] = []
        self._fragments: list[str] = []
        self._spreadable: dict[str, list[str]] = {}
        self.variables: dict[str, Any] = {}
        root = schema.query_type
        assert root is not None
        selection = self._root(root.fields)
        head = f"query Q({', '.join(self._definitions)})" if self._definitions else "query Q"
        self.text = "\n".join([f"{head} {selection}", *self._fragments])

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _root(self, fields: dict[str, GraphQLField]) -> str:
        names = [self._random.choice(["shipment", "shipments", "shipments", "node", "nodes"])]
        # The others are long lists, or small.
        if self._chance(0.05):
            names.append(self._random.choice(list(fields)))
        return f"{{ {' '.join(self._field(name, fields[name], DEPTH) for name in names)} }}"

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        if self._chance(0.15):
            return f"{{ {self._named(kind, depth)} }}"
        return f"{{ {self._fields(kind, depth)} }}"

    def _fields(self, kind: Any, depth: int) -> str:
        fields = {
            name: field
            for name, field in kind.fields.items()
            if depth > 1 or not is_composite_type(get_named_type(field.type))
        }
        parts = ["__typename"] if not fields or self._chance(0.2) else []
        for _ in range(self._random.choice([1, 2, 3, 5]) if fields else 0):
            name = self._random.choice(list(fields))
            parts.append(self._field(name, fields[name], depth))
        if self._chance(0.2):
            parts.append(self._fragment(kind, depth))
        self._random.shuffle(parts)
        return " ".join(parts)

    def _fragment(self, kind: Any, depth: int) -> str:
        if depth <= 1:
            return "__typename"
        on = self._random.choice(self._overlapping(kind))
        if self._chance(0.4):
            return self._named(on, depth - 1)
        condition = f"on {on.name} " if on is not kind or self._chance(0.5) else ""
        return f"... {condition}{self._directive()} {{ {self._fields(on, depth - 1)} }}"

    def _overlapping(self, kind: Any) -> list[Any]:
        if is_abstract_type(kind):
            return [kind, *self._schema.get_possible_types(kind)]
        return [kind, *(one for one in kind.interfaces if is_interface_type(one))]

    def _named(self, on: GraphQLNamedType, depth: int) -> str:
        known = self._spreadable.get(on.name, [])
        if known and self._chance(0.4):
            return f"...{known.pop()} {self._directive()}"
        body = self._fields(on, depth - 1) if depth > 1 else "__typename"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {on.name} {{ {body} }}")
        self._spreadable.setdefault(on.name, []).extend([name] * (SPREADABLE - 1))
        return f"...{name} {self._directive()}"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        arguments = self._arguments(field.args)
        kind = get_named_type(field.type)
        # Selections of one response key have to agree in their arguments.
        alias = f"{name}_{crc32(arguments.encode()):x}: " if arguments or self._chance(0.2) else ""
        selection = self._selection(kind, depth - 1) if is_composite_type(kind) else ""
        return f"{alias}{name}{arguments} {self._directive()} {selection}"

    def _directive(self) -> str:
        if not self._chance(0.12):
            return ""
        value = self._random.choice([True, False])
        name = self._random.choice(["skip", "include"])
        if self._chance(0.5):
            return f"@{name}(if: {json.dumps(value)})"
        return f"@{name}(if: ${self._variable('Boolean!', value, Undefined)})"

    def _arguments(self, arguments: dict[str, GraphQLArgument]) -> str:
        given = [
            f"{name}: {self._argument(name, argument)}"
            for name, argument in arguments.items()
            if self._is_required(argument) or self._chance(0.5)
        ]
        return f"({', '.join(given)})" if given else ""

    def _is_required(self, argument: GraphQLArgument) -> bool:
        return is_non_null_type(argument.type) and argument.default_value is Undefined

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self._random.choice(self._values[name])
        if self._chance(0.5):
            return _literal(value, is_enum=name in {"order", "only"})
        kind = str(argument.type)
        # A nullable variable may stand where there is a default.
        if not self._is_required(argument) and kind.endswith("!") and self._chance(0.5):
            value = self._random.choice([value, None, Undefined])
            kind = kind.removesuffix("!")
        elif not kind.endswith("!"):
            value = self._random.choice([value, value, None, Undefined])
        default = self._random.choice(self._values[name])
        written = _literal(default, is_enum=name in {"order", "only"})
        return f"${self._variable(kind, value, written if self._chance(0.2) else Undefined)}"

    def _variable(self, kind: str, value: object, default: object) -> str:
        name = f"v{len(self._definitions)}"
        written = "" if default is Undefined else f" = {default}"
        self._definitions.append(f"${name}: {kind}{written}")
        if value is not Undefined:
            self.variables[name] = value
        return name


def _literal(value: object, *, is_enum: bool) -> str:
    if isinstance(value, dict):
        members = (f"{key}: {_literal(each, is_enum=False)}" for key, each in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_literal(each, is_enum=is_enum) for each in value)}]"
    return str(value) if is_enum else json.dumps(value)
