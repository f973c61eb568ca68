"""Several workers are one gateway to whoever asks."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from select import poll
from socket import AF_UNIX, socket
from typing import Any

import httpx2
import pytest

from gateway.app import create_app
from gateway.sandbox import running_sandbox
from gateway.settings import Settings
from gateway.workers import Crew
from tests.commands import GRACE, address, get, run, running
from tests.serving import Served, listening, serving

START_WITHIN = 60
"""Seconds within which a worker serves, even on a slow machine."""

SERVE = ("serve", "--sandbox", "--workers", "2", "--port", "0")
QUERY = '{ shipment(ref: {labelId: "se-324658"}) { trackingNumber } }'
LIMITS = "{ providers { code budget { limit } } }"


def _ask(gateway: str) -> Any:
    body = json.dumps({"query": QUERY}).encode()
    headers = {"Content-Type": "application/json"}
    url = f"{gateway}/graphql"
    request = urllib.request.Request(url, body, headers)  # noqa: S310  # a loopback address
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # as above
        return json.load(response)["data"]["shipment"]["trackingNumber"]


def _workers(gateway: str) -> set[str]:
    return set(re.findall(r'worker="([0-9]+)"', get(f"{gateway}/metrics")[1].decode()))


def _processes(master: subprocess.Popen[str]) -> list[int]:
    children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text()
    return [int(number) for number in children.split()]


def _has_ended(process: int, within: float) -> bool:
    try:
        file = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    with os.fdopen(file):
        waiting = poll()
        waiting.register(file)
        return bool(waiting.poll(within * 1_000))


def test_two_workers_answer_on_one_port_and_one_may_die(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path, GATEWAY_DRAIN_SECONDS="0") as (master, banner):
        assert "1/2 of every budget" in banner
        url = address(banner)
        assert _workers(url) == {"1", "2"}
        assert get(f"{url}/readyz")[0] == 200
        os.kill(_processes(master)[0], signal.SIGKILL)
        end = time.monotonic() + START_WITHIN
        answers = []
        while len(_workers(url)) < 2 and time.monotonic() < end:
            answers.append(_ask(url))
            time.sleep(0.05)  # The new one needs the processor more.
        assert _workers(url) == {"1", "2"}
        assert set(answers) == {"1Z932R800390810600"}
        master.send_signal(signal.SIGTERM)
        assert master.wait(GRACE) == 0


def test_workers_do_not_outlive_their_master(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path, GATEWAY_DRAIN_SECONDS="0") as (master, banner):
        workers = _processes(master)
        assert len(workers) == 2
        master.kill()
        assert all(_has_ended(worker, GRACE) for worker in workers)
        with pytest.raises(urllib.error.URLError):
            _ask(address(banner))


def test_what_keeps_a_worker_from_serving_is_said_once(tmp_path: Path) -> None:
    missing = str(tmp_path / "clients.keys")
    done = run(*SERVE, cwd=tmp_path, GATEWAY_CLIENT_KEYS_FILE=missing)
    assert done.returncode == 2
    assert done.stderr.count("GATEWAY_CLIENT_KEYS_FILE") == 1
    assert "Traceback" not in done.stderr


def test_workers_are_not_started_anew_when_the_code_changes(tmp_path: Path) -> None:
    done = run(*SERVE, "--reload", cwd=tmp_path)
    assert done.returncode == 2
    assert "--reload" in done.stderr


def test_workers_on_a_port_that_is_taken_fail_in_words(tmp_path: Path) -> None:
    with running("sandbox", "--port", "0", cwd=tmp_path, last_line="GATEWAY_SHIPPO_API") as (
        _,
        written,
    ):
        port = re.findall(r"BASE_URL=http://[^:]+:([0-9]+)", written)[0]
        done = run(*SERVE[:-1], port, cwd=tmp_path)
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr


async def _limits(served: Served) -> dict[str, int]:
    data = await served.data(LIMITS)
    return {each["code"]: each["budget"]["limit"] for each in data["providers"]}


async def test_without_a_cache_server_each_worker_has_its_share_of_every_budget() -> None:
    async with serving(
        workers=4, shipstation_calls_per_minute=90, shippo_calls_per_minute=2
    ) as served:
        assert await _limits(served) == {"SHIPSTATION": 22, "SHIPPO": 1}


async def test_with_a_cache_server_workers_share_every_budget(redis_url: str) -> None:
    async with serving(workers=4, cache_url=redis_url, shippo_calls_per_minute=60) as served:
        assert (await _limits(served))["SHIPPO"] == 60


async def test_workers_ask_one_sandbox_and_tell_of_each_other(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        settings = Settings(_env_file=None, sandbox=True, workers=2)
        crews = [Crew(tmp_path, number, sandbox.url) for number in (1, 2)]
        first, second = (create_app(settings, crew=crew) for crew in crews)
        async with listening(first) as one, listening(second) as two, httpx2.AsyncClient() as http:
            for address in (one, two, two):
                answer = await http.post(f"{address}/graphql", json={"query": QUERY})
                assert answer.status_code == 200
            # Each remembers what it was told.
            assert len(sandbox.calls_to("shipstation")) == 2
            told = (await http.get(f"{one}/metrics")).text
    assert 'gateway_requests_total{worker="1",answer="new",outcome="ok"} 1.0' in told
    assert 'gateway_requests_total{worker="2",answer="kept",outcome="ok"} 1.0' in told


async def test_the_metrics_of_a_worker_that_does_not_answer_are_left_out(tmp_path: Path) -> None:
    # It died, and left its socket.
    with socket(AF_UNIX) as dead:
        dead.bind(str(tmp_path / "1"))
    crew = Crew(tmp_path, 2)

    async def metrics() -> bytes:
        return b"# HELP up Up.\n# TYPE up gauge\nup 1.0\n"

    async with crew.telling(metrics):
        assert b'up{worker="2"} 1.0\n' in await crew.metrics()
        assert b'worker="1"' not in await crew.metrics()
