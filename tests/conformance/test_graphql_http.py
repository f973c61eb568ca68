"""All audits of npm's `graphql-http` find nothing, each a test of its own."""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import needs
from tests.conformance.serving import gateway

pytestmark = pytest.mark.node

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


def _audited(programs: Path, url: str) -> dict[str, Result]:
    command = [needs.node(), str(programs / "audit.js"), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    results = [Result(**result) for result in json.loads(done.stdout)]
    return {result.id: result for result in results}


@pytest.fixture(scope="session")
def results(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    """What all audits found in a gateway that serves the sandbox."""
    with gateway(tmp_path_factory.mktemp("served")) as url:
        return _audited(programs, url)


def test_every_audit_there_is_has_its_test(results: Mapping[str, Result]) -> None:
    assert sorted(results) == sorted(AUDITS)
    assert len(results) == 61


@pytest.mark.parametrize("audit", AUDITS)
def test_the_audit_is_ok(audit: str, results: Mapping[str, Result]) -> None:
    result = results[audit]
    assert result.status == "ok", f"{result.name}: {result.reason}"


def test_the_edition_of_september_2026_keeps_every_must(programs: Path, tmp_path: Path) -> None:
    with gateway(tmp_path, GATEWAY_GRAPHQL_OVER_HTTP="september-2026") as url:
        results = _audited(programs, url)
    refused = [result for result in results.values() if result.status != "ok"]
    assert [result for result in refused if result.status == "error"] == []
    # The audits want the 400 of the drafts, and a 200 for plain JSON, where that edition has 422.
    wanted = {"Response status code is not 400", "Response status code is not 200"}
    assert {result.reason for result in refused} <= wanted
