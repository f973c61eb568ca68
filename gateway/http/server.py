"""Run an application on uvicorn."""

import asyncio
import gc
import logging
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from socket import socket
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from gateway.http.guard import Guard, Limits
from gateway.http.protocol import GuardedProtocol
from gateway.settings import Settings
from gateway.workers import Signals, address

log = logging.getLogger(__name__)

STOPPING = "stopping"
"""Is in the state of a request (`scope["state"]`) once the server is about to stop."""

OTHER_FILES = 1_024
"""Files that may be open beside the connections of clients."""


class _Server(uvicorn.Server):
    """A server that says where it listens, and that it is going to stop before it does."""

    def __init__(
        self,
        config: uvicorn.Config,
        guard: Guard,
        drain_seconds: float,
        announce: Callable[[str], None],
        *,
        is_worker: bool,
    ) -> None:
        super().__init__(config)
        self._guard = guard
        self._drain_seconds = drain_seconds
        self._announce = announce
        self._is_worker = is_worker
        self._signals = Signals()
        self._told_again = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then announce the address: with port 0 it is known only now."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started and self.servers:
            self._announce(address(self.servers[0].sockets[0]))

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Be not ready, still take connections for a while, then none, and finish what runs."""
        self.lifespan.state[STOPPING] = True
        self._guard.leave()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._drain_seconds):
                await self._told_again.wait()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; on the second signal stop at once, whatever runs.

        A worker leaves that to its master, who may not be the only one to send it the first.
        """
        if self._signals.is_urgent():
            if not self._is_worker:
                self.force_exit = True
                self._loop.call_soon_threadsafe(self._told_again.set)
        elif not self.should_exit:
            if sig == signal.SIGINT:
                # Who presses Ctrl+C has no load balancer that has to hear of it first.
                self._drain_seconds = 0
            super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM; ended so, all went well."""
        with super().capture_signals():
            yield
            # uvicorn would now raise the signal again, and the process would die of it.
            self._captured_signals.clear()


def run(
    app: ASGIApp,
    settings: Settings,
    announce: Callable[[str], None],
    listener: socket | None = None,
) -> int:
    """Serve until a signal comes; return the exit code. `announce` gets the address.

    A worker serves on its master's `listener`.
    """
    guard = Guard(limits(settings))
    config = uvicorn.Config(app, host=settings.host, port=settings.port, **options(guard))
    drain, is_worker = settings.drain_seconds, listener is not None
    server = _Server(config, guard, drain, announce, is_worker=is_worker)
    _spare_collector()
    _allow_files(settings.max_connections + OTHER_FILES)
    try:
        server.run([listener] if listener is not None else None)
    except SystemExit:
        # How uvicorn ends when it can't start; its log has said why.
        return 1
    return 0 if server.started and not server.force_exit else 1


def run_reloading(factory: str, settings: Settings) -> int:
    """Serve what `factory` ("module:function") makes, anew whenever the code changes."""
    if settings.port == 0:
        print("--reload needs a port other than 0.", file=sys.stderr)
        return 2
    where: dict[str, Any] = {"host": settings.host, "port": settings.port}
    uvicorn.run(factory, factory=True, reload=True, **where, **options(Guard(limits(settings))))
    return 0


def limits(settings: Settings) -> Limits:
    """Return what these settings allow one connection."""
    return Limits(
        head_seconds=settings.head_timeout_seconds,
        body_seconds=settings.body_timeout_seconds,
        answer_seconds=settings.answer_timeout_seconds,
        idle_seconds=settings.keep_alive_seconds,
        connections=settings.max_connections,
        body_bytes=settings.max_body_bytes,
    )


def options(guard: Guard) -> dict[str, Any]:
    """Return how uvicorn is to serve; `guard` looks after the connections."""
    return {
        "http": partial(GuardedProtocol, guard=guard),
        "ws": "none",
        "loop": "auto",
        "lifespan": "on",
        "access_log": False,
        "server_header": False,
        # The application knows which proxies can be trusted.
        "proxy_headers": False,
        "date_header": True,
        "log_config": None,
        "backlog": 4096,
        "timeout_graceful_shutdown": 10,
    }


def _spare_collector() -> None:
    # What is there at the start stays for good: the collector need not look at it ever again.
    gc.freeze()
    # By default it looks for circles after every 700 objects. A few batches under way are far more
    # than that, of which hardly any are in one: a quarter of what 50 answers of providers cost went
    # into it, and with 10,000 still a fifteenth.
    gc.set_threshold(50_000, 20, 50)


def _allow_files(wanted: int) -> None:
    # Each connection is an open file; where there are no more, not even refusals can be sent.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < wanted:
        log.warning("%d open files are allowed, where up to %d may be needed", allowed, wanted)
