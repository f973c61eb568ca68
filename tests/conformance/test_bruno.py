"""The collection for Bruno runs, request by request, and all that it asserts is so."""

import json
from pathlib import Path

import pytest

from tests import needs
from tests.conformance.serving import gateway
from tests.node_projects import output

COLLECTION = needs.PROJECT_DIR / "examples" / "bruno"


@pytest.mark.node
def test_every_request_of_the_collection_holds(programs: Path, tmp_path: Path) -> None:
    bru = str(programs / "node_modules" / ".bin" / "bru")
    report = tmp_path / "report.json"
    with gateway(tmp_path) as url:
        to_it = ["--env", "sandbox", "--env-var", f"url={url}"]
        output(COLLECTION, bru, "run", *to_it, "--reporter-json", str(report))
    (run,) = json.loads(report.read_text())
    asserted = [result["assertionResults"] for result in run["results"]]
    assert len(asserted) == len(list(COLLECTION.glob("*.bru")))
    assert all(asserted)
    assert {verdict["status"] for verdicts in asserted for verdict in verdicts} == {"pass"}
