"""`docs/merging.md` names a test for each rule, and the tests are there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def text(project_dir: Path) -> str:
    return (project_dir / "docs" / "merging.md").read_text(encoding="utf-8")


def test_every_rule_names_its_tests(text: str) -> None:
    rules = re.split(r"^(?=\d+\. )", text, flags=re.MULTILINE)[1:]
    assert [int(rule.split(".")[0]) for rule in rules] == list(range(1, len(rules) + 1))
    assert [rule for rule in rules if "`test_" not in rule] == []
    assert len(rules) > 30


def test_every_test_that_is_named_is_there(text: str) -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    tests = set(re.findall(r"def (test_\w+)", written))
    named = set(re.findall(r"`(test_\w+)`", text))
    assert named - tests == set()
