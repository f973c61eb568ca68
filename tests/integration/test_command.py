"""The command `gateway`, as a process of its own."""

import json
import os
import re
import shlex
import signal
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.commands import (
    COMMAND,
    GRACE,
    SERVE,
    address,
    environment,
    get,
    run,
    run_and_tell,
    running,
)


def test_serve_says_where_it_is_and_answers_the_query_to_paste(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path) as (process, banner):
        assert "sandbox" in banner
        answer = _paste(banner)
        assert answer["data"]["shipment"]["trackingNumber"] == "1Z932R800390810600"
        assert get(f"{address(banner)}/healthz")[0] == 200
        assert get(f"{address(banner)}/readyz")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(GRACE) == 0


def _paste(banner: str) -> Any:
    """Send the query that a banner shows, as its command would."""
    _, _, url, _, header, _, body = shlex.split(banner[banner.index("curl -s") :])
    name, _, value = header.partition(": ")
    request = urllib.request.Request(url, body.encode(), {name: value})  # noqa: S310  # as above
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # as above
        return json.load(response)


def test_serve_ends_well_on_an_interrupt(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(GRACE) == 0


def test_serve_without_credentials_says_what_to_set(tmp_path: Path) -> None:
    done = run("serve", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    for name in ("GATEWAY_SHIPSTATION_API_KEY", "GATEWAY_SHIPPO_API_TOKEN", "--sandbox"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_lists_all_problems_of_the_settings_at_once(tmp_path: Path) -> None:
    done = run(
        "serve",
        cwd=tmp_path,
        GATEWAY_SHIPO_API_TOKEN="shippo_test_x",
        GATEWAY_PORT="eighty",
        GATEWAY_SHIPPO_BASE_URL="ftp://example.com",
        GATEWAY_CACHE_URL="memcached://example.com",
        GATEWAY_TRY_TIMEOUT_SECONDS="20",
    )
    assert done.returncode == 2
    assert sorted(line.split(":")[0].split(" ")[0] for line in done.stderr.splitlines()) == [
        "GATEWAY_CACHE_URL",
        "GATEWAY_PORT",
        "GATEWAY_REQUEST_TIMEOUT_SECONDS",
        "GATEWAY_SHIPO_API_TOKEN",
        "GATEWAY_SHIPPO_BASE_URL",
    ]
    assert "Did you mean GATEWAY_SHIPPO_API_TOKEN?" in done.stderr
    assert "shippo_test_x" not in done.stderr


def test_serve_on_a_port_that_is_taken_fails_without_a_traceback(tmp_path: Path) -> None:
    with running(*SERVE, cwd=tmp_path) as (_, banner):
        port = re.findall(r"localhost:([0-9]+)", banner)[0]
        done = run("serve", "--sandbox", "--port", port, cwd=tmp_path)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert port in done.stderr


def test_the_sandbox_runs_alone_and_says_how_to_use_it(tmp_path: Path) -> None:
    last = "GATEWAY_SHIPPO_API_TOKEN="
    with running("sandbox", "--port", "0", cwd=tmp_path, last_line=last) as (process, written):
        settings = dict(line.split("=", 1) for line in written.splitlines() if "=" in line)
        assert get(f"{settings['GATEWAY_SHIPPO_BASE_URL']}/sandbox/calls")[0] == 200
        with running("serve", "--port", "0", cwd=tmp_path, **settings) as (_, banner):
            answer = _paste(banner)
            assert answer["data"]["shipment"]["trackingNumber"] == "1Z932R800390810600"
        process.send_signal(signal.SIGTERM)
        assert process.wait(GRACE) == 0


def test_the_schema_file_is_written_and_checked(tmp_path: Path) -> None:
    assert run("schema", "--check", cwd=tmp_path).returncode == 1
    assert run("schema", cwd=tmp_path).returncode == 0
    assert run("schema", "--check", cwd=tmp_path).returncode == 0
    path = tmp_path / "schema.graphql"
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    done = run("schema", "--check", cwd=tmp_path)
    assert done.returncode == 1
    assert "gateway schema" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["--version"]])
def test_help_is_cheap(arguments: list[str], tmp_path: Path) -> None:
    heavy = {"aiohttp", "strawberry", "starlette", "uvicorn", "pydantic", "graphql", "redis"}
    output, modules = run_and_tell("*sys.modules", *arguments, cwd=tmp_path)
    assert heavy.isdisjoint(modules.split())
    assert "gateway" in output


def test_who_asks_real_providers_carries_no_sandbox(tmp_path: Path) -> None:
    serving = "import gateway.app, gateway.http.server"
    _, told = run_and_tell(f"exec('{serving}'), *sys.modules", "--version", cwd=tmp_path)
    modules = set(told.split())
    assert modules >= {"gateway.app", "strawberry"}
    assert modules.isdisjoint({"aiohttp", "gateway.sandbox"})


def test_a_command_is_required(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 64
    assert "COMMAND" in done.stderr


def test_serve_says_what_is_wrong_with_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "operations.json").write_text('{"a": "{ nope }", "b": "{"}')
    manifest = {"GATEWAY_OPERATION_MANIFEST": "operations.json"}
    done = run(*SERVE, cwd=tmp_path, **manifest)
    assert done.returncode == 2
    assert '"a": Cannot query field' in done.stderr
    assert '"b": Syntax Error' in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_takes_nothing_but_a_manifest_only_where_there_is_one(tmp_path: Path) -> None:
    done = run("serve", "--sandbox", cwd=tmp_path, GATEWAY_ONLY_MANIFEST="true")
    assert done.returncode == 2
    assert "GATEWAY_ONLY_MANIFEST: needs a manifest; set GATEWAY_OPERATION_MANIFEST" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["settings"], ["completion", "bash"], ["track", "--sandbox", "se-324658"]]
)
def test_nobody_has_to_read_to_the_end(arguments: list[str], tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as unread:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            env=environment({}),
            stdout=unread,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"")
