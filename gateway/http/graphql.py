"""The GraphQL endpoint: POST for everything, GET for queries, a page for browsers."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from gateway.http.answer import Answer, write
from gateway.http.answers import Answers, Asked, asked
from gateway.http.encoding import compressed, takes_gzip
from gateway.http.entrance import client_of
from gateway.http.ide import Ide
from gateway.http.observation import CLIENT_CLOSED_REQUEST
from gateway.http.origins import Pages
from gateway.http.persisted import PersistedOperations, is_introduction
from gateway.http.presence import Gone, while_there
from gateway.http.request import (
    JSON,
    GraphQLRequest,
    NotExecuted,
    Refused,
    media_type,
    read_body,
    read_request,
    wants_html,
)
from gateway.http.statuses import status_of_refusal, status_of_result
from gateway.schema import Context, Schema, format_error
from gateway.settings import Edition
from gateway.telemetry import Outcome, current_record

STATIC_SECONDS = 300.0
"""Seconds for which an answer that took no provider may be kept, at the most.

It changes with the gateway's version and settings only, and those it does not know beforehand.
"""

CREDENTIALS = frozenset({"authorization", "cookie"})
"""Header fields that tell who asks: the answer is for nobody else then."""


class GraphQLEndpoint:
    """An ASGI application that executes GraphQL requests, or finds them among `answers`.

    `context` makes the context of one operation with a set of credentials; `clock` returns epoch
    seconds; `pages` are those that may send requests from a browser; `operations` knows the
    documents that requests name; `edition` is that of the specification.
    """

    def __init__(
        self,
        schema: Schema,
        ide: Ide | None,
        context: Callable[[str], Context],
        answers: Answers,
        clock: Callable[[], float],
        *,
        pages: Pages,
        operations: PersistedOperations,
        edition: Edition,
        learn: Callable[[Scope, Asked, Answer], None],
    ) -> None:
        self._schema = schema
        self._ide = ide
        self._context = context
        self._answers = answers
        self._learn = learn
        self._clock = clock
        self._pages = pages
        self._operations = operations
        self._edition = edition

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; never raises but for cancellation."""
        request = Request(scope, receive)
        if self._ide is not None and opens_page(request):
            await self._ide.response()(scope, receive, send)
            return
        answer = await self._answer(request)
        known = ", ".join(request.headers.getlist("if-none-match")).encode("latin-1")
        for message in answer.messages(self._clock(), known):
            await send(message)

    async def _answer(self, request: Request) -> Answer:
        kind = JSON
        try:
            kind = media_type(request.headers.get("accept"))
            if request.method == "GET":
                self._pages.check(request.headers)
            body = await read_body(request, self._schema.limits)
            sent = asked(request.scope, body)
            known = self._answers.find(sent)
            if known is not None:
                current_record().again = known.record
                self._learn(request.scope, sent, known)
                return known
            times = self._answers.times_cleared
            wanted = read_request(request, body, self._schema.limits)
            work = self._execute(wanted, request, kind)
            answer = await while_there(request.receive, work)
            if takes_gzip(", ".join(request.headers.getlist("accept-encoding"))):
                answer = compressed(answer)
            # What was begun before somebody saw something newer may be older than that.
            if times == self._answers.times_cleared:
                self._answers.keep(sent, answer)
        except Refused as refused:
            return self._refusal(refused, kind)
        except (Gone, ClientDisconnect):
            return Answer(CLIENT_CLOSED_REQUEST, (), b"")
        return answer

    async def _execute(self, wanted: GraphQLRequest, request: Request, kind: str) -> Answer:
        client = client_of(request.scope)
        context = self._context(client.credentials)
        text = await self._operations.text(wanted)
        try:
            result = await self._schema.execute(
                text,
                variable_values=wanted.variables,
                context_value=context,
                operation_name=wanted.operation_name,
                allowed_operation_types=_ALLOWED[request.method],
            )
        except CannotGetOperationTypeError:
            message = "The document has no operation of that name, or several and none is named."
            raise NotExecuted(422, "OPERATION_RESOLUTION_FAILURE", message) from None
        except InvalidOperationTypeError:
            message = f"{request.method} can't execute this kind of operation."
            raise Refused(405, "METHOD_NOT_ALLOWED", message, {"Allow": "POST"}) from None
        if context.lookups.was_forced:
            # Who has seen something newer must not see something older now.
            self._answers.clear()
        if not isinstance(result, PreExecutionError):
            await self._operations.keep(wanted)
        # From an answer that is given again, nobody would learn the name of the document.
        lasts = not result.errors and not is_introduction(wanted) and self._is_lasting(text)
        body, status, kind = self._result(result, kind)
        return write(
            body,
            status,
            kind,
            fresh_until=self._fresh_until(context) if lasts else None,
            is_private=not client.is_anonymous or _shows_credentials(request),
            tagged=request.method == "GET",
            record=current_record(),
        )

    def _is_lasting(self, text: str) -> bool:
        return self._schema.documents.read(text).is_lasting

    def _fresh_until(self, context: Context) -> float | None:
        """Return until when an answer without errors holds; None where it is nobody's to keep."""
        lookups = context.lookups
        if lookups.was_forced or not lookups.fresh_until:
            return None
        if lookups.fresh_until == math.inf:
            return self._clock() + STATIC_SECONDS
        return lookups.fresh_until

    def _result(
        self, result: ExecutionResult | PreExecutionError, kind: str
    ) -> tuple[dict[str, Any], int, str]:
        executed = not isinstance(result, PreExecutionError)
        shown = (result.errors or [])[: self._schema.limits.max_errors]
        errors = [format_error(error, executed=executed) for error in shown]
        body: dict[str, Any] = {"errors": errors} if errors else {}
        # An error without a path came before any field was resolved: there is no data then, not
        # even null.
        refused = result.data is None and all("path" not in error for error in errors)
        if not refused:
            body["data"] = result.data
        current_record().ended(_outcome(body), errors[0]["extensions"]["code"] if errors else None)
        return body, *status_of_result(self._edition, kind, errors, executed=not refused)

    def _refusal(self, refused: Refused, kind: str) -> Answer:
        current_record().ended(Outcome.REFUSED, refused.code)
        error = {"message": refused.message, "extensions": {"code": refused.code}}
        status, kind = status_of_refusal(self._edition, kind, refused)
        return write({"errors": [error]}, status, kind, headers=refused.headers)


_ALLOWED = {"GET": {OperationType.QUERY}, "POST": {OperationType.QUERY, OperationType.MUTATION}}


def _shows_credentials(request: Request) -> bool:
    return not CREDENTIALS.isdisjoint(request.headers.keys())


# The parameters of which a request by GET has at least one.
_ASKING = frozenset({"query", "documentId", "extensions"})


def opens_page(request: Request) -> bool:
    """Say whether a browser opens the endpoint, to show a page."""
    asks_nothing = request.method == "GET" and _ASKING.isdisjoint(request.query_params)
    return asks_nothing and wants_html(request.headers.get("accept"))


def _outcome(body: Mapping[str, Any]) -> Outcome:
    errors, data = body.get("errors", ()), body.get("data")
    if any(error["extensions"]["code"] == "INTERNAL" for error in errors):
        return Outcome.FAULT
    if not errors:
        return Outcome.OK
    if "data" not in body:
        return Outcome.INVALID
    return Outcome.PARTIAL if data and any(data.values()) else Outcome.FAILED
