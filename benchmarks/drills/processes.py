"""Programs that a drill starts, watches and ends, each by its own id."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
START_WITHIN = 30.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that listens on a port of the loopback interface."""

    port: int
    process: asyncio.subprocess.Process

    @property
    def url(self) -> str:
        """Its address, for HTTP."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """Return the memory that it has in use, in MB (resident set size)."""
        return memory_of(self.process.pid)

    def peak(self) -> float:
        """Return the most memory that it has had in use since it began, in MB."""
        return _status(self.process.pid, "VmHWM")

    def processor(self) -> float:
        """Return the seconds that it has been on a processor."""
        # How Linux numbers the clocks of other processes: `man clock_getcpuclockid`.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does; its port still takes connections."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """End it at once, frozen or not."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


def memory_of(pid: int) -> float:
    """Return the memory that a process has in use, in MB (resident set size)."""
    return _status(pid, "VmRSS")


def _status(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


async def output(module: str, *arguments: str) -> str:
    """Run a module of this project to its end and return what it prints.

    Raises:
        RuntimeError: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *arguments),
        cwd="/",
        env=_environment({}),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return printed.decode()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    # Not the operator's own settings, neither of the environment nor of a file `.env`.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    return {**clean, "PYTHONPATH": str(PROJECT), **settings}


@asynccontextmanager
async def python(module: str, *arguments: str, **settings: object) -> AsyncIterator[Program]:
    """Run a module of this project on a free port; `settings` are `GATEWAY_*` variables."""
    port = free_port()
    command = [sys.executable, "-m", module, *arguments, "--port", str(port)]
    own = {f"GATEWAY_{name.upper()}": str(value) for name, value in settings.items()}
    async with _running(command, port, own) as program:
        yield program


@asynccontextmanager
async def redis(port: int | None = None) -> AsyncIterator[Program]:
    """Run a redis-server, or Valkey, that keeps nothing on disk.

    Raises:
        RuntimeError: there is none on the path.
    """
    path = shutil.which("redis-server") or shutil.which("valkey-server")
    if path is None:
        raise RuntimeError("this drill takes redis-server: apt-get install redis-server")
    port = port or free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    async with _running([path, *options], port, {}) as program:
        yield program


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def _running(
    command: list[str], port: int, settings: Mapping[str, str]
) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd="/",
        env=_environment(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    program = Program(port, process)
    try:
        await _listening(program, command)
        yield program
    finally:
        await program.kill()


async def _listening(program: Program, command: list[str]) -> None:
    async with asyncio.timeout(START_WITHIN):
        while True:
            if program.process.returncode is not None:
                raise RuntimeError(f"{' '.join(command)} ended with {program.process.returncode}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", program.port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return
