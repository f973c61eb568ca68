"""The schema."""

import time
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, execute
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.utils.await_maybe import await_maybe

from gateway.errors import DocumentTooLong, TooManyDefinitions
from gateway.model import Shipment, TrackingEvent, scalar_map
from gateway.providers import TYPES
from gateway.schema.concealment import conceal, concealing
from gateway.schema.context import Context
from gateway.schema.demand import Sizes, Variables
from gateway.schema.documents import RULES, Documents
from gateway.schema.federation import SCALARS, SubgraphQuery, subgraph_sdl
from gateway.schema.limits import exceeded, together
from gateway.schema.operations import Operations
from gateway.schema.programs import Programs, compiling
from gateway.schema.query import Query
from gateway.settings import Settings
from gateway.telemetry import Operation, current_record
from gateway.tracker import Turn

Asked = tuple[str, Variables, str | None]
"""What a client wants executed: a document, its variables, and the name of the operation."""


class Schema(strawberry.Schema):
    """The schema, which clients can't read, nor learn from messages, where it `is_concealed`.

    `operations` are those that are known; without any the executor does everything.
    """

    is_concealed = False
    operations: Operations | None = None

    @cached_property
    def limits(self) -> Settings:
        """The limits of what is executed, those by default where nobody set others."""
        return Settings.model_construct()

    @cached_property
    def documents(self) -> Documents:
        """The documents that were executed."""
        rules = concealing(RULES) if self.is_concealed else RULES
        return Documents(self._schema, self.limits, rules)

    def explain(self, text: str) -> str:
        """Say what is wrong with a document, also to those who may not read the schema."""
        return Documents(self._schema, self.limits).read(text).errors[0].message

    def exceeded(self, asked: Sequence[Asked]) -> list[GraphQLError]:
        """Return an error for each limit that these operations exceed together, as one request.

        What has no operation to execute, or can't be parsed, has an error by itself and counts for
        its characters.
        """
        total: Sizes = {
            TooManyDefinitions: len(asked),
            DocumentTooLong: sum(len(text) for text, _, _ in asked),
        }
        if errors := exceeded(total, self.limits):
            return errors
        total = {}
        for text, variables, name in asked:
            # One by one: what is too much together is not even read to its end.
            total = together([total, self._sizes(text, variables, name)])
            if errors := exceeded(total, self.limits):
                return errors
        return []

    def _sizes(self, text: str, variables: Variables, name: str | None) -> Sizes:
        document = self.documents.read(text)
        operation = document.operation(name)
        if operation is None or document.errors:
            return document.sizes
        demanded = document.demand(operation).sizes(variables, self.limits.max_batch_size)
        return {**document.sizes, **demanded}

    @property
    def sdl(self) -> str:
        """The schema as text, with the directives of a subgraph where it is one."""
        written = self.as_str() + "\n"
        return subgraph_sdl(written) if self.query is SubgraphQuery else written

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Context | None = None,
        root_value: object = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult | PreExecutionError:
        """Execute one operation of a document.

        As Strawberry does, without its extensions: they and what they are told cost more than a
        known document that asks for a known shipment.

        Raises:
            CannotGetOperationTypeError: the document has no such operation, or several and none is
            named.
            InvalidOperationTypeError: the operation is of a kind that is not allowed.
        """
        document = self.documents.read(query or "")
        if document.ast is None:
            return PreExecutionError(data=None, errors=list(document.errors))
        operation = document.operation(operation_name)
        if operation is None:
            raise CannotGetOperationTypeError(operation_name)
        kind = OperationType(operation.operation.value)
        if allowed_operation_types is not None and kind not in allowed_operation_types:
            raise InvalidOperationTypeError(kind)
        if document.errors:
            return PreExecutionError(data=None, errors=list(document.errors))
        name = operation.name.value if operation.name else None
        current_record().operations.append(Operation.of(name, document.digest))
        most, variables = self.limits.max_batch_size, variable_values or {}
        demand = document.demand(operation)
        if errors := exceeded(demand.sizes(variables, most), self.limits):
            return PreExecutionError(data=None, errors=errors)
        variables = demand.shortened(variables, most)
        return await self._execute(document.ast, operation, variables, context_value, root_value)

    async def _execute(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Variables,
        context: Context | None,
        root_value: object,
    ) -> ExecutionResult:
        known, outcomes, turn = self.operations, None, Turn(time.perf_counter)
        calls = known.find(document, operation, variables) if known is not None else None
        # An operation that wasn't known was compiled.
        await turn.pause()
        if calls is not None:
            outcomes = await calls.make(context)
            data = await calls.write(outcomes)
            if data is not None:
                return ExecutionResult(data=data, errors=None)
        result: Any = await await_maybe(
            execute(
                self._schema,
                document,
                root_value,
                context,
                variables,
                operation.name.value if operation.name else None,
                executor_class=self.execution_context_class,
                max_coercion_errors=self.limits.max_errors,
                middleware=[outcomes] if outcomes is not None else None,
            )
        )
        errors = result.errors
        if errors and self.is_concealed:
            errors = list(map(conceal, errors))
        return ExecutionResult(data=result.data, errors=errors)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Do nothing: Strawberry would log query texts."""


def create_schema(
    programs: Programs | None = None,
    limits: Settings | None = None,
    *,
    subgraph: bool = False,
    concealed: bool = False,
) -> Schema:
    """Build the schema, which may be shared.

    Selections on plain data are compiled, and kept in `programs`; without it the plain executor
    does everything. Without `limits` those by default are kept. A subgraph is for the router of a
    federated graph. A schema that is concealed is told to nobody.
    """
    plain = StrawberryGraphQLCoreExecutionContext
    executor = compiling(programs) if programs is not None else None
    schema = Schema(
        query=SubgraphQuery if subgraph else Query,
        types=[Shipment, TrackingEvent, *TYPES],
        execution_context_class=executor or plain,
        config=StrawberryConfig(scalar_map={**scalar_map(), **SCALARS}),
        schema_directives=[],
    )
    schema.is_concealed = concealed
    if executor is not None:
        schema.operations = Operations(schema._schema, executor)
    if limits is not None:
        schema.limits = limits
    return schema
