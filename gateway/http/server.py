"""Run an application on uvicorn."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    """A server that says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[str], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then announce the address: with port 0 it is known only now."""
        await super().startup(sockets)
        if self.started and self.servers:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._announce(f"http://{'localhost' if host in _ALL_OR_LOOPBACK else host}:{port}")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM; ended so, all went well."""
        with super().capture_signals():
            yield
            # uvicorn would now raise the signal again, and the process would die of it.
            self._captured_signals.clear()


def _spare_collector() -> None:
    # What is there at the start stays for good: the collector need not look at it ever again.
    gc.freeze()
    # By default it looks for circles after every 700 objects. An answer makes far more than that,
    # of which hardly any are in one: a quarter of what 50 answers of providers cost went into it.
    gc.set_threshold(10_000, 20, 50)


# What a browser on this machine reaches as `localhost`.
_ALL_OR_LOOPBACK = {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104  # compared, never bound


def run(app: ASGIApp, *, host: str, port: int, announce: Callable[[str], None]) -> int:
    """Serve until a signal comes; return the exit code. `announce` gets the address."""
    config = uvicorn.Config(app, host=host, port=port, **_OPTIONS)
    server = _Server(config, announce)
    _spare_collector()
    try:
        server.run()
    except SystemExit:
        # How uvicorn ends when it can't start; its log has said why.
        return 1
    return 0 if server.started else 1


def run_reloading(factory: str, *, host: str, port: int) -> int:
    """Serve what `factory` ("module:function") makes, anew whenever the code changes."""
    if port == 0:
        print("--reload needs a port other than 0.", file=sys.stderr)
        return 2
    uvicorn.run(factory, factory=True, reload=True, host=host, port=port, **_OPTIONS)
    return 0


_OPTIONS: dict[str, Any] = {
    "http": "httptools",
    "loop": "auto",
    "lifespan": "on",
    "access_log": False,
    "server_header": False,
    "date_header": True,
    "log_config": None,
    "backlog": 4096,
    "timeout_graceful_shutdown": 10,
}
