"""Keep the programs of a schema, and execute by them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfoHelpers
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gateway.schema.compiled import Details, Program, Unsupported, compiled
from gateway.schema.fragments import Fragments
from gateway.schema.recent import Recent
from gateway.schema.selection import variables_in

MAX_VALUES = 1_000
"""Characters that the values of a selection's variables may have; one with more is not compiled."""


class Programs:
    """The programs of a schema, the most recently used ones, and how often each case came up.

    `counts` has `compiled` and `unsupported` (selections when they were first met), `run` and
    `left` (selections of one operation, by a program or by the executor) and `given up` (objects).
    `operations` has `call` (resolvers were called directly) and `executor` (it did the rest).
    With `fragments` the shipments in an answer are `msgspec.Raw`; without it all is plain data.
    """

    def __init__(self, fragments: Fragments | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self._fragments = fragments
        self._programs: Recent[Program | None] = Recent()
        self._names: Recent[tuple[str, ...]] = Recent()

    def __len__(self) -> int:
        return len(self._programs)

    def find(
        self, executor: "CompilingExecutor", kind: GraphQLObjectType, details: Details
    ) -> Program | None:
        """Return the program for a selection on `kind`; None where the executor has to do it."""
        # The schema is no plain data, and each of its objects has a selection of its own.
        if kind.name.startswith("__"):
            return None
        nodes = [detail.node for detail in details]
        key = (kind.name, *map(id, nodes))
        names = self._names.find(
            key,
            nodes,
            lambda: variables_in(
                [node.selection_set for node in nodes if node.selection_set],
                executor.fragment_definitions,
            ),
        )
        given = written(names, executor.variable_values.coerced)
        if given is None:
            return None
        return self._programs.find(
            (*key, given), nodes, lambda: self._compile(executor, kind, details)
        )

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


def written(names: Iterable[str], values: Mapping[str, object]) -> str | None:
    """Write the values of these variables, to compare them; None where they are too long."""
    # A variable that isn't given differs from one that is given as null.
    given = repr([values.get(name, ...) for name in names])
    return given if len(given) <= MAX_VALUES else None


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
            program = self.programs.find(self, return_type, field_details_list)
            if not return_type.name.startswith("__"):
                self.programs.counts["left" if program is None else "run"] += 1
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
