"""Call the resolvers of a known operation directly.

On its way to a resolver the executor works out again what was the same the last time: the types of
the variables, the fields at the root, their arguments, and an object that tells the resolver all
about it. Of an operation that was met before only what its variables bring is new. So for

    query($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }

what is kept is this: read `refs` by a function for lists of references; call `shipments` with
that; write each of what it returns by the program that the executor would use (`programs`).

This is for operations that go well. Where a variable is odd, nothing is called here and the
executor does it all. Where a resolver raises, or returns what a program gives up, the executor is
told what each resolver came to, and goes on from there (`calls`). So every error is the
executor's.

What is kept holds for one operation and the values of the variables below its root fields, and in
directives; those in the arguments of root fields may be anything, every time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_non_null_type,
    type_from_ast,
    value_from_ast_untyped,
)
from graphql.execution.collect_fields import collect_fields
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from gateway.schema.calls import Calls, Root, Told, writer
from gateway.schema.compiled import Details, Program, Unsupported
from gateway.schema.inputs import Read, Source, reader, source
from gateway.schema.programs import CompilingExecutor, written
from gateway.schema.recent import Recent
from gateway.schema.selection import fields_in, nodes_in, variables_in

Variables = dict[str, Any]


class Operations:
    """The operations of a schema that were met before, the most recently used ones."""

    def __init__(self, schema: GraphQLSchema, executor: type[CompilingExecutor]) -> None:
        self._schema = schema
        self._executor = executor
        self._outlines: Recent[_Outline | None] = Recent()
        self._roots: Recent[Sequence[Root]] = Recent()

    def find(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Variables
    ) -> Calls | None:
        """Return the calls of an operation; None where the executor has to do it all."""
        try:
            calls = self._prepare(document, operation, variables)
        except Exception:
            # A value is odd, in whatever way.
            calls = None
        if calls is None:
            self._executor.programs.operations["executor"] += 1
        return calls

    def _prepare(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Variables
    ) -> Calls | None:
        key, nodes = id(operation), [operation]
        outline = self._outlines.find(
            (key,), nodes, lambda: _outline(self._schema, document, operation)
        )
        given = written(outline.below, variables) if outline is not None else None
        if outline is None or given is None:
            return None
        values = outline.read(variables)
        roots = self._roots.find(
            (key, given), nodes, lambda: self._find(document, operation, outline, variables)
        )
        arguments = [root.arguments(values) for root in roots]
        return Calls(self._executor.programs, roots, arguments) if roots else None

    def _find(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        outline: "_Outline",
        variables: Variables,
    ) -> Sequence[Root]:
        """Return the root fields; none where the executor has to do it all."""
        name = operation.name.value if operation.name else None
        executor = self._executor.build(
            self._schema, document, raw_variable_values=variables, operation_name=name
        )
        if not isinstance(executor, CompilingExecutor):
            # These are errors.
            return ()
        # What is kept must not know what the caller who happens to be the first asks for.
        executor.variable_values = outline.shared(executor.variable_values)
        try:
            return tuple(_roots(executor))
        except Exception:
            # `Unsupported`, or an argument that the executor has something to say about.
            return ()


@dataclass(frozen=True, slots=True)
class _Outline:
    """How the variables of an operation are used.

    `readers` are for those in the arguments of root fields: a name, what is read where nothing is
    given, which may be `Undefined`, and the function that reads. `below` has the names of the rest.
    """

    readers: Sequence[tuple[str, object, Read]]
    below: Sequence[str]

    def read(self, variables: Variables) -> Variables:
        """Read the variables that root fields take; raises where one of them is odd."""
        return {
            name: read(value)
            for name, absent, read in self.readers
            if (value := variables.get(name, absent)) is not Undefined
        }

    def shared(self, values: VariableValues) -> VariableValues:
        """Return values without those that differ from caller to caller."""
        sources, coerced = (
            {name: value for name, value in each.items() if name in self.below} for each in values
        )
        return VariableValues(sources, coerced)


def _outline(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> _Outline | None:
    if operation.operation is not OperationType.QUERY:
        return None
    definitions = document.definitions
    fragments = {
        each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)
    }
    declared = {each.variable.name.value: each for each in operation.variable_definitions or ()}
    at_root = [
        node
        for field in fields_in([operation.selection_set], fragments)
        for argument in field.arguments or ()
        for node in nodes_in(argument.value)
        if isinstance(node, VariableNode)
    ]
    below = variables_in([operation.selection_set], fragments, besides={id(n) for n in at_root})
    names = {node.name.value for node in at_root}
    try:
        return _Outline([_reader(schema, declared[name]) for name in names], below)
    except Unsupported:
        return None


def _reader(schema: GraphQLSchema, declared: VariableDefinitionNode) -> tuple[str, object, Read]:
    kind: Any = type_from_ast(schema, declared.type)
    # Null is odd where there has to be something.
    absent = None if is_non_null_type(kind) else Undefined
    if declared.default_value is not None:
        absent = value_from_ast_untyped(declared.default_value)
    return declared.variable.name.value, absent, reader(kind)


def _roots(executor: CompilingExecutor) -> Iterator[Root]:
    root = executor.schema.query_type
    if root is None:
        raise Unsupported
    fields = collect_fields(
        executor.schema, executor.fragments, executor.variable_values, root, executor.operation
    ).grouped_field_set
    for key, details in fields.items():
        yield _root(executor, root, key, details)


def _root(executor: CompilingExecutor, kind: GraphQLObjectType, key: str, details: Details) -> Root:
    nodes = [detail.node for detail in details]
    name = nodes[0].name.value
    if name == "__typename":
        return Root(key, lambda: kind.name, lambda value: value, is_compiled=False)
    field = kind.fields[name]
    definition = field.extensions["strawberry-definition"]
    resolver = definition.base_resolver
    if resolver is None or definition.extensions or resolver.parent_parameter:
        raise Unsupported
    info = executor.build_resolve_info(field, nodes, kind, Path(None, key, kind.name))
    return Root(
        key,
        resolver.wrapped_func,
        writer(field.type, _program(executor, get_named_type(field.type), details)),
        sources=tuple(_sources(field.args, nodes[0])),
        told=Told(info, definition) if resolver.info_parameter else None,
        is_async=resolver.is_async,
    )


def _program(executor: CompilingExecutor, kind: GraphQLNamedType, details: Details) -> Program:
    if is_abstract_type(kind):
        by_class = {
            each.extensions["strawberry-definition"].origin: _program(executor, each, details)
            for each in executor.schema.get_possible_types(kind)
        }
        return lambda value: by_class[value.__class__](value)
    if isinstance(kind, GraphQLObjectType):
        program = executor.programs.find(executor, kind, details)
        if program is not None:
            return program
    raise Unsupported


def _sources(
    arguments: Mapping[str, GraphQLArgument], node: FieldNode
) -> Iterator[tuple[str, Source]]:
    if any(each.default or each.default_value is not Undefined for each in arguments.values()):
        raise Unsupported
    for given in node.arguments or ():
        argument = arguments[given.name.value]
        definition = argument.extensions["strawberry-definition"]
        yield definition.python_name, source(given.value, argument.type)
