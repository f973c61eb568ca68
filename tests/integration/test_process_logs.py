"""What a process writes to standard error, from its start to its end."""

import json
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import GRACE, SERVE, address, running


@contextmanager
def _serving(cwd: Path, log: Path, **settings: str) -> Iterator[str]:
    """Run a gateway and yield its address; it has ended when this does."""
    drain = {"GATEWAY_DRAIN_SECONDS": "0.1"}
    with running(*SERVE, cwd=cwd, log=str(log), **drain, **settings) as (process, banner):
        yield address(banner)
        process.send_signal(signal.SIGTERM)
        assert process.wait(GRACE) == 0


def _ask(gateway: str) -> str:
    """Send a request; return its id."""
    body = b'{"query": "query Version { gateway { version } }"}'
    request = urllib.request.Request(  # noqa: S310  # a loopback address
        f"{gateway}/graphql", body, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # as above
        assert json.load(response)["data"]["gateway"]["version"]
        return str(response.headers["x-request-id"])


def test_every_line_is_json_where_it_is_wanted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with _serving(tmp_path, log, GATEWAY_LOG_FORMAT="json") as at:
        request_id = _ask(at)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    (request,) = [line for line in lines if line["event"] == "request"]
    assert (request["request_id"], request["operation"]) == (request_id, "Version")
    # The server's own lines, the last one included, are among them.
    assert {"uvicorn.error"} <= {line.get("logger") for line in lines}
    assert "Finished server process" in lines[-1]["event"]
