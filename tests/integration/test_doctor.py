"""`gateway doctor`, as a process of its own."""

import asyncio
import json
from pathlib import Path

from gateway.sandbox import SHIPPO_API_TOKEN, running_sandbox
from tests.commands import run

Findings = list[dict[str, str]]


def _findings(cwd: Path, **settings: str) -> tuple[int, Findings, str]:
    done = run("doctor", "--json", cwd=cwd, **settings)
    found: Findings = json.loads(done.stdout)["findings"]
    return done.returncode, found, done.stdout + done.stderr


def _bad(found: Findings, topic: str) -> list[str]:
    bad = [each for each in found if each["level"] != "ok"]
    assert all(each["advice"] for each in bad)
    return [each["message"] for each in bad if each["topic"] == topic]


async def test_each_key_is_tried_once_and_counted(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        code, found, said = await asyncio.to_thread(
            _findings,
            tmp_path,
            GATEWAY_SHIPSTATION_BASE_URL=sandbox.url,
            GATEWAY_SHIPSTATION_API_KEY="wrong-key",
            GATEWAY_SHIPPO_BASE_URL=sandbox.url,
            GATEWAY_SHIPPO_API_TOKEN=SHIPPO_API_TOKEN,
        )
        calls = [provider for provider, method, _ in sandbox.calls if method == "GET"]
    assert code == 1
    assert _bad(found, "ShipStation") == ["The key is refused."]
    messages = {each["message"] for each in found if each["topic"] == "Shippo"}
    assert messages == {
        "The live key is taken.",
        "499 of 500 calls are left in these 60 seconds.",
    }
    assert sorted(calls) == ["shippo", "shipstation"]
    assert sum(each["topic"] == "clock" and each["level"] == "ok" for each in found) == 2
    assert "wrong-key" not in said
    assert SHIPPO_API_TOKEN not in said


async def test_a_key_for_tests_is_called_one(tmp_path: Path) -> None:
    async with running_sandbox() as sandbox:
        code, found, _ = await asyncio.to_thread(
            _findings,
            tmp_path,
            GATEWAY_SHIPSTATION_BASE_URL=sandbox.url,
            GATEWAY_SHIPSTATION_API_KEY="TEST_x",
            GATEWAY_SHIPPO_BASE_URL=sandbox.url,
            GATEWAY_SHIPPO_API_TOKEN="shippo_test_x",
        )
    assert code == 0
    messages = [each["message"] for each in found]
    assert messages.count("The test key is taken.") == 2
    assert "19 of 20 calls are left in these 60 seconds." in messages


def test_every_problem_of_the_settings_is_told(tmp_path: Path) -> None:
    code, found, _ = _findings(
        tmp_path, GATEWAY_PRT="1", GATEWAY_PORT="x", GATEWAY_CACHE_URL="redis://u:hunter2@[/0"
    )
    assert code == 1
    assert len(_bad(found, "settings")) == 3


def test_a_file_that_can_not_be_read_is_a_problem(tmp_path: Path) -> None:
    code, found, _ = _findings(
        tmp_path, GATEWAY_CLIENT_KEYS_FILE="missing", GATEWAY_SHIPPO_API_TOKEN="shippo_test_x"
    )
    assert code == 1
    assert _bad(found, "settings")


def test_a_gateway_without_providers_is_told_what_to_set(tmp_path: Path) -> None:
    code, found, _ = _findings(tmp_path)
    assert code == 1
    assert _bad(found, "providers") == ["There is none to ask."]


def test_a_cache_server_is_looked_at(redis_url: str, tmp_path: Path) -> None:
    code, found, _ = _findings(tmp_path, GATEWAY_SANDBOX="true", GATEWAY_CACHE_URL=redis_url)
    assert code == 0
    messages = [each["message"] for each in found if each["topic"] == "cache"]
    assert any(message.startswith(("Redis ", "Valkey ")) for message in messages)
    assert _bad(found, "cache")[-1] == "The server takes memory without a limit."


def test_a_cache_server_that_is_gone_is_a_problem_without_its_password(tmp_path: Path) -> None:
    url = "redis://user:hunter2@127.0.0.1:1/0"
    code, found, said = _findings(tmp_path, GATEWAY_SANDBOX="true", GATEWAY_CACHE_URL=url)
    assert code == 1
    assert "127.0.0.1:1 does not answer" in _bad(found, "cache")[0]
    assert "hunter2" not in said


def test_production_says_what_it_needs(tmp_path: Path) -> None:
    code, found, _ = _findings(tmp_path, GATEWAY_ENVIRONMENT="production")
    assert code == 1
    assert "callers need client keys" in _bad(found, "settings")[0]
