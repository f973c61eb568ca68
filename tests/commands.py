"""The command `gateway` as a process of its own."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-W", "error", "-m", "gateway")
SERVE = ("serve", "--sandbox", "--port", "0")
GRACE = 15
"""Seconds within which a process that was told to end has ended, even on a slow machine."""


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


def run_and_tell(expression: str, *arguments: str, cwd: Path) -> tuple[str, str]:
    """Run the command to its good end; return its output, and what an expression then prints."""
    program = (
        "import sys, time\nfrom gateway.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit as end: assert end.code == 0\n"
        f"print({expression}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout, done.stderr


@contextmanager
def running(
    *arguments: str,
    cwd: Path,
    last_line: str = "curl",
    log: str = os.devnull,
    **settings: str,
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command; yield it and what it has written up to the line that begins so.

    With `curl` ends the banner of `gateway serve`. `log` is the file that takes standard error.
    """
    with (
        Path(log).open("wb") as stderr,
        subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=cwd,
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
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


def address(banner: str) -> str:
    """Return where a gateway listens, from its banner."""
    found = re.search(r"http://localhost:[0-9]+(?=/graphql)", banner)
    assert found is not None, banner
    return found[0]


def get(url: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer of 200."""
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # a loopback address
        return response.status, response.read()
