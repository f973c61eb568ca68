"""`docs/deploying.md` says what the files in `deploy/` and the figures elsewhere say."""

import re
from pathlib import Path

import pytest

from gateway.settings import PREFIX, Settings


@pytest.fixture(scope="module")
def page(project_dir: Path) -> str:
    return (project_dir / "docs/deploying.md").read_text(encoding="utf-8")


def test_every_setting_and_file_that_it_names_exists(project_dir: Path, page: str) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", page))
    assert named >= {"DRAIN_SECONDS", "TRUSTED_PROXIES"}
    assert {name.lower() for name in named} <= Settings.model_fields.keys()
    files = set(re.findall(r"deploy/[\w./-]+\w", page)) - {
        "deploy/gateway.env",
        "deploy/client-keys",
    }
    assert len(files) >= 4
    assert [file for file in files if not (project_dir / file).exists()] == []


def test_its_commands_are_those_of_the_files(project_dir: Path, page: str) -> None:
    commands = re.findall(r"^    ((?:kubectl|docker|cp) .*)$", page, re.MULTILINE)
    files = [
        (project_dir / name).read_text(encoding="utf-8")
        for name in ("deploy/compose.yaml", "deploy/kubernetes/kustomization.yaml")
    ]
    assert len(commands) == 6
    explained = [re.sub("^#  *", "", line) for file in files for line in file.splitlines()]
    for command in commands:
        assert any(line.startswith(command) for line in explained), command


def test_its_sizes_are_those_that_were_measured(project_dir: Path, page: str) -> None:
    measured = (project_dir / "docs/performance.md").read_text(encoding="utf-8")
    by_shipments = measured.partition("| events, 10 shipments")[0]
    rows = re.findall(r"^\| (gateway.*: ms of CPU) \| (.*) \|$", by_shipments, re.MULTILINE)
    ten = {name: cells.split(" | ")[3] for name, cells in rows}
    equal, remembered = ten["gateway, equal requests: ms of CPU"], ten["gateway: ms of CPU"]
    assert f"took {equal} ms when" in " ".join(page.split())
    assert f"and {remembered} ms when" in " ".join(page.split())
    assert abs(float(re.findall(r"about (\d+) such", page)[0]) - 500 / float(remembered)) < 10


def test_its_limits_fit_the_settings(page: str) -> None:
    fields = Settings.model_fields
    body = int(re.findall(r"client_max_body_size (\d+)k", page)[0])
    assert body * 1024 == fields["max_body_bytes"].default
    assert (
        int(re.findall(r"keepalive_timeout (\d+)s", page)[0]) < fields["keep_alive_seconds"].default
    )
    assert (
        int(re.findall(r"proxy_read_timeout (\d+)s", page)[0])
        > fields["request_timeout_seconds"].default
    )
