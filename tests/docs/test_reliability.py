"""`docs/reliability.md` names the test of each of its promises."""

import re
from pathlib import Path

FOLDERS = ("tests/unit/upstream", "tests/integration", "tests/drills")
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def test_every_test_that_is_named_exists(project_dir: Path) -> None:
    named = NAMED.findall((project_dir / "docs/reliability.md").read_text(encoding="utf-8"))
    assert named
    for file, test in named:
        found = [path for folder in FOLDERS if (path := project_dir / folder / file).is_file()]
        assert found, file
        assert f"def {test}(" in found[0].read_text(encoding="utf-8"), f"{file}::{test}"


def test_every_promise_names_a_test(project_dir: Path) -> None:
    text = (project_dir / "docs/reliability.md").read_text(encoding="utf-8")
    tables = text.split("| promise | shown by |\n|---|---|\n")[1:]
    promises = [row for table in tables for row in table.partition("\n\n")[0].splitlines()]
    assert len(promises) > 30
    assert [row for row in promises if not NAMED.search(row)] == []
