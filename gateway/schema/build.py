"""The schema."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import strawberry
from graphql import GraphQLError, execute, specified_rules
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.utils.await_maybe import await_maybe

from gateway.model import Shipment, TrackingEvent, scalar_map
from gateway.providers import TYPES
from gateway.schema.concealment import conceal, concealing
from gateway.schema.context import Context
from gateway.schema.documents import Documents
from gateway.schema.federation import SCALARS, SubgraphQuery, subgraph_sdl
from gateway.schema.programs import Programs, compiling
from gateway.schema.query import Query
from gateway.telemetry import Operation, current_record

DESCRIPTION = (
    "Reads shipment tracking from several providers and answers with one merged view.\n\n"
    "Facts that the providers agree on appear once, on `Shipment`. What each provider said by "
    "itself stays reachable under `Shipment.sources`. A provider that fails never hides the "
    "others: it shows up as a source with an `error`."
)


class Schema(strawberry.Schema):
    """The schema, which clients can't read, nor learn from messages, where it `is_concealed`."""

    is_concealed = False

    @cached_property
    def documents(self) -> Documents:
        """The documents that were executed."""
        rules = concealing(specified_rules) if self.is_concealed else specified_rules
        return Documents(self._schema, rules)

    def explain(self, text: str) -> str:
        """Say what is wrong with a document, also to those who may not read the schema."""
        return Documents(self._schema).read(text).errors[0].message

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
        current_record().operations.append(Operation(name, document.digest))
        result: Any = await await_maybe(
            execute(
                self._schema,
                document.ast,
                root_value,
                context_value,
                variable_values,
                operation_name,
                executor_class=self.execution_context_class,
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
    programs: Programs | None = None, *, subgraph: bool = False, concealed: bool = False
) -> Schema:
    """Build the schema, which may be shared.

    Selections on plain data are compiled, and kept in `programs`; without it the plain executor
    does everything. A subgraph is for the router of a federated graph. A schema that is concealed
    is told to nobody.
    """
    plain = StrawberryGraphQLCoreExecutionContext
    schema = Schema(
        query=SubgraphQuery if subgraph else Query,
        types=[Shipment, TrackingEvent, *TYPES],
        execution_context_class=plain if programs is None else compiling(programs),
        config=StrawberryConfig(scalar_map={**scalar_map(), **SCALARS}),
        schema_directives=[],
    )
    schema.is_concealed = concealed
    return schema
