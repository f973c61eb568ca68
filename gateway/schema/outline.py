"""What a document comes to, found in one walk over what is written in it.

Fragments multiply: twenty of them, each of which spreads the next one twice, are a million fields
in forty lines. So nothing is followed through its fragments here. A definition is outlined by
itself, with the names of the fragments that it spreads; what a fragment comes to is then worked
out once and added wherever it is spread.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)


@dataclass(slots=True)
class Branch:
    """A field at the top of a definition, with all that is written below it.

    `nodes` are its uses, `depth` is the levels of fields, and `spreads` has each fragment that is
    spread below with the level of the field in which it is.
    """

    nodes: list[FieldNode]
    fields: int = 0
    depth: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name in the schema."""
        return self.nodes[0].name.value

    @property
    def key(self) -> str:
        """Its name in the answer."""
        return _key(self.nodes[0])


@dataclass(frozen=True, slots=True)
class Extent:
    """What something comes to, fragments included: fields, and levels of them."""

    fields: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Definition:
    """An operation or a fragment: what is at its top."""

    branches: tuple[Branch, ...]
    spreads: tuple[str, ...]


class Outline:
    """A document.

    `variables` and `aliases` are those in all of it; `repetitions` are the uses of one response
    key, or of one fragment, in the place that has most; `names` are those of its fields, without
    aliases; `fragments` are its fragments by name.
    """

    def __init__(self, document: DocumentNode) -> None:
        self.variables = 0
        self.aliases = 0
        self.repetitions = 0
        self.names: set[str] = set()
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self._operations: list[tuple[OperationDefinitionNode, _Definition]] = []
        self._spreadable: dict[str, _Definition] = {}
        self._extents: dict[str, Extent] = {}
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.variables += len(definition.variable_definitions or ())
                self._operations.append((definition, self._define(definition.selection_set)))
            elif isinstance(definition, FragmentDefinitionNode):
                name = definition.name.value
                self.fragments[name] = definition
                self._spreadable[name] = self._define(definition.selection_set)

    def operations(self) -> Iterator[tuple[OperationDefinitionNode, list[Branch]]]:
        """Give each operation with its top fields, those of fragments spread there included."""
        for operation, definition in self._operations:
            yield operation, list(self._tops(definition))

    def _tops(self, definition: _Definition) -> Iterator[Branch]:
        seen: set[str] = set()
        waiting = [definition]
        while waiting:
            definition = waiting.pop()
            yield from definition.branches
            for name in definition.spreads:
                if name not in seen and name in self._spreadable:
                    seen.add(name)
                    waiting.append(self._spreadable[name])

    def extent(self, branch: Branch) -> Extent:
        """Return what a branch comes to. What spreads itself counts once: it is not valid."""
        if not branch.spreads:
            return Extent(branch.fields, branch.depth)
        below = [(self._fragment(name), level) for name, level in branch.spreads]
        return Extent(
            branch.fields + sum(extent.fields for extent, _ in below),
            max([branch.depth, *(level + extent.depth for extent, level in below)]),
        )

    def _fragment(self, name: str) -> Extent:
        found = self._extents.get(name)
        if found is None:
            self._extents[name] = Extent()
            found = self._extents[name] = self._sum(self._spreadable.get(name))
        return found

    def _sum(self, definition: _Definition | None) -> Extent:
        if definition is None:
            return Extent()
        parts = [self.extent(branch) for branch in definition.branches]
        parts += [self._fragment(name) for name in definition.spreads]
        return Extent(
            sum(part.fields for part in parts), max((part.depth for part in parts), default=0)
        )

    def _define(self, selection_set: SelectionSetNode) -> _Definition:
        groups, spreads = self._collect([selection_set])
        branches = [Branch(nodes) for nodes in groups]
        for branch in branches:
            self._descend(branch)
        return _Definition(tuple(branches), tuple(spreads))

    def _descend(self, branch: Branch) -> None:
        waiting = [(branch.nodes, 1)]
        while waiting:
            nodes, level = waiting.pop()
            branch.fields += len(nodes)
            branch.depth = max(branch.depth, level)
            below = [node.selection_set for node in nodes if node.selection_set]
            if not below:
                continue
            groups, spreads = self._collect(below)
            branch.spreads += [(name, level) for name in spreads]
            waiting += [(group, level + 1) for group in groups]

    def _collect(
        self, selection_sets: Iterable[SelectionSetNode]
    ) -> tuple[list[list[FieldNode]], list[str]]:
        """Return the fields of one place, those of one response key together, and its spreads.

        Fields under different type conditions are no repetitions of each other.
        """
        fields: defaultdict[tuple[str, str], list[FieldNode]] = defaultdict(list)
        spreads: Counter[tuple[str, str]] = Counter()
        for condition, selection in _selections(selection_sets):
            if isinstance(selection, FieldNode):
                self.aliases += selection.alias is not None
                self.names.add(selection.name.value)
                fields[condition, _key(selection)].append(selection)
            elif isinstance(selection, FragmentSpreadNode):
                spreads[condition, selection.name.value] += 1
        uses = [*map(len, fields.values()), *spreads.values()]
        self.repetitions = max(self.repetitions, *uses, 0)
        return list(fields.values()), [name for _, name in spreads.elements()]


def _key(node: FieldNode) -> str:
    return (node.alias or node.name).value


def _selections(
    selection_sets: Iterable[SelectionSetNode],
) -> Iterator[tuple[str, SelectionNode]]:
    """Give the selections of one place with their type conditions, empty where they have none."""
    waiting = [("", selection_set) for selection_set in selection_sets]
    while waiting:
        condition, selection_set = waiting.pop()
        for selection in selection_set.selections:
            if isinstance(selection, InlineFragmentNode):
                on = selection.type_condition
                waiting.append((on.name.value if on else condition, selection.selection_set))
            else:
                yield condition, selection
