"""One connection to a provider: requests go out on it, and one answer at a time comes in.

What a provider sends is bounded before it is looked at: the head in bytes and in headers, the body
in bytes before and after decompression, and all of it in time. An answer that breaks a bound, or
HTTP's rules, ends the connection; so does what comes without having been asked for.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from gateway.upstream.body import MAX_BODY, Body, Broken

MAX_HEAD = 32 * 1024
"""Bytes of a status line and its headers, with those of the interim answers before it."""

MAX_HEADERS = 128
"""Headers and trailers of one answer."""

MAX_SENT = 4 * MAX_BODY
"""Bytes of one answer as they are sent: compression makes less of a body, framing more."""

_INTERIM = frozenset({100, *range(102, 200)})
"""What comes before an answer, whether asked for or not; 101 is the last word, in another protocol.

Source: RFC 9110, section 15.2, https://www.rfc-editor.org/rfc/rfc9110, read 2026-11-22.
"""


class Answer(NamedTuple):
    """What a provider answered; `waits` are its `Retry-After` headers."""

    status: int
    waits: tuple[str, ...]
    body: bytes


class Lost(Exception):  # a condition, like every error here
    """The connection ended before an answer came."""


class Line(asyncio.Protocol):
    """A connection that is kept: `free` gets it when it can be used again, `gone` when it can't."""

    def __init__(self, *, free: Callable[["Line"], None], gone: Callable[["Line"], None]) -> None:
        self.free_since = 0.0
        self._free = free
        self._gone = gone
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._timer: asyncio.TimerHandle | None = None
        # It calls this object's `on_…` methods.
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self._expect()

    @property
    def is_open(self) -> bool:
        """Whether a request can go out on it."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """Send a request, and return the answer; who stops waiting for it ends the connection.

        A refusal is one, whatever becomes of its body.

        Raises:
            TimeoutError: there was no answer after so many seconds.
            Lost: the connection ended.
            Broken: what came is no answer; `args` are its status, if it had one.
        """
        if self._transport is None or not self.is_open:
            raise Lost
        self._expect()
        waiting: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting = waiting
        self._timer = self._loop.call_later(seconds, self._end, TimeoutError)
        self._transport.write(request)
        try:
            return await waiting
        finally:
            # The next caller may be waiting by now.
            if self._waiting is waiting:
                self.close()

    def close(self) -> None:
        """End the connection; who waits for an answer gets `Lost`."""
        self._end(Lost)

    # The event loop calls these.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read what came. What nobody asked for must not become the next caller's answer."""
        if self._waiting is None or self._parser is None:
            self.close()
            return
        try:
            self._read(self._parser, data)
        except (HttpParserError, HttpParserUpgrade, Broken):
            self._end(Broken)
        else:
            if self._is_whole:
                self._deliver()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; a body that says neither its length nor that it comes in chunks ends like this."""
        if self._waiting is not None and self._has_head:
            if exc is None and not self._has_length:
                self._deliver()
            self._end(Broken)
        self.close()
        # Here ends the circle of this object and its parser.
        self._parser = None
        self._gone(self)

    # The parser calls these.

    def on_message_begin(self) -> None:
        """Begin to read an answer, or another one after an interim one."""
        if self._is_whole:
            raise Broken
        self._waits.clear()
        self._coding = b""
        self._has_length = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep what matters of a header; no trailer does."""
        self._headers += 1
        if self._headers > MAX_HEADERS:
            raise Broken
        if self._has_head:
            return
        name = name.lower()
        if name in {b"content-length", b"transfer-encoding"}:
            self._has_length = True
        elif name == b"content-encoding":
            self._coding = value.strip().lower()
        elif name == b"retry-after":
            self._waits.append(value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        """Begin to read a body."""
        parser = self._parser
        self._status = parser.get_status_code() if parser is not None else 0
        if self._status not in _INTERIM:
            self._has_head = True
            self._is_last = parser is None or not parser.should_keep_alive()
            self._body = Body(self._coding)

    def on_body(self, body: bytes) -> None:
        """Read a part of a body."""
        self._body.add(body)

    def on_message_complete(self) -> None:
        """End an answer."""
        self._is_whole = self._has_head

    def _expect(self) -> None:
        """Be ready for an answer."""
        self._sent = 0
        self._headers = 0
        self._status = 0
        self._waits: list[str] = []
        self._coding = b""
        self._has_length = False
        self._has_head = False
        self._is_last = True
        self._is_whole = False

    def _read(self, parser: HttpResponseParser, data: bytes) -> None:
        """Have the parser read what came; a head only as far as it may be long."""
        rest = b""
        if not self._has_head and len(data) > (room := MAX_HEAD - self._sent):
            data, rest = data[:room], data[room:]
        self._sent += len(data) + len(rest)
        if self._sent > MAX_SENT:
            raise Broken
        parser.feed_data(data)
        if rest:
            self._need_head()
            parser.feed_data(rest)

    def _need_head(self) -> None:
        if not self._has_head:
            raise Broken

    def _deliver(self) -> None:
        """Give the answer to who waits for it."""
        try:
            body = self._body.whole()
        except Broken:
            self._end(Broken)
            return
        waiting = self._stop_waiting()
        if self._is_last or self._transport is None:
            self.close()
        else:
            self._free(self)
        if waiting is not None and not waiting.done():
            waiting.set_result(Answer(self._status, tuple(self._waits), body))

    def _end(self, reason: type[Exception]) -> None:
        """End the connection, and the waiting of who waits."""
        waiting = self._stop_waiting()
        if self._transport is not None:
            self._transport.abort()
        if waiting is None or waiting.done():
            return
        if self._has_head and self._status != 200:
            waiting.set_result(Answer(self._status, tuple(self._waits), b""))
        elif self._has_head and reason is Broken:
            waiting.set_exception(Broken(self._status))
        else:
            waiting.set_exception(reason())

    def _stop_waiting(self) -> "asyncio.Future[Answer] | None":
        if self._timer is not None:
            self._timer.cancel()
        waiting, self._waiting = self._waiting, None
        return waiting
