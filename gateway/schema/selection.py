"""What a selection is about, before anything is asked.

A provider whose data nobody selected need not be asked.
Every field of `Shipment` but `sources` is merged from all providers. So only a selection of
nothing but `sources(only: […])` restricts whom to ask. What a batch says beside its shipments is
about those who were asked.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    InlineFragmentNode,
    Node,
    SelectionSetNode,
    VariableNode,
    value_from_ast_untyped,
)

from gateway.model import ProviderCode


def wanted_by_shipment(info: GraphQLResolveInfo[Any]) -> frozenset[ProviderCode] | None:
    """Return the providers that a selection on `Shipment` is about; None for all."""
    return _wanted(
        fields_in((node.selection_set for node in info.field_nodes), info.fragments), info
    )


def wanted_by_lookups(info: GraphQLResolveInfo[Any]) -> frozenset[ProviderCode] | None:
    """Return the providers that a selection on `ShipmentLookup` is about; None for all."""
    fields = fields_in((node.selection_set for node in info.field_nodes), info.fragments)
    inner = [field.selection_set for field in fields if field.name.value == "shipment"]
    return _wanted(fields_in(inner, info.fragments), info)


def fields_in(
    selections: Iterable[SelectionSetNode | None],
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Iterator[FieldNode]:
    """Give the fields of selections, those of their fragments included, but none below them.

    Those of a fragment once, however often it is spread: else a few fragments that spread each
    other would be millions, and may have no field at all.
    """
    waiting = [*selections]
    seen: set[str] = set()
    while waiting:
        selection_set = waiting.pop()
        for selection in selection_set.selections if selection_set else ():
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)


def _wanted(
    fields: Iterable[FieldNode], info: GraphQLResolveInfo[Any]
) -> frozenset[ProviderCode] | None:
    # Strawberry executes with plain values where graphql-core's types promise more.
    values: Any = info.variable_values
    variables: Mapping[str, object] = getattr(values, "coerced", values)
    wanted: set[ProviderCode] = set()
    for field in fields:
        if field.name.value == "__typename":
            continue
        only = _only(field, variables) if field.name.value == "sources" else None
        if only is None:
            return None
        wanted |= only
    return frozenset(wanted) or None


def _only(field: FieldNode, variables: Mapping[str, object]) -> set[ProviderCode] | None:
    for argument in field.arguments or ():
        if argument.name.value != "only":
            continue
        if isinstance(argument.value, VariableNode):
            value = variables.get(argument.value.name.value)
        else:
            value = value_from_ast_untyped(argument.value, dict(variables))
        return _codes(value)
    return None


def _codes(value: object) -> set[ProviderCode] | None:
    if value is None:
        return None
    values = value if isinstance(value, list) else [value]
    return {v if isinstance(v, ProviderCode) else ProviderCode[str(v)] for v in values}


def variables_in(
    parts: Iterable[Node],
    fragments: Mapping[str, FragmentDefinitionNode],
    besides: Container[int] = frozenset(),
) -> tuple[str, ...]:
    """Return the names of the variables in parts of a document, and in the fragments they reach.

    `besides` has the ids of nodes that don't count.
    """
    names: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(parts)
    while waiting:
        for node in nodes_in(waiting.pop()):
            if isinstance(node, VariableNode) and id(node) not in besides:
                names[node.name.value] = None
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                waiting.append(fragments[node.name.value])
    return tuple(names)


def nodes_in(node: Node) -> Iterator[Node]:
    """Give a node and all nodes below it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        for key in node.keys:
            child = getattr(node, key, None)
            if isinstance(child, Node):
                waiting.append(child)
            elif isinstance(child, list | tuple):
                waiting += [each for each in child if isinstance(each, Node)]
