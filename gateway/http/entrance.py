"""Let nobody in whom the door refuses."""

from collections.abc import Callable, MutableMapping
from typing import Any

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.clients import HEADER, Client, Door, Purpose, Refusal
from gateway.telemetry import Outcome, current_record

OPEN = frozenset({"/", "/healthz", "/readyz"})
"""What anybody may see: it tells no more than that there is a gateway, and whether it can answer.

Everything else is closed, whoever adds it.
"""

PURPOSES = {"/metrics": Purpose.METRICS}
"""What has keys of its own: the metrics tell of all clients."""

_CLIENT = "gateway.client"


def client_of(scope: MutableMapping[str, Any]) -> Client:
    """Return the client whose request has been let in."""
    client: Client = scope[_CLIENT]
    return client


class Entrance:
    """Passes requests on to `app` that may come in; `client_of` then says whose they are.

    `is_open` tells of a request to a closed path that anybody may make it.
    """

    def __init__(self, app: ASGIApp, door: Door, is_open: Callable[[Scope], bool]) -> None:
        self._app = app
        self._door = door
        self._is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in OPEN and not self._is_open(scope):
            purpose = PURPOSES.get(scope["path"], Purpose.GRAPHQL)
            address = scope["client"]
            client = self._door.admit(scope["headers"], address and address[0], purpose)
            if isinstance(client, Refusal):
                current_record().ended(Outcome.REFUSED, client.code)
                await _refuse(client, send)
                return
            current_record().client = client.name
            scope[_CLIENT] = client
            if not client.is_anonymous:
                # No key goes any further.
                scope["headers"] = [field for field in scope["headers"] if field[0] != HEADER]
        await self._app(scope, receive, send)


async def _refuse(refusal: Refusal, send: Send) -> None:
    retryable = refusal.retry_after is not None
    extensions: dict[str, Any] = {"code": refusal.code, "retryable": retryable}
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if refusal.challenge is not None:
        headers.append((b"www-authenticate", refusal.challenge.encode()))
    if refusal.retry_after is not None:
        extensions["retryAfterSeconds"] = refusal.retry_after
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    error = {"message": refusal.message, "extensions": extensions}
    body = msgspec.json.encode({"errors": [error]})
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
