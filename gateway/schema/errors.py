"""What a caller sees of an error: known conditions as they are, anything else masked.

Every entry of `errors` has `extensions.code`. Messages come from this gateway's own list, or from
the GraphQL parser and validator, which speak of the caller's document alone.
"""

import logging
from typing import Any

from graphql import GraphQLError

from gateway.errors import GatewayError, LimitExceeded
from gateway.model import TrackingError
from gateway.telemetry import fault

log = logging.getLogger(__name__)


def failure(error: TrackingError) -> GraphQLError:
    """Return the GraphQL error for a lookup that established nothing."""
    extensions: dict[str, Any] = {"code": error.code.name, "retryable": error.retryable}
    if error.provider is not None:
        extensions["provider"] = error.provider.name
    if error.retry_after_seconds is not None:
        extensions["retryAfterSeconds"] = error.retry_after_seconds
    return GraphQLError(error.message, extensions=extensions)


def format_error(error: GraphQLError, *, executed: bool = True) -> dict[str, Any]:
    """Return the entry of `errors` for one error, and log what must not be shown.

    `executed` says whether the document was good, so that its variables were looked at.
    """
    original = error.original_error
    # A resolver that raises `failure` gets it back, located, as its own cause.
    if original is None or isinstance(original, GraphQLError):
        code = error.extensions.get("code") if error.extensions else None
        formatted = dict(error.formatted)
        extensions = dict(error.extensions or {})
        extensions["code"] = code or _request_code(error, executed=executed)
        return {**formatted, "extensions": extensions}
    if isinstance(original, GatewayError):
        return _entry(error, original.message, _known(original))
    masked = fault(log, original)
    return _entry(error, masked.message, {**_known(masked), "incident": masked.incident})


def _known(condition: GatewayError) -> dict[str, Any]:
    extensions: dict[str, Any] = {"code": condition.code, "retryable": condition.retryable}
    if isinstance(condition, LimitExceeded):
        extensions["limit"] = condition.limit
        if condition.found is not None:
            extensions["found"] = condition.found
    return extensions


def _entry(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"message": message}
    if error.locations:
        entry["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        entry["path"] = error.path
    return {**entry, "extensions": extensions}


def _request_code(error: GraphQLError, *, executed: bool) -> str:
    # An error without a cause comes from the parser, the validator or the coercion of values.
    if error.message.startswith("Syntax Error"):
        return "GRAPHQL_PARSE_FAILED"
    return "BAD_USER_INPUT" if executed else "GRAPHQL_VALIDATION_FAILED"
