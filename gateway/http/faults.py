"""What a caller sees where no endpoint answers: a refusal, or of a fault nothing but a name."""

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.answer import Answer, encode, write
from gateway.http.request import JSON, OPTIONS
from gateway.telemetry import Outcome, current_record, fault

log = logging.getLogger(__name__)


class Faults:
    """Answers 500 where `app` raises, and logs what it was.

    Where the answer had begun, the server cuts it off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; never raises for one but for cancellation."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            answer = _answer()
            if not begun:
                for message in answer.messages(0.0):
                    await send(message)


def refuse(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses: a path or a method that is not served.

    OPTIONS is what no route serves by itself: it is told the others. `error` is an `HTTPException`;
    Starlette's type for handlers says less.
    """
    if not isinstance(error, HTTPException):
        raise TypeError
    status = HTTPStatus(error.status_code)
    headers = {"Cache-Control": "no-store", **(error.headers or {})}
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        # Starlette keeps the methods of a route in a set.
        headers["Allow"] = ", ".join(sorted({*headers["Allow"].split(", "), OPTIONS}))
        if request.method == OPTIONS:
            return Response(None, 204, headers)
    message = f"{status.phrase}: nothing is served here that way."
    body = encode({"errors": [{"message": message, "extensions": {"code": status.name}}]})
    return Response(body, status, headers, media_type=JSON)


def _answer() -> Answer:
    internal = fault(log)
    current_record().ended(Outcome.FAULT, internal.code)
    extensions = {"code": internal.code, "retryable": False, "incident": internal.incident}
    error = {"message": internal.message, "extensions": extensions}
    return write({"errors": [error]}, 500, JSON)
