"""The outermost layer: gives each request its id, and tells what became of it."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.telemetry import Requests, recording

CLIENT_CLOSED_REQUEST = 499
"""What logs know a request by whose caller went away; it is sent to nobody."""


class Observation:
    """Keeps a record of each request to `path` while `app` answers it, and tells `requests` of it.

    A status that nobody sent is 500: the application failed.
    """

    def __init__(self, app: ASGIApp, requests: Requests, path: str) -> None:
        self._app = app
        self._requests = requests
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the request's id."""
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] == "OPTIONS":
            # What browsers ask beforehand asks for no data.
            await self._app(scope, receive, send)
            return
        record = self._requests.begin(scope["headers"])
        id_header = (b"x-request-id", record.request_id.encode())
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], id_header]}
            await send(message)

        try:
            with recording(record):
                await self._app(scope, receive, sending)
        except asyncio.CancelledError:
            status = CLIENT_CLOSED_REQUEST
            raise
        finally:
            self._requests.end(record, scope["method"], status)
