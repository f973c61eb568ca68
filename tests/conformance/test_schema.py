"""The schema keeps what a release has promised, and follows the rules of its trade.

`released.graphql` is the schema of the last release. A release replaces it by `schema.graphql`.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import needs

pytestmark = pytest.mark.node

SCHEMA = needs.PROJECT_DIR / "schema.graphql"
RELEASED = Path(__file__).parent / "released.graphql"

# Each with what tells of it.
BREAKING = {
    "Field signedBy was removed": (r'  """Who signed for it\."""\n  signedBy: String\n', ""),
    "windowSeconds changed type": (r"windowSeconds: Int!", "windowSeconds: Float!"),
    "isPartial changed type": (r"isPartial: Boolean!", "isPartial: Boolean"),
    "Type for argument maxAgeSeconds": (r"maxAgeSeconds: Int\n", "maxAgeSeconds: Int!\n"),
    "Enum value CANCELLED was removed": (r'  """Called off [^"]*"""\n  CANCELLED\n', ""),
}
GROWING = [
    (r"  signedBy: String\n", "  signedBy: String\n  signer: String\n"),
    (r"  CANCELLED\n", "  CANCELLED\n  LOST\n"),
    (r"Who signed for it\.", "Who has signed for it."),
]
IMPROPER = {
    "naming-convention": (r"signedBy: String\n", "SignedBy: String\n"),
    "require-description": (r'  """Who signed for it\."""\n', ""),
    "relay-arguments": (r"first: Int\n", "first: String\n"),
    "no-unreachable-types": (r"\Z", '"""A type that nobody asks for."""\nscalar Lonely\n'),
}


def _changed(changes: Iterable[tuple[str, str]]) -> str:
    """Return the schema after all these changes, each of which found its place."""
    text = SCHEMA.read_text()
    for pattern, replacement in changes:
        text, places = re.subn(pattern, replacement, text)
        assert places, pattern
    return text


def _finished(programs: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(programs / "node_modules" / ".bin" / command[0]), *command[1:]],
        cwd=programs,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _kept(programs: Path, released: Path, schema: Path) -> tuple[bool, str]:
    """Tell whether one schema keeps the promises of another, and what has changed."""
    done = _finished(programs, "graphql-inspector", "diff", str(released), str(schema))
    return done.returncode == 0, done.stdout + done.stderr


def _broken_rules(programs: Path) -> set[str]:
    done = _finished(programs, "eslint", "--format", "json", "schema.graphql")
    (file,) = json.loads(done.stdout)
    assert (done.returncode == 0) == (not file["messages"])
    return {message["ruleId"].removeprefix("@graphql-eslint/") for message in file["messages"]}


def test_the_schema_keeps_what_the_last_release_promised(programs: Path) -> None:
    kept, changes = _kept(programs, RELEASED, SCHEMA)
    assert kept, changes


def test_a_breaking_change_fails(programs: Path, tmp_path: Path) -> None:
    schema = tmp_path / "schema.graphql"
    schema.write_text(_changed(BREAKING.values()))
    kept, changes = _kept(programs, SCHEMA, schema)
    assert not kept
    for broken in BREAKING:
        assert re.search(rf"✖ .*{broken}", changes), changes


def test_a_schema_may_grow(programs: Path, tmp_path: Path) -> None:
    schema = tmp_path / "schema.graphql"
    schema.write_text(_changed(GROWING))
    kept, changes = _kept(programs, SCHEMA, schema)
    assert kept, changes
    assert "LOST" in changes


def test_the_schema_follows_every_rule(programs: Path) -> None:
    shutil.copy(SCHEMA, programs / "schema.graphql")
    assert _broken_rules(programs) == set()


def test_a_rule_that_is_broken_is_noticed(programs: Path) -> None:
    (programs / "schema.graphql").write_text(_changed(IMPROPER.values()))
    assert _broken_rules(programs) >= IMPROPER.keys()
