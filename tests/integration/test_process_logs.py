"""What a process writes to standard error, from its start to its end."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GRACE = 15
"""Seconds within which a process that was told to end has ended, even on a slow machine."""


@contextmanager
def _serving(cwd: Path, stderr: int, **settings: str) -> Iterator[str]:
    """Run a gateway and yield its address; it has ended when this does."""
    inherited = {n: value for n, value in os.environ.items() if not n.startswith("GATEWAY_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve", "--sandbox", "--port", "0"],
        cwd=cwd,
        env={**inherited, "PYTHONUNBUFFERED": "1", "GATEWAY_DRAIN_SECONDS": "0.1", **settings},
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            lines = iter(process.stdout.readline, "")
            yield next(
                found[0] for line in lines if (found := re.search(r"http://localhost:\d+", line))
            )
            process.send_signal(signal.SIGTERM)
            assert process.wait(GRACE) == 0
        finally:
            process.kill()


def _ask(address: str) -> str:
    """Send a request; return its id."""
    body = b'{"query": "query Version { gateway { version } }"}'
    request = urllib.request.Request(  # noqa: S310  # a loopback address
        f"{address}/graphql", body, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # as above
        assert json.load(response)["data"]["gateway"]["version"]
        return str(response.headers["x-request-id"])


def test_every_line_is_json_where_it_is_wanted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file, _serving(tmp_path, file.fileno(), GATEWAY_LOG_FORMAT="json") as at:
        request_id = _ask(at)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    (request,) = [line for line in lines if line["event"] == "request"]
    assert (request["request_id"], request["operation"]) == (request_id, "Version")
    # The server's own lines, the last one included, are among them.
    assert {"uvicorn.error"} <= {line.get("logger") for line in lines}
    assert "Finished server process" in lines[-1]["event"]
