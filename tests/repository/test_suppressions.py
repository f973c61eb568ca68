"""Every exception from a rule says why it is one."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

RULE = r"[A-Z]+\d+"
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:|mypy:|pragma:|nosec)")
REASONED = re.compile(
    rf"#\s*(?:noqa:\s*{RULE}(?:,\s*{RULE})*|type:\s*ignore\[[\w, -]+\])"
    r"\W+\w+\W+\w+"  # A reason takes at least two words.
)


def test_every_suppression_has_its_rule_and_its_reason(tracked_files: list[Path]) -> None:
    assert [
        f"{path}:{line}: {comment}"
        for path in tracked_files
        if path.suffix == ".py"
        for line, comment in _comments(path)
        if SUPPRESSION.search(comment) and not REASONED.search(comment)
    ] == []


@pytest.mark.parametrize(
    ("comment", "is_reasoned"),
    [
        ("# noqa: S104 - the container's own network", True),
        ("# noqa: A002, N803 - named as in the schema", True),
        ("# type: ignore[arg-type]  # the stub is older than the library", True),
        ("# noqa: S104", False),
        ("# noqa", False),
        ("# type: ignore", False),
        ("# type: ignore[arg-type]", False),
        ("# type: ignore  # for some reason", False),
    ],
)
def test_a_reason_is_told_from_none(comment: str, is_reasoned: bool) -> None:
    assert SUPPRESSION.search(comment)
    assert bool(REASONED.search(comment)) is is_reasoned


def test_every_rule_left_out_in_pyproject_has_its_reason(project_dir: Path) -> None:
    text = (project_dir / "pyproject.toml").read_text()
    left_out = re.findall(rf'^    "{RULE}",(.*)$', text, re.MULTILINE)
    assert left_out
    assert all(re.search(r"# \w+\W+\w+", reason) for reason in left_out)


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    with tokenize.open(path) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
