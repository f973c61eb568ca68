"""A gateway that is told to stop says so, finishes, and ends well; told again, it ends at once."""

import http.client
import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gateway.workers.signals import ECHO
from tests.commands import GRACE, SERVE, running

HEADERS = {"Content-Type": "application/json"}
BODY = json.dumps({"query": "{ gateway { version } }"})


@contextmanager
def _connected(banner: str) -> Iterator[http.client.HTTPConnection]:
    port = re.search(r"http://localhost:([0-9]+)/graphql", banner)
    assert port is not None
    with closing(http.client.HTTPConnection("127.0.0.1", int(port[1]), timeout=GRACE)) as made:
        made.connect()
        yield made


def _ready(banner: str) -> tuple[int, str | None]:
    """Return the status of `/readyz`, and what it says of the end."""
    with _connected(banner) as connection:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        return response.status, json.load(response)["problems"].get("stop")


def _is_listening(banner: str) -> bool:
    try:
        with _connected(banner):
            return True
    except ConnectionRefusedError:
        return False


def _until_unready(banner: str, process: subprocess.Popen[str]) -> None:
    while _ready(banner)[0] == 200:
        assert process.poll() is None


def _begin(connection: http.client.HTTPConnection) -> None:
    connection.putrequest("POST", "/graphql")
    for name, value in (*HEADERS.items(), ("Content-Length", str(len(BODY)))):
        connection.putheader(name, value)
    connection.endheaders()


def test_it_is_not_ready_first_and_still_answers_for_the_last_time(tmp_path: Path) -> None:
    with (
        running(*SERVE, cwd=tmp_path, GATEWAY_DRAIN_SECONDS="2") as (
            process,
            banner,
        ),
        _connected(banner) as kept,
        _connected(banner) as begun,
    ):
        kept.request("POST", "/graphql", BODY, HEADERS)
        assert kept.getresponse().read() != b""
        _begin(begun)
        process.send_signal(signal.SIGTERM)
        _until_unready(banner, process)
        assert _ready(banner) == (503, "The gateway is about to stop.")
        with _connected(banner) as late:
            for connection in (kept, late):
                connection.request("POST", "/graphql", BODY, HEADERS)
                response = connection.getresponse()
                assert (response.status, response.getheader("connection")) == (200, "close")
        while _is_listening(banner):
            assert process.poll() is None
        # What had begun before is answered after connections are no longer taken.
        begun.send(BODY.encode())
        assert begun.getresponse().status == 200
        assert process.wait(GRACE) == 0


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path, GATEWAY_DRAIN_SECONDS="300") as (process, banner):
        process.send_signal(signal.SIGTERM)
        _until_unready(banner, process)
        time.sleep(ECHO)
        process.send_signal(signal.SIGTERM)
        assert process.wait(GRACE) == 1


def test_an_interrupt_needs_no_wait(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path, GATEWAY_DRAIN_SECONDS="300") as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(GRACE) == 0
