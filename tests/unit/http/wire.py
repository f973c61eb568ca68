"""One connection to an application, without a network: bytes go in, bytes come out."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from gateway.http.guard import CONNECTIONS, Connections, Guard, Limits
from gateway.http.protocol import GuardedProtocol
from gateway.http.repeats import REPEATS

LIMITS = Limits(connections=4, url_bytes=100, head_bytes=200, head_fields=5, body_bytes=50)


class Wire(asyncio.Transport):
    """The server's end of a connection whose client takes all, or nothing while `is_stuck`."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.is_stuck = False
        self.has_ended = False
        self.is_closed = False
        self.is_aborted = False
        self.is_paused = False
        self._unsent = 0

    def write(self, data: Any) -> None:
        assert not self.has_ended
        self.sent += data
        self._unsent += len(data) if self.is_stuck else 0

    def take(self) -> None:
        """Let the client take all that was sent."""
        self._unsent = 0
        self.is_stuck = False

    def write_eof(self) -> None:
        self.has_ended = True

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_aborted = True

    def is_closing(self) -> bool:
        return self.is_closed

    def get_write_buffer_size(self) -> int:
        return self._unsent

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)}.get(name, default)


@dataclass
class Echo:
    """An application that notes each request and answers with its path, when it is let."""

    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        assert not message["more_body"]
        self.scopes.append(scope)
        self.asked.append((scope["method"], scope["path"], message["body"]))
        await self.let.wait()
        body = scope["path"].encode()
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True)
class Said:
    """What the server said in one answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of the one error that it is about."""
        (error,) = json.loads(self.body)["errors"]
        assert error["message"]
        code: str = error["extensions"]["code"]
        return code


class Connection:
    """A connection that has just been made."""

    def __init__(
        self,
        app: ASGIApp,
        guard: Guard,
        repeats: object = None,
        connections: Connections | None = None,
    ) -> None:
        # uvicorn's types of ASGI are others than Starlette's, for the same things.
        config = uvicorn.Config(cast("Any", app), log_config=None, ws="none", lifespan="off")
        state = {REPEATS: repeats, CONNECTIONS: connections}
        self.wire = Wire()
        self.protocol = GuardedProtocol(config, ServerState(), state, guard=guard)
        self.protocol.connection_made(self.wire)

    async def send(self, *data: bytes) -> None:
        """Let these bytes come in one after the other."""
        for piece in data:
            self.protocol.data_received(piece)
            await self.settle()

    async def settle(self) -> None:
        """Let the application do what it can."""
        for _ in range(10):
            await asyncio.sleep(0)

    def said(self) -> list[Said]:
        """Read what was sent, as the answers that it is."""
        rest, answers = self.wire.sent, []
        while rest:
            head, _, rest = rest.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines)
            length = int(headers.get("content-length", 0))
            answers.append(Said(int(first.split(" ")[1]), headers, rest[:length]))
            rest = rest[length:]
        return answers
