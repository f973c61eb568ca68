"""What an operation asks for once its variables are there: references, and fields of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    ListValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)

from gateway.errors import LimitExceeded, TooCostly, TooManyReferences, VariablesTooLong
from gateway.schema.introspection import Reading, TooMuch
from gateway.schema.outline import Branch, Outline

REFERENCES = frozenset({"id", "ids", "ref", "refs", "representations"})
"""Arguments of top fields that say which objects are meant; a list is one reference an entry."""

INTROSPECTION = 10
"""What it costs to read one thing of the schema: no compiled program does it."""

Sizes = Mapping[type[LimitExceeded], int]
"""How much there is of what has a limit, by the condition of too much of it."""

Variables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Length:
    """How many references an argument has: as many as its variable, or else a number."""

    number: int
    variable: str | None = None

    def given(self, variables: Variables) -> int:
        if self.variable is None or self.variable not in variables:
            return self.number
        value = variables[self.variable]
        return len(value) if isinstance(value, list) else 1


@dataclass(frozen=True, slots=True)
class _Top:
    """A top field: the cost of one reference, and where its references are, if it has any."""

    cost: int
    lengths: tuple[_Length, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one operation asks for.

    `lists` are the variables that hold references, `others` are the rest.
    """

    tops: tuple[_Top, ...]
    lists: frozenset[str]
    others: tuple[str, ...]

    def sizes(self, variables: Variables, most: int) -> Sizes:
        """Return how much this is with these variables.

        A field that by itself has more than `most` references is not looked up, and costs nothing.
        """
        references = cost = 0
        for top in self.tops:
            length = max((each.given(variables) for each in top.lengths), default=None)
            if length is None:
                cost += top.cost
            elif length <= most:
                references += length
                cost += length * top.cost
        text = sum(len(repr(variables[name])) for name in self.others if name in variables)
        return {TooManyReferences: references, TooCostly: cost, VariablesTooLong: text}

    def shortened(self, variables: Variables, most: int) -> Variables:
        """Return the variables without what nobody reads of a list that is too long anyway."""
        long = {
            name: value[: most + 1]
            for name, value in variables.items()
            if name in self.lists and isinstance(value, list) and len(value) > most
        }
        return {**variables, **long} if long else variables


def demands(outline: Outline, schema: GraphQLSchema, most: int) -> dict[str | None, Demand]:
    """Work out what each operation of a valid document asks for, by its name.

    Raises:
        TooCostly: what they read of the schema costs more than `most` by itself.
    """
    reading = Reading(schema, outline.fragments, most // INTROSPECTION)
    try:
        return {
            operation.name.value if operation.name else None: _demand(
                operation, branches, outline, reading
            )
            for operation, branches in outline.operations()
        }
    except TooMuch:
        raise TooCostly(most) from None


def _demand(
    operation: OperationDefinitionNode,
    branches: Iterable[Branch],
    outline: Outline,
    reading: Reading,
) -> Demand:
    defaults = {
        each.variable.name.value: each.default_value
        for each in operation.variable_definitions or ()
    }
    by_key: defaultdict[str, list[Branch]] = defaultdict(list)
    for branch in branches:
        by_key[branch.key].append(branch)
    tops = []
    for same in by_key.values():
        nodes = [node for branch in same for node in branch.nodes]
        cost = sum(outline.extent(branch).fields for branch in same)
        cost += INTROSPECTION * sum(reading.count(node) for node in nodes)
        tops.append(_Top(cost, tuple(_lengths(nodes, defaults))))
    lists = {each.variable for top in tops for each in top.lengths if each.variable is not None}
    others = tuple(name for name in defaults if name not in lists)
    return Demand(tuple(tops), frozenset(lists), others)


def _lengths(
    nodes: Iterable[FieldNode], defaults: Mapping[str, ValueNode | None]
) -> Iterator[_Length]:
    for node in nodes:
        for argument in node.arguments or ():
            if argument.name.value not in REFERENCES:
                continue
            if isinstance(argument.value, VariableNode):
                name = argument.value.name.value
                yield _Length(_number(defaults.get(name)), name)
            else:
                yield _Length(_number(argument.value))


def _number(value: ValueNode | None) -> int:
    return len(value.values) if isinstance(value, ListValueNode) else 1
