"""Keep the programs of a schema, and execute by them."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfoHelpers
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gateway.schema.compiled import Details, Key, Program, Unsupported, compiled
from gateway.schema.fragments import Fragments
from gateway.schema.selection import variables_in

T = TypeVar("T")

MAX_PROGRAMS = 512
"""Programs that are kept."""

MAX_CHARACTERS = 500_000
"""Characters of the documents of the programs that are kept; one takes a hundred bytes, all told.

A program keeps the whole document that its selection is in.
"""

MAX_VALUES = 1_000
"""Characters that the values of a selection's variables may have; one with more is not compiled."""


class Programs:
    """The programs of a schema, the most recently used ones, and how often each case came up.

    `counts` has `compiled` and `unsupported` (selections when they were first met), `run` and
    `left` (selections of one operation, by a program or by the executor) and `given up` (objects).
    With `fragments` the shipments in an answer are `msgspec.Raw`; without it all is plain data.
    """

    def __init__(self, fragments: Fragments | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._fragments = fragments
        self._programs: _Recent[Program | None] = _Recent()
        self._names: _Recent[tuple[str, ...]] = _Recent()

    def __len__(self) -> int:
        return len(self._programs)

    def find(
        self, executor: "CompilingExecutor", kind: GraphQLObjectType, details: Details
    ) -> Program | None:
        """Return the program for a selection on `kind`; None where the executor has to do it."""
        nodes = (kind.name, *(id(detail.node) for detail in details))
        names = self._names.find(nodes, details, lambda: variables_in(details, executor.fragments))
        values = executor.variable_values.coerced
        # A variable that isn't given differs from one that is given as null.
        given = repr([values.get(name, ...) for name in names])
        program = None
        if len(given) <= MAX_VALUES:
            program = self._programs.find(
                (*nodes, given), details, lambda: self._compile(executor, kind, details)
            )
        self.counts["left" if program is None else "run"] += 1
        return program

    def _compile(
        self, executor: "CompilingExecutor", kind: GraphQLObjectType, details: Details
    ) -> Program | None:
        try:
            program = compiled(executor, kind, details, self._fragments)
        except (Unsupported, GraphQLError, RecursionError):
            # An error of GraphQL is about arguments: it belongs to each object that has the field.
            self.counts["unsupported"] += 1
            return None
        self.counts["compiled"] += 1
        return program


class _Recent(Generic[T]):
    """What was made for selections, the most recently used."""

    def __init__(self) -> None:
        self._characters = 0
        # The nodes are kept along: while they live, nothing else has their ids.
        self._kept: OrderedDict[Key, tuple[Details, T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[T]:
        return (made for _, made in self._kept.values())

    def find(self, key: Key, details: Details, make: Callable[[], T]) -> T:
        """Return what was made for a key, or make it now."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = (details, make())
            self._characters += _characters(details)
            while len(self._kept) > MAX_PROGRAMS or self._characters > MAX_CHARACTERS:
                _, (oldest, _) = self._kept.popitem(last=False)
                self._characters -= _characters(oldest)
        else:
            self._kept.move_to_end(key)
        return found[1]


def _characters(details: Details) -> int:
    """Return the length of the document that a selection is in."""
    location = details[0].node.loc
    return len(location.source.body) if location is not None else 0


class CompilingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as Strawberry does, but objects of plain data by compiled programs."""

    programs: Programs
    _last: tuple[GraphQLObjectType, Details, Program | None] | None = None

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        """Return what resolvers may start work with."""
        return GraphQLResolveInfoHelpers(gather=self.gather_async_work, track=self.track_async_work)

    @async_helpers.setter
    def async_helpers(self, _: GraphQLResolveInfoHelpers) -> None:
        # Kept, they and the executor would be a circle, and all that it knows would stay until the
        # garbage collector comes.
        pass

    def complete_object_value(
        self, return_type: GraphQLObjectType, field_details_list: Details, *rest: Any
    ) -> Any:
        """Complete one object, by a program where there is one."""
        # The objects of a list have one selection: it is looked up once for all of them.
        last = self._last
        if last is None or last[0] is not return_type or last[1] is not field_details_list:
            program = None
            # The schema is no plain data, and each of its objects has a selection of its own.
            if not return_type.name.startswith("__"):
                program = self.programs.find(self, return_type, field_details_list)
            last = self._last = (return_type, field_details_list, program)
        if last[2] is not None:
            try:
                return last[2](rest[2])
            except Exception:
                # Whatever it is, the executor words it as it should be.
                self.programs.counts["given up"] += 1
        return super().complete_object_value(return_type, field_details_list, *rest)


def compiling(programs: Programs) -> type[CompilingExecutor]:
    """Return the executor class of one schema, which keeps its programs in `programs`."""
    return type("CompilingExecutor", (CompilingExecutor,), {"programs": programs})
