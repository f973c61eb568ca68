"""The command `gateway`, run as a process of its own."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-W", "error", "-m", "gateway")
GRACE = 15
"""Seconds within which a process that was told to end has ended, even on a slow machine."""


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {n: value for n, value in os.environ.items() if not n.startswith("GATEWAY_")}
    return {**inherited, "PYTHONUNBUFFERED": "1", **settings}


def run(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=_environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(
    *arguments: str, cwd: Path, last_line: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command; yield it and what it has written up to the line that begins so."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            written = []
            for line in process.stdout:
                written.append(line)
                if line.strip().startswith(last_line):
                    break
            yield process, "".join(written)
        finally:
            process.kill()


def get(url: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer of 200."""
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
        return response.status, response.read()
