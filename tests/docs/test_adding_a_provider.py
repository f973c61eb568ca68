"""`docs/adding-a-provider.md` adds a provider: its steps are done to a copy that is then asked."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FILE = re.compile(
    r"^`(?P<path>[\w./]+\.py)`(?:(?!```).)*?:\n\n```python\n(?P<text>.*?)^```$", re.M | re.S
)
CHANGE = re.compile(r"^```diff\n--- (?P<path>\S+)\n(?P<lines>.*?)^```$", re.M | re.S)
COPIED = ["gateway", "tests/__init__.py", "tests/serving.py", "pyproject.toml", "schema.graphql"]


@pytest.fixture(scope="module")
def copy(project_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, changed as the page says."""
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        source, target = project_dir / name, folder / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    page = (project_dir / "docs/adding-a-provider.md").read_text(encoding="utf-8")
    for change in CHANGE.finditer(page):
        _change(folder / change["path"], change["lines"].splitlines())
    for file in FILE.finditer(page):
        path = folder / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file["text"], encoding="utf-8")
    return folder


def _change(file: Path, lines: list[str]) -> None:
    """Replace the lines that begin with a blank or "-" by those that begin with a blank or "+"."""
    text = file.read_text(encoding="utf-8")
    old = "\n".join(line[1:] for line in lines if line[:1] != "+")
    new = "\n".join(line[1:] for line in lines if line[:1] != "-")
    assert text.count(old) == 1, f"{file} has not exactly one place like this:\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def _run(copy: Path, *arguments: str) -> Iterator[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    yield from done.stdout.splitlines()


def test_the_copy_answers_with_a_third_provider(copy: Path) -> None:
    pytest_options = ("-q", "-p", "no:cacheprovider", "tests/integration/test_acme.py")
    assert "1 passed" in list(_run(copy, "-m", "pytest", *pytest_options))[-1]


def test_nothing_else_has_to_be_done(copy: Path) -> None:
    list(_run(copy, "-m", "gateway", "schema"))
    written = (copy / "schema.graphql").read_text(encoding="utf-8")
    assert "type AcmeTracking implements ProviderTracking" in written
    rows = [row for row in _run(copy, "-m", "gateway", "settings") if "`GATEWAY_ACME_" in row]
    assert len(rows) == 3


def test_the_new_secret_is_kept_like_the_others(copy: Path) -> None:
    program = (
        "from gateway.settings import Settings;"
        "print(Settings(_env_file=None, acme_api_key='acme-key').secrets)"
    )
    assert list(_run(copy, "-c", program)) == ["('acme-key',)"]
