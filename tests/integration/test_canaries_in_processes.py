"""Secrets stay inside a process from its start to its end, and also where it doesn't start."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from gateway.clients.keys import line_of
from tests.canaries import (
    CACHE,
    CLIENT,
    COOKIE,
    KEPT,
    OTHER,
    PASSERS_BY,
    SHIPPO,
    SHIPSTATION,
    Cage,
)
from tests.serving import NUMBER

QUERY = f'{{ shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ id }} }}'
BAD = {
    "SHIPSTATION_API_KEY": f"{SHIPSTATION.value} {SHIPSTATION.value}",
    "SHIPPO_API_TOKEN": f"{SHIPPO.value}\x07",
    "SHIPPO_API_TOKN": SHIPPO.value,
    "SHIPPO_BASE_URL": f"https://user:{OTHER.value}@example.com",
    "CACHE_URL": f"redis://user:{CACHE.value}/{CACHE.value}@example.com/?password={CACHE.value}",
    "CLIENT_KEYS": f"shop {CLIENT.value}, {CLIENT.value}",
    "CLIENT_KEYS_FILE": CLIENT.value,
    "AUTHENTICATION": CLIENT.value,
    "PORT": OTHER.value,
    "OPERATION_MANIFEST": OTHER.value,
}


def _serve(folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    given = {f"GATEWAY_{name}": value for name, value in settings.items()}
    inherited = {n: value for n, value in os.environ.items() if not n.startswith("GATEWAY_")}
    return subprocess.Popen(
        [sys.executable, "-m", "gateway", *arguments],
        cwd=folder,
        env={**inherited, **given, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _all_bad(folder: Path) -> dict[str, str]:
    return BAD


def _bad_keys(folder: Path) -> dict[str, str]:
    (folder / "keys").write_text(f"{CLIENT.value}\nshop {CLIENT.value}\napp sha256:{CLIENT.value}")
    return {"SHIPPO_API_TOKEN": SHIPPO.value, "CLIENT_KEYS_FILE": "keys"}


def _bad_sets(folder: Path) -> dict[str, str]:
    (folder / "sets").write_text(
        f'[acme]\nshippo_api_token = ["{SHIPPO.value}"]\nx = "{OTHER.value}"'
    )
    keys = line_of("shop", CLIENT.value)
    return {"SHIPPO_API_TOKEN": SHIPPO.value, "CLIENT_KEYS": keys, "CREDENTIALS_FILE": "sets"}


def _no_sets(folder: Path) -> dict[str, str]:
    (folder / "sets").write_text(f'[acme\nshippo_api_token = "{SHIPPO.value}"')
    keys = line_of("shop", CLIENT.value)
    return {"SHIPPO_API_TOKEN": SHIPPO.value, "CLIENT_KEYS": keys, "CREDENTIALS_FILE": "sets"}


@pytest.mark.parametrize("bad", [_all_bad, _bad_keys, _bad_sets, _no_sets])
def test_no_mistake_in_the_settings_lets_one_out(bad: Any, tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY)
    with _serve(tmp_path, "serve", **bad(tmp_path)) as process:
        out, err = process.communicate(timeout=60)
    cage.hear("output", out)
    cage.hear("messages", err)
    assert process.returncode == 2
    assert cage.escaped() == set()
    assert "GATEWAY_" in cage.said("messages")
    assert "Traceback" not in cage.said("messages")


def test_no_process_lets_one_out_from_start_to_end(tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY)
    (tmp_path / "keys").write_text(line_of("client", CLIENT.value))
    settings = {
        "SHIPPO_API_TOKEN": SHIPPO.value,
        "SHIPSTATION_API_KEY": SHIPSTATION.value,
        "SHIPPO_BASE_URL": "http://127.0.0.1:9",
        "SHIPSTATION_BASE_URL": "http://127.0.0.1:9",
        "CACHE_URL": f"redis://user:{quote(CACHE.value, safe='')}@127.0.0.1:9/0",
        "CLIENT_KEYS_FILE": "keys",
        "LOG_LEVEL": "debug",
        "PORT": "0",
    }
    with _serve(tmp_path, "serve", **settings) as process:
        try:
            url = _announced(process, cage)
            headers = {"authorization": f"Bearer {CLIENT.value}", "cookie": COOKIE.value}
            with httpx2.Client(base_url=url, headers=headers, timeout=60) as http:
                assert http.post("/graphql", json={"query": QUERY}).status_code == 200
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    cage.hear("output", out)
    cage.hear("messages", err)
    assert process.returncode == 0
    assert cage.escaped() == set()
    assert "request" in cage.said("messages")


def _announced(process: subprocess.Popen[str], cage: Cage) -> str:
    """Return where a gateway says that it listens."""
    assert process.stdout is not None
    for line in process.stdout:
        cage.hear("output", line)
        if "/readyz" in line:
            return line.split()[1].removesuffix("/healthz")
    pytest.fail(cage.said("output"))
