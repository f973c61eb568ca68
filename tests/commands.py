"""The command `gateway` as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

COMMAND = (sys.executable, "-W", "error", "-m", "gateway")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with these variables and no other of the gateway; no colours."""
    hidden = ("GATEWAY_", "COLUMNS", "FORCE_COLOR", "NO_COLOR")
    inherited = {n: value for n, value in os.environ.items() if not n.startswith(hidden)}
    return {**inherited, "PYTHONUNBUFFERED": "1", "TZ": "UTC", **settings}


def run(
    *arguments: str, cwd: Path, stdin: str | bytes | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; without `stdin` its standard input is empty."""
    sent = stdin.encode() if isinstance(stdin, str) else stdin or b""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=environment(settings),
        input=sent,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )
