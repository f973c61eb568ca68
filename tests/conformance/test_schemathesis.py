"""schemathesis asks everything that the schema allows, and nothing fails."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.serving import gateway
from tests.environments import python_with

pytestmark = pytest.mark.sdk

FOLDER = Path(__file__).parent
EXAMPLES = int(os.environ.get("GATEWAY_TEST_EXAMPLES", "25"))
"""Documents for each operation: `GATEWAY_TEST_EXAMPLES=1000` is the long form of this test."""

OPERATIONS = 8


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each operation: the errors in its answers, and what failed."""
    python = python_with(FOLDER / "schemathesis.txt")
    with gateway(tmp_path_factory.mktemp("served")) as url:
        done = subprocess.run(
            [str(python), "-I", str(FOLDER / "schemathesis_check.py"), url, str(EXAMPLES)],
            capture_output=True,
            text=True,
            check=False,
            timeout=200 + EXAMPLES,
        )
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_that_the_schema_allows_fails(told: dict[str, Any]) -> None:
    assert [failure for found in told.values() for failure in found["failures"]] == []


def test_every_operation_is_asked_and_has_answers(told: dict[str, Any]) -> None:
    assert len(told) == 2 * OPERATIONS
    assert all(sum(found["codes"].values()) >= 1 for found in told.values())
    known = [found["codes"] for name, found in told.items() if name.endswith("known")]
    assert all(codes.get("OK", 0) >= sum(codes.values()) / 4 for codes in known), known
