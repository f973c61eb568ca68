"""The Makefile, the CI script and pyproject.toml tell the same story."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import needs

SHELL = re.compile(rb"#!.*\b(?:ba)?sh\b")


def _make(*arguments: str) -> subprocess.CompletedProcess[str]:
    make = needs.require("make", install="apt-get install make")
    # A `make test` that runs this test must not pass its own flags on.
    environment = {key: value for key, value in os.environ.items() if "MAKE" not in key}
    command = [make, "--no-print-directory", "-C", str(needs.PROJECT_DIR), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def makefile(project_dir: Path) -> str:
    return (project_dir / "Makefile").read_text()


def test_the_oldest_python_is_the_same_everywhere(makefile: str, pyproject: dict[str, Any]) -> None:
    minimum = pyproject["project"]["requires-python"].removeprefix(">=")
    major, minor = minimum.split(".")
    assert f"sys.version_info < ({major}, {minor})" in makefile
    assert f"--python-version {minimum}" in makefile
    assert pyproject["tool"]["mypy"]["python_version"] == minimum
    assert pyproject["tool"]["ruff"]["target-version"] == f"py{major}{minor}"


def test_every_promised_python_is_tested(makefile: str, pyproject: dict[str, Any]) -> None:
    prefix = "Programming Language :: Python :: "
    classifiers = pyproject["project"]["classifiers"]
    promised = [entry.removeprefix(prefix) for entry in classifiers if entry.startswith(prefix)]
    tested = re.search(r"^TESTED_PYTHONS := (.*)$", makefile, re.MULTILINE)
    assert tested is not None
    assert tested[1].split() == promised


def test_help_lists_every_target(makefile: str) -> None:
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    listed = re.findall(r"^  make (\S+)", _make("help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())


def test_a_machine_without_a_python_is_told_so(tmp_path: Path) -> None:
    made = _make("run", "PYTHON=", f"VENV={tmp_path / 'venv'}")
    assert made.returncode != 0
    assert "Python 3.11 or newer is needed" in made.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_python_that_makes_no_environments_says_what_to_install(tmp_path: Path) -> None:
    made = _make("run", "PYTHON=false", f"VENV={tmp_path / 'venv'}")
    assert made.returncode != 0
    assert "apt-get install python3-venv" in made.stdout
    assert list(tmp_path.iterdir()) == []


def test_ci_checks_and_tests_as_a_person_does(project_dir: Path) -> None:
    script = project_dir / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text().splitlines()
    assert "export GATEWAY_TEST_REQUIRE=1" in lines
    assert [line for line in lines if line.startswith("make ")] == [
        "make check",
        "make test",
        'make test-other-pythons ARGS="${once[*]/#/--ignore=tests/}"',
    ]
    (once,) = [line for line in lines if line.startswith("once=")]
    for folder in once.removeprefix("once=(").removesuffix(")").split():
        assert (project_dir / "tests" / folder).is_dir(), folder


def test_every_shell_script_is_sound(tracked_files: list[Path]) -> None:
    scripts = [path for path in tracked_files if SHELL.match(path.read_bytes()[:80])]
    assert needs.PROJECT_DIR / ".ci" / "run" in scripts
    shellcheck = needs.require("shellcheck", install="apt-get install shellcheck")
    command = [shellcheck, *map(str, scripts)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
