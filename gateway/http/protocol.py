"""HTTP/1.1 on one connection: whole requests reach the application, all else is refused here.

uvicorn and llhttp do the work. Added is what they leave out: limits of time and size, what the head
of a request has to have, and answers in JSON. The application begins when its request has come as a
whole, so slow, broken and endless bodies never reach it.
"""

import asyncio
from typing import Any

import httptools
from uvicorn import Config
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from gateway.http import heads, refusals
from gateway.http.connection import GuardedConnection
from gateway.http.guard import Guard, State
from gateway.http.refusals import Refusal, Refused
from gateway.http.repeats import REPEATS, WHOLE, Repeats, Whole

MAX_QUEUED = 64
"""Requests of one connection that wait for the answers to those before."""

# Looked up once, and no `super()` below where it is called for every request: together they would
# cost more than all that is checked.
FIRST_HEAD, NEXT_HEAD, REST_OF_HEAD, BODY, NOTHING = State
BETWEEN = (FIRST_HEAD, NEXT_HEAD)


class GuardedProtocol(GuardedConnection):
    """One connection of a client."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        guard: Guard,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop, guard=guard)
        self.url = b""
        # The application, while it waits for the rest of the request whose turn it is.
        self._held: ASGI3Application | None = None
        self._refusal: Refusal | None = None
        # Bytes that have come since there was a whole head, or a piece of a body.
        self._unfinished = 0
        self._hosts = 0
        self._is_chunked = False
        self._repeats: Repeats | None = app_state.get(REPEATS)
        self._peer: str | None = None

    # Called by the transport.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a new connection, and note who is at its other end."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else None

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._refusal is not None:
            return
        before = self._state
        is_whole = self._running is None and not self._unfinished and before in BETWEEN
        if is_whole and self._answer_again(data):
            return
        self._unfinished += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            # What a callback raises comes wrapped.
            cause = error.__context__
            self.refuse(cause.refusal if isinstance(cause, Refused) else refusals.INVALID_HTTP)
        if self._unfinished > self._limits.head_bytes and self._refusal is None:
            self._check_unfinished()
        if self._state is BODY:
            self._keep_body()
        if self._state is not before:
            self._since = self._guard.now
        if (
            is_whole
            and self._running is not None
            and self._state is NEXT_HEAD
            and not self.pipeline
        ):
            # The application, which may learn something of it, has not begun yet.
            self.scope["state"][WHOLE] = Whole(data, self.headers, self._peer)

    def _keep_body(self) -> None:
        self._keep(len(self.cycle.body))
        if self._guard.kept > self._limits.unfinished_bytes:
            self.refuse(refusals.TOO_MANY_BODIES)

    def _answer_again(self, data: bytes) -> bool:
        """Answer a request that is known; return False where it has to be read."""
        if self._repeats is None or self._guard.leaving or self.flow.write_paused:
            return False
        fields = self.server_state.default_headers
        found = self._repeats.answer(data, self._peer, fields)
        if found is None:
            return False
        self._forget_blocked()
        self.transport.writelines(found)
        self.server_state.total_requests += 1
        self._state = NEXT_HEAD
        self._since = self._guard.now
        return True

    def _decline_upgrade(self, rest: bytes) -> None:
        # The parser takes the rest for another protocol, while it is the request's body.
        version = self.parser.get_http_version()
        head = heads.without_upgrade(self.parser.get_method(), self.url, version, self.headers)
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._unfinished = 0
        self.data_received(head + rest)

    def _check_unfinished(self) -> None:
        # The head is not whole yet, or something without end comes in place of a piece of the body.
        limits = self._limits
        if len(self.url) > limits.url_bytes:
            self.refuse(refusals.URL_TOO_LONG)
        elif self._unfinished - len(self.url) > limits.head_bytes:
            self.refuse(refusals.HEADERS_TOO_LARGE)

    # Called by the parser.

    def on_message_begin(self) -> None:
        """Begin with the head of a request."""
        HttpToolsProtocol.on_message_begin(self)
        self._state = REST_OF_HEAD
        self._hosts = 0
        self._is_chunked = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. What comes after the body is none of the request's."""
        if self._state is BODY:
            return
        name = name.lower()
        if name in heads.WATCHED:
            self._notice(name, value)
        self.headers.append((name, value))

    def _notice(self, name: bytes, value: bytes) -> None:
        if name == b"host":
            self._hosts += 1
            heads.check_host(value)
        elif name == b"content-length":
            heads.check_length(value, self._limits)
        elif name == b"transfer-encoding":
            self._is_chunked = True
            heads.check_coding(value)
        else:
            self.expect_100_continue = self.parser.get_http_version() == "1.1"
            heads.check_expectation(value)

    def on_headers_complete(self) -> None:
        """Check the head, and get the request ready to begin."""
        if self.parser.should_upgrade():
            heads.check_upgrade(self.parser.get_method(), self.headers)
            return
        limits = self._limits
        if (
            len(self.url) > limits.url_bytes
            or len(self.headers) > limits.head_fields
            or self._unfinished > limits.head_bytes
        ):
            heads.check_sizes(self.url, self.headers, limits)
        if not self.url.startswith(b"/"):
            self.url = heads.path_of(self.parser.get_method(), self.url)
        if self.pipeline and len(self.pipeline) >= MAX_QUEUED:
            raise Refused(refusals.TOO_MANY_AT_ONCE)
        self._state = BODY
        self._unfinished = 0
        HttpToolsProtocol.on_headers_complete(self)
        if self._hosts != 1 or self.scope["http_version"] != "1.1":
            heads.check_version(self.scope["http_version"], self._hosts, self._is_chunked)

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._unfinished = 0
        self.cycle.body += body
        if len(self.cycle.body) > self._limits.body_bytes:
            raise Refused(refusals.BODY_TOO_LARGE)

    def on_message_complete(self) -> None:
        """Begin with the request if it is its turn."""
        if self._state is not BODY:
            return  # It is read anew, without an upgrade.
        self._state = NEXT_HEAD
        if self._kept:
            self._keep(0)
        self.cycle.more_body = False
        self.cycle.message_event.set()
        app, self._held = self._held, None
        if app is not None:
            self._start_asgi_task(self.cycle, app)

    # From one request to the next.

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if cycle.more_body:
            self._held = app
            if cycle.waiting_for_100_continue:
                cycle.waiting_for_100_continue = False
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return
        self._running = cycle
        if self._guard.leaving and not self.pipeline:
            cycle.keep_alive = False
        self._forget_blocked()
        HttpToolsProtocol._start_asgi_task(self, cycle, app)

    def on_response_complete(self) -> None:
        """Go on with what has come meanwhile."""
        self._running = None
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self._since = self._guard.now
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._refusal is not None:
            self._send_refusal(self._refusal)
        if not self.pipeline:
            self.flow.resume_reading()

    def refuse(self, refusal: Refusal) -> None:
        """Say no to what comes, after the answers to what came before; read no further."""
        self._told.refused[refusal.code] += 1
        self._refusal = refusal
        self._keep(0)
        self._state = NOTHING
        self._held = None
        if self.pipeline and self.cycle.more_body:
            self.pipeline.popleft()
        # Answers keep the order of the requests.
        if self._running is None:
            self._send_refusal(refusal)

    def _send_refusal(self, refusal: Refusal) -> None:
        with_body = self.parser.get_method() != b"HEAD"
        self.transport.write(
            refusal.written(self.server_state.default_headers, with_body=with_body)
        )
        self.transport.write_eof()
        self._since = self._guard.now
