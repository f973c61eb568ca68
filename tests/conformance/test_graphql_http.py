"""All audits of npm's `graphql-http` find nothing, each a test of its own."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import needs

pytestmark = pytest.mark.node

PROJECT = Path(__file__).parent
COMMAND = (sys.executable, "-W", "error", "-m", "gateway", "serve", "--sandbox", "--port", "0")

# Source: graphql-http 1.23.1, lib/audits/server.js, read 2026-11-22
AUDITS = re.findall(
    r"\w{4}",
    """
22EB 4655 47DE 80D8 82A3 BF61 78D5 2C94 5A70 9C48 9ABE 03D4 A5BF 423L LKJ0 LKJ1 LKJ2 LKJ3 34A2 13EE
6C00 6C01 6C02 6C03 8161 B8B3 94B0 0220 94B1 0221 94B2 0222 4760 4761 4762 4763 2EA1 28B9 D6D5 6A70
58B0 58B1 58B2 58B3 428F 1B7A B6DC BCF8 B7N8 8764 3E3A 572B FDE2 7B9B 865D 556A D586 51FE 74FF 5E5B
86EE
""",
)


@dataclass(frozen=True)
class Result:
    """What one audit found: `status` is `ok`, or how bad it is; `reason` is empty for `ok`."""

    id: str
    name: str
    status: str
    reason: str


@pytest.fixture(scope="session")
def program() -> Path:
    """The program that runs the audits, installed where git does not look, once for each lock."""
    needs.node()
    npm = needs.require("npm", install="apt-get install nodejs npm")
    lock = hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = needs.PROJECT_DIR / ".cache" / f"conformance-{lock}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("audit.js", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PROJECT / name, folder / name)
    if not (folder / "node_modules" / "graphql-http").is_dir():
        subprocess.run([npm, "ci"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "audit.js"


@contextmanager
def _serving(folder: Path, **settings: str) -> Iterator[str]:
    """Run the command with the sandbox; yield the address of its endpoint."""
    inherited = {name: v for name, v in os.environ.items() if not name.startswith("GATEWAY_")}
    with subprocess.Popen(
        COMMAND,
        cwd=folder,
        env={**inherited, "PYTHONUNBUFFERED": "1", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            found = (re.search(r"http://\S+/graphql", line) for line in process.stdout)
            yield next(match[0] for match in found if match)
        finally:
            process.kill()


def _audited(program: Path, url: str) -> dict[str, Result]:
    command = [needs.node(), str(program), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    results = [Result(**result) for result in json.loads(done.stdout)]
    return {result.id: result for result in results}


@pytest.fixture(scope="session")
def results(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    """What all audits found in a gateway that serves the sandbox."""
    with _serving(tmp_path_factory.mktemp("served")) as url:
        return _audited(program, url)


def test_every_audit_there_is_has_its_test(results: Mapping[str, Result]) -> None:
    assert sorted(results) == sorted(AUDITS)
    assert len(results) == 61


@pytest.mark.parametrize("audit", AUDITS)
def test_the_audit_is_ok(audit: str, results: Mapping[str, Result]) -> None:
    result = results[audit]
    assert result.status == "ok", f"{result.name}: {result.reason}"
