"""What a caller sees of a fault of the gateway: nothing but a name for it, whatever went wrong."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.answer import Answer, write
from gateway.http.request import JSON
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


def _answer() -> Answer:
    internal = fault(log)
    current_record().ended(Outcome.FAULT, internal.code)
    extensions = {"code": internal.code, "retryable": False, "incident": internal.incident}
    error = {"message": internal.message, "extensions": extensions}
    return write({"errors": [error]}, 500, JSON)
