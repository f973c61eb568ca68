"""The GraphQL endpoint: POST for everything, GET for queries, a page for browsers."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from gateway.http.answers import Answers, Asked
from gateway.http.ide import Ide
from gateway.http.presence import Gone, while_there
from gateway.http.request import (
    JSON,
    RESPONSE_JSON,
    GraphQLRequest,
    Refused,
    media_type,
    read_body,
    read_request,
    wants_html,
)
from gateway.schema import Context, Schema, format_error

MAX_ERRORS = 5
"""Errors that one answer lists."""

CLIENT_CLOSED_REQUEST = 499
"""What logs know a request by whose caller went away; it is sent to nobody."""


class GraphQLEndpoint:
    """Executes GraphQL requests, or finds them among `answers`.

    `context` makes the context of one operation.
    """

    def __init__(
        self, schema: Schema, ide: Ide | None, context: Callable[[], Context], answers: Answers
    ) -> None:
        self._schema = schema
        self._ide = ide
        self._context = context
        self._answers = answers

    async def __call__(self, request: Request) -> Response:
        """Answer one request; never raises but for cancellation."""
        accept = request.headers.get("accept")
        if self._ide is not None and _opens_page(request):
            return self._ide.response()
        kind = JSON
        try:
            kind = media_type(accept)
            body = await read_body(request)
            known = self._answers.find((kind, body)) if body else None
            if known is not None:
                return known
            asked = read_request(request, body)
            work = self._execute(asked, request.method, (kind, body))
            return await while_there(request.receive, work)
        except Refused as refused:
            return _refusal(refused, kind)
        except (Gone, ClientDisconnect):
            return Response(status_code=CLIENT_CLOSED_REQUEST)

    async def _execute(self, asked: GraphQLRequest, method: str, sent: Asked) -> Response:
        context, times = self._context(), self._answers.times_cleared
        try:
            result = await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.operation_name,
                allowed_operation_types=_ALLOWED[method],
            )
        except CannotGetOperationTypeError:
            message = "The document has no operation of that name, or several and none is named."
            raise Refused(400, "OPERATION_RESOLUTION_FAILURE", message) from None
        except InvalidOperationTypeError:
            message = f"{method} can't execute this kind of operation."
            raise Refused(405, "METHOD_NOT_ALLOWED", message, {"Allow": "POST"}) from None
        response = _answer(result, sent[0])
        is_current = times == self._answers.times_cleared
        if context.lookups.was_forced:
            # Who has seen something newer must not see something older now.
            self._answers.clear()
        elif method == "POST" and is_current and not result.errors and self._is_lasting(asked):
            self._answers.keep(sent, response, context.lookups.fresh_until)
        return response

    def _is_lasting(self, asked: GraphQLRequest) -> bool:
        return self._schema.documents.read(asked.query).is_lasting


_ALLOWED = {"GET": {OperationType.QUERY}, "POST": {OperationType.QUERY, OperationType.MUTATION}}


def _opens_page(request: Request) -> bool:
    asks_nothing = request.method == "GET" and "query" not in request.query_params
    return asks_nothing and wants_html(request.headers.get("accept"))


def _answer(result: ExecutionResult | PreExecutionError, kind: str) -> Response:
    executed = not isinstance(result, PreExecutionError)
    shown = (result.errors or [])[:MAX_ERRORS]
    errors = [format_error(error, executed=executed) for error in shown]
    body: dict[str, Any] = {"errors": errors} if errors else {}
    # An error without a path came before any field was resolved: there is no data then, not even
    # null.
    refused = result.data is None and all("path" not in error for error in errors)
    if not refused:
        body["data"] = result.data
    status = 400 if refused and kind == RESPONSE_JSON else 200
    return _write(body, status, kind, {})


def _refusal(refused: Refused, kind: str) -> Response:
    error = {"message": refused.message, "extensions": {"code": refused.code}}
    return _write({"errors": [error]}, refused.status, kind, refused.headers)


def _write(body: dict[str, Any], status: int, kind: str, headers: Mapping[str, str]) -> Response:
    common = {
        "Content-Type": f"{kind}; charset=utf-8",
        "Cache-Control": "no-store",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(_encode(body), status, {**common, **headers})


def _encode(body: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        # Half a surrogate came in, in a provider's text or in a variable that a message quotes.
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
