"""Each change that a user sees is one sentence in a file that towncrier understands."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def fragments(project_dir: Path) -> list[Path]:
    folder = project_dir / "changelog.d"
    return [path for path in sorted(folder.iterdir()) if path.name != "README.md"]


def test_every_fragment_is_named_for_its_kind(
    fragments: list[Path], pyproject: dict[str, Any]
) -> None:
    kinds = "|".join(kind["directory"] for kind in pyproject["tool"]["towncrier"]["type"])
    name = re.compile(rf"(?:\d+|\+[a-z0-9-]+)\.(?:{kinds})\.md")
    assert [path.name for path in fragments if not name.fullmatch(path.name)] == []


def test_every_fragment_is_one_sentence(fragments: list[Path]) -> None:
    sentence = re.compile(r"[A-Z`\"].*[^.!?]\.\n", re.DOTALL)
    texts = {path.name: path.read_text() for path in fragments}
    unfit = [
        name
        for name, text in texts.items()
        if not sentence.fullmatch(text) or "\n\n" in text or re.search(r"[a-z`)]\. [A-Z]", text)
    ]
    assert unfit == []


def test_towncrier_can_write_the_next_release(project_dir: Path, fragments: list[Path]) -> None:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9"]
    command += ["--date", "2026-01-01", "--dir", str(project_dir)]
    draft = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert draft.startswith("## 9.9.9 (2026-01-01)")
    for path in fragments:
        assert path.read_text().split()[0] in draft


def test_the_changelog_has_its_place_for_releases(
    project_dir: Path, pyproject: dict[str, Any]
) -> None:
    marker = pyproject["tool"]["towncrier"]["start_string"]
    assert (project_dir / "CHANGELOG.md").read_text().count(marker) == 1
