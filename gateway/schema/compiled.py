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
`f0` for each object and goes no deeper. A program writes only what is exactly of the declared type:
a `str` where the schema says `String`, a `Status` where it says `Status`. Anything else is odd, and
a program that meets something odd, or an error, gives the object up. What a program gives up, and
what the compiler doesn't cover, is done by the executor as ever; so an answer never differs, and
the differential tests hold the two together. Fields are collected by the executor's own function:
aliases, fragments, `@skip` and `@include` mean the same in both.

A shipment stays the same object for as long as the answers that it is made of. So what `f1` writes
of it is kept as bytes (`Fragments`), and the next answer that it is part of takes them as they are,
unless there is a field in it whose value changes by itself. Before, its instants stay what they
are: msgspec writes them in a tenth of the time that Python takes.

A program holds for one selection and the values of the variables in it; `programs` keeps it for
those. Nothing of a caller's text becomes part of its source:
response keys and constants go in by name.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_argument_values,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, collect_subfields
from graphql.execution.executor import Executor

from gateway.schema.documents import VOLATILE
from gateway.schema.fragments import Fragments, written

T = TypeVar("T")
Details = list[FieldDetails]
Key = tuple[object, ...]
Program = Callable[[Any], Any]

MAX_FIELDS = 2_000
"""Fields that one program may have: a selection that wants more is left to the executor."""

# What the scalars that are written as they are have to be; every other one has its own function.
_AS_IT_IS: dict[str, type] = {
    "Boolean": bool,
    "ID": str,
    "ProviderTimestamp": str,
    "String": str,
    "URL": str,
}


class Unsupported(Exception):  # a condition, like every error here
    """A selection that is not compiled."""


def compiled(
    executor: Executor[Any], kind: GraphQLObjectType, details: Details, fragments: Fragments | None
) -> Program:
    """Compile a selection on `kind`. With `fragments`, shipments in it are kept as bytes there.

    Raises:
        Unsupported: it is not compiled.
        GraphQLError: its arguments are wrong.
    """
    return _Compiler(executor, fragments).program(kind, details)


class _Compiler:
    """Writes one program.

    In it `o` is an object, `i` an item of a list and `v` whatever was just read; `f1` writes an
    object, `g1` one of an abstract type, and `c1` is a constant.
    """

    def __init__(self, executor: Executor[Any], fragments: Fragments | None) -> None:
        self._executor = executor
        self._fragments = fragments
        self._is_lasting = True
        self._becomes_bytes = False
        self._source: list[str] = []
        self._scope: dict[str, Any] = {"odd": odd, "items": items}
        self._functions: dict[Key, str] = {}
        self._fields = 0

    def program(self, kind: GraphQLObjectType, details: Details) -> Program:
        self._source += ["def whole(o):", f"  return {self._some(kind, details, 'o')}"]
        # In a function they are nobody's globals, which would know them in turn: such circles wait
        # for the collector, and a program holds a whole document.
        lines = [f"def make({', '.join(self._scope)}):", *self._source, "return whole"]
        code = compile("\n ".join(lines), "<compiled selection>", "exec")
        made: dict[str, Any] = {}
        exec(code, made)  # noqa: S102  # only names of our own types are in it
        program: Program = made.pop("make")(**self._scope)
        return program

    def _object(self, kind: GraphQLObjectType, details: Details) -> str:
        """Write the function for a selection on `kind`, once, and return its name."""
        key = self._key(kind, details)
        if key not in self._functions:
            name = self._functions[key] = f"f{len(self._functions)}"
            self._write(name, kind, details)
        return self._functions[key]

    def _write(self, name: str, kind: GraphQLObjectType, details: Details) -> None:
        if "strawberry-definition" not in kind.extensions:
            raise Unsupported  # introspection
        executor = self._executor
        fields = collect_subfields(
            executor.schema,
            executor.fragments,
            executor.variable_values,
            executor.operation,
            kind,
            details,
        ).grouped_field_set
        # One more for the object: a selection may have no field for one of many types.
        self._fields += 1 + len(fields)
        if self._fields > MAX_FIELDS:
            raise Unsupported
        entries = ", ".join(
            f"{self._constant(key)}: {self._field(kind, field)}" for key, field in fields.items()
        )
        of = self._constant(kind.extensions["strawberry-definition"].origin)
        self._source += [
            f"def {name}(o):",
            f"  return {{{entries}}} if o.__class__ is {of} else odd()",
        ]

    def _field(self, kind: GraphQLObjectType, details: Details) -> str:
        """Return the expression for a field."""
        node = details[0].node
        self._is_lasting &= node.name.value not in VOLATILE
        if node.name.value == "__typename":
            return self._constant(kind.name)
        field = kind.fields.get(node.name.value)
        if field is None:
            raise Unsupported
        definition = field.extensions["strawberry-definition"]
        value = f"o.{definition.python_name}"
        if not definition.is_basic_field:
            value = self._call(field, definition, node)
        return self._value(field.type, details, value)

    def _call(self, field: GraphQLField, definition: Any, node: FieldNode) -> str:
        resolver = definition.base_resolver
        if resolver is None or definition.extensions or definition.is_async:
            raise Unsupported
        if resolver.info_parameter or resolver.parent_parameter:
            raise Unsupported
        given = get_argument_values(field, node, self._executor.variable_values)
        converter = self._executor.schema.extensions["strawberry-definition"].config.name_converter
        names = {converter.get_graphql_name(a): a.python_name for a in definition.arguments}
        arguments = {names[name]: value for name, value in given.items()}
        function = self._constant(resolver.wrapped_func)
        return f"{function}(o, **{self._constant(arguments)})"

    def _value(self, kind: GraphQLOutputType, details: Details, value: str) -> str:
        """Return the expression that writes a value of type `kind`."""
        of = kind.of_type if is_non_null_type(kind) else kind
        if is_leaf_type(of):
            return self._leaf(of, value, is_required=of is not kind)
        if of is not kind:
            return self._some(of, details, value)
        return f"(None if (v := {value}) is None else {self._some(of, details, 'v')})"

    def _some(self, kind: GraphQLOutputType, details: Details, value: str) -> str:
        """Return the expression for a value that is there and no leaf."""
        if is_list_type(kind):
            return f"[{self._value(kind.of_type, details, 'i')} for i in items({value})]"
        if isinstance(kind, GraphQLObjectType):
            if kind.name == "Shipment" and self._fragments is not None:
                return self._bytes(kind, details, value, self._fragments)
            return f"{self._object(kind, details)}({value})"
        if is_abstract_type(kind):
            return f"{self._dispatch(kind, details)}({value})"
        raise Unsupported

    def _bytes(
        self, kind: GraphQLObjectType, details: Details, value: str, fragments: Fragments
    ) -> str:
        """Return the expression that writes an object as bytes, which are kept where they last."""
        self._becomes_bytes = True
        function = self._object(kind, details)
        self._becomes_bytes = False
        write = fragments.write if self._is_lasting else written
        return f"{self._constant(write)}({function}, {value})"

    def _dispatch(self, kind: GraphQLAbstractType, details: Details) -> str:
        """Write the function that finds the function for the type of a value."""
        key = self._key(kind, details)
        if key not in self._functions:
            name = self._functions[key] = f"g{len(self._functions)}"
            cases = [
                (self._constant(one.extensions["strawberry-definition"].origin), one)
                for one in self._executor.schema.get_possible_types(kind)
            ]
            functions = ", ".join(f"{case}: {self._object(one, details)}" for case, one in cases)
            self._source += [f"{name}_by = {{{functions}}}"]
            self._source += [f"def {name}(o):", f"  return {name}_by[o.__class__](o)"]
        return self._functions[key]

    def _leaf(self, kind: GraphQLLeafType, value: str, *, is_required: bool) -> str:
        """Return the expression for a leaf, which has to be of its type."""
        if kind.name == "JSON":
            if is_required:
                raise Unsupported
            return value
        write = kind.coerce_output_value
        if is_enum_type(kind):
            of = kind.extensions["strawberry-definition"].wrapped_cls
            named = all(write(each) == each.name for each in of)
            written = "v.name" if named else f"{self._constant(write)}(v)"
        elif kind.name in _AS_IT_IS:
            of, written = _AS_IT_IS[kind.name], "v"
        elif kind.name == "DateTime" and self._becomes_bytes:
            return self._instant(write, value, is_required=is_required)
        elif is_required:
            return f"{self._constant(write)}({value})"
        else:
            return f"(None if (v := {value}) is None else {self._constant(write)}(v))"
        other = "odd()" if is_required else "None if v is None else odd()"
        return f"({written} if (v := {value}).__class__ is {self._constant(of)} else {other})"

    def _instant(self, write: Program, value: str, *, is_required: bool) -> str:
        """Return the expression for an instant, which stays one where msgspec writes the same."""
        same = f"v.__class__ is {self._constant(datetime)} and v.tzinfo is {self._constant(UTC)}"
        text = f"{self._constant(write)}(v)"
        other = text if is_required else f"None if v is None else {text}"
        return f"(v if (v := {value}) and {same} and not v.microsecond else {other})"

    def _key(self, kind: GraphQLNamedType, details: Details) -> Key:
        return (self._becomes_bytes, kind.name, *(id(detail.node) for detail in details))

    def _constant(self, value: object) -> str:
        name = f"c{len(self._scope)}"
        self._scope[name] = value
        return name


def odd() -> NoReturn:
    """Give an object up: something in it is not what the schema says."""
    raise TypeError


def items(value: T) -> T:
    """Return a value that is exactly a list; give up what is none."""
    return value if isinstance(value, list | tuple) else odd()
