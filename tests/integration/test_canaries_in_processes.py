"""Secrets stay inside a process from its start to its end, and also where it doesn't start."""

import signal
import subprocess
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from gateway.app import create_app
from gateway.clients.keys import line_of
from gateway.errors import SettingsError
from gateway.settings import Settings
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
from tests.commands import COMMAND, environment
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
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(given),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_no_mistake_in_the_settings_lets_one_out(tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY)
    with _serve(tmp_path, "serve", **BAD) as process:
        out, err = process.communicate(timeout=60)
    cage.hear("output", out)
    cage.hear("messages", err)
    assert process.returncode == 2
    assert cage.escaped() == set()
    assert "GATEWAY_CACHE_URL" in cage.said("messages")
    assert "Traceback" not in cage.said("messages")


BAD_FILES = {
    "client_keys_file": [
        f"{CLIENT.value}\nshop {CLIENT.value}\napp sha256:{CLIENT.value}",
        f"shop {line_of('x', CLIENT.value).split()[1]} {CLIENT.value}",
        f"{line_of('shop', CLIENT.value)}\n{line_of('app', CLIENT.value)}",
        line_of(CLIENT.value, CLIENT.value),
    ],
    "credentials_file": [
        f'[acme\nshippo_api_token = "{SHIPPO.value}"',
        f'[acme]\nshippo_api_token = ["{SHIPPO.value}"]\nx = "{OTHER.value}"',
        f'["{SHIPSTATION.value}"]\nx = 1\n[acme]\n"{OTHER.value}" = "{SHIPPO.value}"',
        f'[acme]\nshippo_api_token = "{SHIPPO.value}"',
    ],
}


@pytest.mark.parametrize(
    ("setting", "text"), [(name, text) for name, texts in BAD_FILES.items() for text in texts]
)
def test_no_mistake_in_a_file_lets_one_out(setting: str, text: str, tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY)
    keys, bad = tmp_path / "keys", tmp_path / "bad"
    keys.write_text(line_of("client", CLIENT.value))
    bad.write_text(text)
    given: dict[str, Any] = {
        "shippo_api_token": SHIPPO.value,
        "client_keys_file": keys,
        setting: bad,
    }
    with pytest.raises(SettingsError) as caught:
        create_app(Settings(_env_file=None, **given))
    cage.hear("messages", caught.value.message)
    cage.hear("traceback", "".join(traceback.format_exception(caught.value)))
    assert cage.escaped() == set()
    assert f"GATEWAY_{setting.upper()}: " in cage.said("messages")


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
