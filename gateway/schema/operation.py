"""Which operation of a document is meant."""

from collections.abc import Iterator

from graphql import OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError


class OneOperation(SchemaExtension):
    """Refuses a document with several operations of which none is named.

    Strawberry would execute the first. Source: GraphQL specification, October 2021, section 6.1,
    https://spec.graphql.org/October2021/#GetOperation(), read 2026-11-21.
    """

    def on_parse(self) -> Iterator[None]:
        """Look at the document once it is parsed."""
        yield
        context = self.execution_context
        document = context.graphql_document
        if document is None or context._provided_operation_name is not None:
            return
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        if len(operations) > 1:
            raise CannotGetOperationTypeError(None)
