"""Compile selections on plain data, once, instead of walking them field by field for every object.

Everything below the root fields is plain frozen data: no resolver there does I/O. So what a
selection means can be settled when the document is known. For

    { shipments(refs: $refs) { index shipment { status { code } events(limit: 1) { id } } } }

the selection on `ShipmentLookup` becomes, in effect, this program:

    def f2(o): return {"code": o.code.name}
    def f3(o): return {"id": o.id}
    def f1(o): return {"status": f2(o.status), "events": [f3(i) for i in c1(o, limit=1)]}
    def f0(o): return {"index": o.index, "shipment": None if (v := o.shipment) is None else f1(v)}

The executor reaches such a selection when it completes the value of a root field; there it calls
`f0` for each object and goes no deeper. What the compiler doesn't cover, and whatever a program
raises, is done by the executor as ever, so an answer never differs: the differential tests hold the
two together. Fields are collected by the executor's own function, so aliases, fragments, `@skip`
and `@include` mean the same in both.

A program holds for one selection and the values of the variables in it; it is made once for those
and kept, with `MAX_PROGRAMS` others. Nothing of a caller's text becomes part of its source:
response keys and constants go in by name.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    Node,
    VariableNode,
    get_argument_values,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, collect_subfields
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

T = TypeVar("T")
Details = list[FieldDetails]
Key = tuple[object, ...]
Program = Callable[[Any], Any]

MAX_PROGRAMS = 512
"""Programs that are kept."""

MAX_FUNCTIONS = 500
"""Functions that one program may have: a selection that wants more is left to the executor."""

# Written as they are; every other scalar has a function that writes it.
_PLAIN = frozenset({"ID", "String", "Int", "Float", "Boolean", "URL", "ProviderTimestamp", "JSON"})


class Unsupported(Exception):  # a condition, like every error here
    """A selection that is not compiled."""


class Programs:
    """The programs of a schema, the most recently used ones, and how often each case came up."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._programs: OrderedDict[Key, tuple[object, Program | None]] = OrderedDict()
        self._names: OrderedDict[Key, tuple[object, tuple[str, ...]]] = OrderedDict()

    def find(
        self, executor: "CompilingExecutor", kind: GraphQLObjectType, details: Details
    ) -> Program | None:
        """Return the program for a selection on `kind`; None where the executor has to do it."""
        nodes = (kind.name, *(id(detail.node) for detail in details))
        names = self._kept(self._names, nodes, details, lambda: _variables(executor, details))
        values = executor.variable_values.coerced
        key = (*nodes, *(repr(values.get(name)) for name in names))
        return self._kept(
            self._programs, key, details, lambda: self._compile(executor, kind, details)
        )

    def _compile(
        self, executor: "CompilingExecutor", kind: GraphQLObjectType, details: Details
    ) -> Program | None:
        try:
            program = _Compiler(executor).program(kind, details)
        except Unsupported:
            self.counts["unsupported"] += 1
            return None
        self.counts["compiled"] += 1
        return program

    def _kept(
        self,
        store: OrderedDict[Key, tuple[object, T]],
        key: Key,
        details: Details,
        make: Callable[[], T],
    ) -> T:
        found = store.get(key)
        if found is None:
            # The nodes are kept along: while they live, nothing else has their ids.
            found = store[key] = (details, make())
            if len(store) > MAX_PROGRAMS:
                store.popitem(last=False)
        else:
            store.move_to_end(key)
        return found[1]


class CompilingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as Strawberry does, but objects of plain data by compiled programs."""

    programs: Programs
    _last: tuple[GraphQLObjectType, Details, Program | None] | None = None

    def complete_object_value(
        self, return_type: GraphQLObjectType, field_details_list: Details, *rest: Any
    ) -> Any:
        """Complete one object, by a program where there is one."""
        # The objects of a list have one selection: it is looked up once for all of them.
        last = self._last
        if last is None or last[0] is not return_type or last[1] is not field_details_list:
            program = self.programs.find(self, return_type, field_details_list)
            last = self._last = (return_type, field_details_list, program)
        if last[2] is not None:
            try:
                return last[2](rest[2])
            except Exception:
                # Whatever it is, the executor words it as it should be.
                self.programs.counts["raised"] += 1
        return super().complete_object_value(return_type, field_details_list, *rest)


def compiling(programs: Programs) -> type[CompilingExecutor]:
    """Return the executor class of one schema, which keeps its programs in `programs`."""
    return type("CompilingExecutor", (CompilingExecutor,), {"programs": programs})


class _Compiler:
    """Writes one program."""

    def __init__(self, executor: CompilingExecutor) -> None:
        self._executor = executor
        self._source: list[str] = []
        self._scope: dict[str, Any] = {}
        self._functions: dict[Key, str] = {}

    def program(self, kind: GraphQLObjectType, details: Details) -> Program:
        name = self._object(kind, details)
        code = compile("\n".join(self._source), "<compiled selection>", "exec")
        exec(code, self._scope)  # noqa: S102  # only names of our own types are in it
        program: Program = self._scope[name]
        return program

    def _object(self, kind: GraphQLObjectType, details: Details) -> str:
        """Write the function for a selection on `kind`, once, and return its name."""
        key = (kind.name, *(id(detail.node) for detail in details))
        if key not in self._functions:
            if len(self._functions) >= MAX_FUNCTIONS:
                raise Unsupported
            name = self._functions[key] = f"f{len(self._functions)}"
            self._write(name, kind, details)
        return self._functions[key]

    def _write(self, name: str, kind: GraphQLObjectType, details: Details) -> None:
        executor = self._executor
        fields = collect_subfields(
            executor.schema,
            executor.fragments,
            executor.variable_values,
            executor.operation,
            kind,
            details,
        ).grouped_field_set
        entries, required = [], []
        for response_key, field_details in fields.items():
            key = self._constant(response_key)
            value, is_required_leaf = self._field(kind, field_details)
            entries.append(f"{key}: {value}")
            required += [f"r[{key}]"] if is_required_leaf else []
        self._source += [f"def {name}(o):", f"  r = {{{', '.join(entries)}}}"]
        if required:
            self._source.append(f"  if None in ({', '.join(required)},): raise TypeError")
        self._source.append("  return r")

    def _field(self, kind: GraphQLObjectType, details: Details) -> tuple[str, bool]:
        """Return the expression for a field, and whether it is a leaf that must not be null."""
        node = details[0].node
        if node.name.value == "__typename":
            return self._constant(kind.name), False
        field = kind.fields[node.name.value]
        definition = field.extensions["strawberry-definition"]
        value = f"o.{definition.python_name}"
        if definition.base_resolver is not None:
            value = self._call(field, definition, node)
        of = field.type.of_type if is_non_null_type(field.type) else field.type
        is_required_leaf = of is not field.type and is_leaf_type(of)
        return self._value(field.type, details, value), is_required_leaf

    def _call(self, field: GraphQLField, definition: Any, node: FieldNode) -> str:
        given = get_argument_values(field, node, self._executor.variable_values)
        converter = self._executor.schema.extensions["strawberry-definition"].config.name_converter
        names = {converter.get_graphql_name(a): a.python_name for a in definition.arguments}
        arguments = {names[name]: value for name, value in given.items()}
        function = self._constant(definition.base_resolver.wrapped_func)
        return f"{function}(o, **{self._constant(arguments)})"

    def _value(self, kind: GraphQLOutputType, details: Details, value: str) -> str:
        """Return the expression that writes a value of type `kind`."""
        if not is_non_null_type(kind):
            if is_leaf_type(kind) and self._written(kind, "v") == "v":
                return value
            return f"(None if (v := {value}) is None else {self._some(kind, details, 'v')})"
        return self._some(kind.of_type, details, value)

    def _some(self, kind: GraphQLOutputType, details: Details, value: str) -> str:
        """Return the expression for a value that is there."""
        if is_leaf_type(kind):
            return self._written(kind, value)
        if is_list_type(kind):
            return self._list(kind.of_type, details, value)
        if isinstance(kind, GraphQLObjectType):
            return f"{self._object(kind, details)}({value})"
        if is_abstract_type(kind):
            return f"{self._dispatch(kind, details)}({value})"
        raise Unsupported

    def _dispatch(self, kind: GraphQLAbstractType, details: Details) -> str:
        """Write the function that finds the function for the type of a value."""
        name = f"g{len(self._scope)}_{len(self._source)}"
        cases = [
            (self._constant(one.extensions["strawberry-definition"].origin), one)
            for one in self._executor.schema.get_possible_types(kind)
        ]
        functions = ", ".join(f"{case}: {self._object(one, details)}" for case, one in cases)
        self._source += [f"{name}_by = {{{functions}}}", f"def {name}(o):"]
        self._source += [f"  return {name}_by[type(o)](o)"]
        return name

    def _list(self, kind: GraphQLOutputType, details: Details, value: str) -> str:
        item = self._value(kind, details, "i")
        if is_non_null_type(kind) and is_leaf_type(kind.of_type):
            self._scope["some"] = _some
            item = f"some({item})"
        return f"[{item} for i in {value}]"

    def _written(self, kind: GraphQLLeafType, value: str) -> str:
        """Return the expression for a leaf that is there."""
        if is_enum_type(kind):
            return f"{value}.name"
        if kind.name in _PLAIN:
            return value
        return f"{self._constant(kind.coerce_output_value)}({value})"

    def _constant(self, value: object) -> str:
        name = f"c{len(self._scope)}"
        self._scope[name] = value
        return name


def _some(value: T | None) -> T:
    if value is None:
        raise TypeError
    return value


def _variables(executor: CompilingExecutor, details: Details) -> tuple[str, ...]:
    """Return the names of the variables in a selection and in the fragments that it reaches."""
    names: dict[str, None] = {}
    seen: set[str] = set()
    waiting: list[Node] = [detail.node.selection_set for detail in details]  # type: ignore[misc]  # objects have one
    while waiting:
        for node in _nodes(waiting.pop()):
            if isinstance(node, VariableNode):
                names[node.name.value] = None
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                waiting.append(executor.fragments[node.name.value].definition)
    return tuple(names)


def _nodes(node: Node) -> Iterator[Node]:
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
