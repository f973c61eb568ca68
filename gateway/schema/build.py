"""The schema."""

import strawberry
from graphql import GraphQLError
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from gateway.model import Shipment, TrackingEvent, scalar_map
from gateway.providers import TYPES
from gateway.schema.compiled import Programs, compiling
from gateway.schema.operation import OneOperation
from gateway.schema.query import Query

DESCRIPTION = (
    "Reads shipment tracking from several providers and answers with one merged view.\n\n"
    "Facts that the providers agree on appear once, on `Shipment`. What each provider said by "
    "itself stays reachable under `Shipment.sources`. A provider that fails never hides the "
    "others: it shows up as a source with an `error`."
)


class Schema(strawberry.Schema):
    """The schema; it logs no errors by itself: `format_error` does, and only what it masks."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Do nothing: Strawberry would log query texts."""


def create_schema(programs: Programs | None = None) -> Schema:
    """Build the schema, which may be shared.

    Selections on plain data are compiled, and kept in `programs`; without it the plain executor
    does everything.
    """
    return Schema(
        query=Query,
        types=[Shipment, TrackingEvent, *TYPES],
        extensions=[
            OneOperation,
            lambda: ParserCache(maxsize=1000),
            lambda: ValidationCache(maxsize=1000),
        ],
        execution_context_class=compiling(programs) if programs is not None else None,
        config=StrawberryConfig(scalar_map=scalar_map()),
        schema_directives=[],
    )
