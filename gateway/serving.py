"""Serve the gateway: in this process, or as the master of several, or as one of these."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.settings import Settings, read_settings
from gateway.telemetry import configure_logging
from gateway.workers import Crew, Master, address, listen

GRACE = 15.0
"""Seconds that a worker may take to finish what runs, after it has stopped taking connections."""

STDIN, STDOUT = 0, 1


def serve(settings: Settings, announce: Callable[[str], None], *, reload: bool) -> int:
    """Serve until a signal comes; return the exit code. `announce` gets the address."""
    if settings.workers > 1:
        return _serve_by_workers(settings, announce, reload=reload)
    # The master of workers goes without all that.
    from gateway.app import create_app_from_environment
    from gateway.http.server import run, run_reloading

    if reload:
        announce(f"http://localhost:{settings.port}")
        return run_reloading("gateway.app:create_app_from_environment", settings)
    return run(create_app_from_environment(), settings, announce)


def _serve_by_workers(settings: Settings, announce: Callable[[str], None], *, reload: bool) -> int:
    if reload:
        print("--reload takes one worker.", file=sys.stderr)
        return 2
    configure_logging(settings)
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        print(f"Port {settings.port} can't be had: {error.strerror}.", file=sys.stderr)
        return 1
    where = address(listener)
    return asyncio.run(_master(settings, listener, lambda: announce(where)))


async def _master(settings: Settings, listener: socket.socket, announce: Callable[[], None]) -> int:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="gateway-"))
        command = [sys.executable, "-m", "gateway", "worker", "--crew", folder]
        command += ["--listener", str(listener.fileno())]
        if settings.sandbox:
            from gateway.sandbox import running_sandbox

            sandbox = await stack.enter_async_context(running_sandbox())
            command += ["--sandbox-url", sandbox.url]
        master = Master(
            lambda number: [*command, "--number", str(number)],
            settings.workers,
            listener,
            settings.drain_seconds + GRACE,
        )
        return await master.run(announce)


def serve_as_worker(listener: int, crew: Path, number: int, sandbox_url: str | None) -> int:
    """Serve as one of the workers of a master; return the exit code."""
    from gateway.app import create_app_from_environment
    from gateway.http.server import run

    def begin(_: str) -> None:
        asyncio.get_running_loop().add_reader(STDIN, _stop_with_master)
        os.write(STDOUT, b"serving\n")

    app = create_app_from_environment(Crew(crew, number, sandbox_url))
    return run(app, read_settings(), begin, socket.socket(fileno=listener))


def _stop_with_master() -> None:
    # Nothing is ever sent: its standard input ends when the master does.
    if not os.read(STDIN, 1):
        asyncio.get_running_loop().remove_reader(STDIN)
        signal.raise_signal(signal.SIGTERM)
