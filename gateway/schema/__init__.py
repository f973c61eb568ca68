"""The GraphQL face: the query root, errors and masking, the schema itself."""

from gateway.schema.build import Schema, create_schema
from gateway.schema.context import Context
from gateway.schema.errors import format_error
from gateway.schema.fragments import Fragments
from gateway.schema.programs import Programs

__all__ = ["Context", "Fragments", "Programs", "Schema", "create_schema", "format_error"]
