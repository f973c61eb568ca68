"""One connection, as the guard sees it: since when it has been waiting for what."""

import asyncio
import socket
import sys
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from gateway.http import refusals
from gateway.http.guard import CONNECTIONS, Connections, Guard, State
from gateway.http.refusals import Refusal


class GuardedConnection(HttpToolsProtocol):
    """A connection that the guard looks at now and then, and ends when it is overdue."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        guard: Guard,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._guard = guard
        self._limits = guard.limits
        self._told: Connections = app_state.get(CONNECTIONS) or Connections()
        self._state = State.FIRST_HEAD
        # When the state changed, or the last answer was complete.
        self._since = guard.now
        # What the application is at work on.
        self._running: RequestResponseCycle | None = None
        # Since when the client has not taken all that was sent.
        self._blocked_since: float | None = None
        # Bytes of a body that is not whole yet.
        self._kept = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a new connection, or refuse it."""
        super().connection_made(transport)
        self._told.open += 1
        self._limit_unread(transport)
        if not self._guard.add(self):
            self.refuse(refusals.TOO_MANY_CONNECTIONS)

    def _limit_unread(self, transport: asyncio.Transport) -> None:
        # The guard sees what waits here; what the kernel has taken is the kernel's to watch.
        own = transport.get_extra_info("socket")
        if own is not None and own.family != socket.AF_UNIX and sys.platform == "linux":
            milliseconds = int(self._limits.answer_seconds * 1_000)
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection, and tell the application that it is gone."""
        self._told.open -= 1
        self._guard.discard(self)
        self._keep(0)
        self._let_know()
        super().connection_lost(exc)

    def refuse(self, refusal: Refusal) -> None:
        """Say no to what comes, and end it."""
        raise NotImplementedError

    def _let_know(self) -> None:
        # uvicorn tells it of the request that came last, which may still wait for its turn.
        if self._running is not None:
            self._running.disconnected = True
            self._running.message_event.set()

    def _keep(self, size: int) -> None:
        self._guard.kept += size - self._kept
        self._kept = size

    def _forget_blocked(self) -> None:
        # It may be writing whenever the guard looks, and have taken each answer all the same.
        if self._blocked_since is not None and not self.transport.get_write_buffer_size():
            self._blocked_since = None

    @property
    def idle_since(self) -> float | None:
        """Since when it has had nothing to do; None while it has."""
        is_idle = self._state is State.NEXT_HEAD and self._running is None
        return self._since if is_idle and not self.transport.is_closing() else None

    def look(self, now: float) -> None:
        """End what is overdue."""
        if not self.transport.get_write_buffer_size():
            self._blocked_since = None
        elif self._blocked_since is None:
            self._blocked_since = now
        elif now - self._blocked_since >= self._limits.answer_seconds:
            self._let_know()
            self.transport.abort()
        if self._running is not None or now - self._since < self._guard.patience[self._state]:
            return
        if self.transport.is_closing():
            return
        if self._state in {State.REST_OF_HEAD, State.BODY}:
            self.refuse(refusals.TOO_SLOW)
        self.transport.close()

    def end(self) -> None:
        """Close it, after what is still to be sent."""
        self.transport.close()

    def leave(self) -> None:
        """Let the next answer be the last."""
        if self.cycle is not None:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Close at once, or after the request that is under way or may be coming."""
        self._guard.leave()
        if self._state is State.NEXT_HEAD and self._running is None:
            self.transport.close()
