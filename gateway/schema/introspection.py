"""How much of the schema a document reads, counted on the schema itself.

Fields of `__Type` lead from type to type, each of which has many: a selection a few levels deep may
read the schema hundreds of times over. Its text does not tell; the schema does.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
)

ROOTS = frozenset({"__schema", "__type"})
"""The top fields that read the schema."""


class TooMuch(Exception):
    """The document reads more than is counted."""


class Reading:
    """Counts what one document reads of a schema: its fields, and the objects that have them.

    The document has to be valid: else its fragments might go in circles.
    """

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], most: int
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._left = most
        self._known: dict[tuple[int, int], int] = {}

    def count(self, node: FieldNode) -> int:
        """Return what a top field reads; 0 where it has nothing to do with the schema.

        Raises:
            TooMuch: together with what was counted before, it is more than `most`.
        """
        if node.name.value not in ROOTS:
            return 0
        before = self._left
        try:
            self._object(node, self._schema if node.name.value == "__schema" else self._type(node))
        except RecursionError:
            raise TooMuch from None
        return before - self._left

    def _type(self, node: FieldNode) -> object:
        types = self._schema.type_map
        name = next((argument.value for argument in node.arguments or ()), None)
        if isinstance(name, StringValueNode):
            return types.get(name.value)
        # A variable may name any: so the largest.
        return max(types.values(), key=lambda each: len(getattr(each, "fields", ())))

    def _object(self, node: FieldNode, of: object) -> None:
        self._spend(1)
        if node.selection_set:
            self._selected(node.selection_set, of)

    def _selected(self, selection_set: SelectionSetNode, of: object) -> None:
        # All of a schema lives as long as the schema.
        key = (id(selection_set), id(of))
        known = self._known.get(key)
        if known is not None:
            self._spend(known)
            return
        before = self._left
        for selection in selection_set.selections:
            self._selection(selection, of)
        self._known[key] = before - self._left

    def _selection(self, selection: SelectionNode, of: object) -> None:
        if isinstance(selection, FieldNode):
            self._spend(1)
            for child in self._children(selection.name.value, of):
                self._object(selection, child)
        elif isinstance(selection, FragmentSpreadNode):
            fragment = self._fragments.get(selection.name.value)
            if fragment is not None:
                self._selected(fragment.selection_set, of)
        elif isinstance(selection, InlineFragmentNode):
            self._selected(selection.selection_set, of)

    def _children(self, name: str, of: Any) -> Iterable[object]:
        """Return the objects that a field of the introspection leads to."""
        if name in _MANY:
            return _MANY[name](self._schema, of)
        child = getattr(of, _ONE.get(name, ""), None)
        return () if child is None else (child,)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise TooMuch


def _fields(_: GraphQLSchema, of: Any) -> Iterable[object]:
    return of.fields.values() if is_object_type(of) or is_interface_type(of) else ()


def _input_fields(_: GraphQLSchema, of: Any) -> Iterable[object]:
    return of.fields.values() if is_input_object_type(of) else ()


def _possible_types(schema: GraphQLSchema, of: Any) -> Iterable[object]:
    return schema.get_possible_types(of) if is_abstract_type(of) else ()


# Source: GraphQL specification, October 2021, section 4.2,
# https://spec.graphql.org/October2021/#sec-Schema-Introspection.Schema-Introspection-Schema, read
# 2026-11-22.
_ONE = {
    "mutationType": "mutation_type",
    "ofType": "of_type",
    "queryType": "query_type",
    "subscriptionType": "subscription_type",
    "type": "type",
}
_MANY: dict[str, Callable[[GraphQLSchema, Any], Iterable[object]]] = {
    "args": lambda _, of: of.args.values(),
    "directives": lambda schema, _: schema.directives,
    "enumValues": lambda _, of: of.values.values() if is_enum_type(of) else (),
    "fields": _fields,
    "inputFields": _input_fields,
    "interfaces": lambda _, of: getattr(of, "interfaces", ()),
    "possibleTypes": _possible_types,
    "types": lambda schema, _: schema.type_map.values(),
}
