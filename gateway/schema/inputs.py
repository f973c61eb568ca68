"""Read what resolvers take out of the variables of a request, by functions that are made once.

graphql-core looks at each value together with its type, and Strawberry goes through the result once
more. Here a type is looked at once, and what comes of it is a function for its values. It takes
what is exactly of the type. Whatever else it meets is odd: then it raises, and what is wrong is
said by the executor, who reads the variables again.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    value_from_ast_untyped,
)
from strawberry.types.base import StrawberryMaybe

from gateway.schema.compiled import Unsupported, odd
from gateway.schema.selection import nodes_in

Read = Callable[[Any], Any]
"""Takes a value as JSON has it and returns what a resolver takes; raises where it is odd."""

Source = Callable[[Mapping[str, Any]], Any]
"""Takes the variables that were read and returns an argument; `Undefined` where it isn't given."""


def reader(kind: GraphQLInputType) -> Read:
    """Return the function that reads values of a type.

    Raises:
        Unsupported: its values are not read here.
    """
    if is_non_null_type(kind):
        return _reader(kind.of_type)
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _reader(kind: GraphQLInputType) -> Read:
    if is_list_type(kind):
        read = reader(kind.of_type)
        return lambda value: [read(each) for each in value] if value.__class__ is list else odd()
    if is_input_object_type(kind):
        return _Members(kind).read
    coerce: Read = kind.coerce_input_value  # type: ignore[union-attr]  # the others are leaves
    return lambda value: odd() if value is None else coerce(value)


def source(node: ValueNode, kind: GraphQLInputType) -> Source:
    """Return the function that makes an argument of a type, as it is written in a document.

    Raises:
        Unsupported: arguments that are written like that are not made here.
    """
    if isinstance(node, VariableNode):
        name = node.name.value
        if not is_non_null_type(kind):
            return lambda values: values.get(name, Undefined)
        return lambda values: odd() if (value := values.get(name)) is None else value
    if not any(isinstance(each, VariableNode) for each in nodes_in(node)):
        constant = reader(kind)(value_from_ast_untyped(node))
        return lambda _: constant
    of = kind.of_type if is_non_null_type(kind) else kind
    if isinstance(node, ListValueNode) and is_list_type(of):
        parts = [source(each, of.of_type) for each in node.values]
        return lambda values: [_given(part(values)) for part in parts]
    if isinstance(node, ObjectValueNode) and is_input_object_type(of):
        return _Members(of).source(node)
    raise Unsupported


class _Members:
    """The members of an input type that are all its class takes."""

    def __init__(self, kind: GraphQLInputObjectType) -> None:
        definition = kind.extensions["strawberry-definition"]
        if kind.is_one_of or definition.from_input is not None:
            raise Unsupported
        self._of = definition.origin
        self._kinds = {name: field.type for name, field in kind.fields.items()}
        self._names = {name: _python_name(field) for name, field in kind.fields.items()}
        self._readers = {
            name: (self._names[name], reader(kind)) for name, kind in self._kinds.items()
        }

    def read(self, value: Any) -> Any:
        if value.__class__ is not dict:
            odd()
        given = {}
        for member, each in value.items():
            name, read = self._readers[member]
            given[name] = read(each)
        return self._of(**given)

    def source(self, node: ObjectValueNode) -> Source:
        sources = [
            (self._names[field.name.value], source(field.value, self._kinds[field.name.value]))
            for field in node.fields
        ]

        def made(values: Mapping[str, Any]) -> Any:
            given = {name: find(values) for name, find in sources}
            return self._of(**{n: value for n, value in given.items() if value is not Undefined})

        return made


def _python_name(field: GraphQLInputField) -> str:
    definition = field.extensions["strawberry-definition"]
    has_default = field.default is not None or field.default_value is not Undefined
    # What isn't given is up to the class, or has to be given.
    is_left_out = definition.default_value is MISSING and not is_non_null_type(field.type)
    if has_default or is_left_out or isinstance(definition.type, StrawberryMaybe):
        raise Unsupported
    name: str = definition.python_name
    return name


def _given(value: Any) -> Any:
    return odd() if value is Undefined else value
