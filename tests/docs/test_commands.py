"""Every command that README.md and docs/ name is there; those that cost nothing are executed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs

PAGES = [needs.PROJECT_DIR / "README.md", *sorted(needs.PROJECT_DIR.glob("docs/**/*.md"))]
# In a line of text, or alone in an indented line; what follows two blanks and a # is a comment.
NAMED = re.compile(
    r"`((?:gateway|make) [a-z-][^`\n]*)`|^    (?:\S*/)?((?:gateway|make) [a-z-].*?)(?:  +#.*)?$",
    re.MULTILINE,
)
CHEAP = {"key", "schema", "settings"}
BIN = Path(sys.executable).parent


def _commands() -> list[str]:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    found = [one or other for text in texts for one, other in NAMED.findall(text)]
    return sorted({command.strip() for command in found})


COMMANDS = _commands()
GATEWAY = [command for command in COMMANDS if command.startswith("gateway ")]
# What is only named lacks the name of a client.
EXECUTED = [one for one in GATEWAY if one.split()[1] in CHEAP and one != "gateway key"]
MAKE = [command for command in COMMANDS if command.startswith("make ")]


def _run(command: str, folder: Path) -> str:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def test_some_commands_are_named() -> None:
    assert {command.split()[1] for command in GATEWAY} >= {"serve", "sandbox", *CHEAP}
    assert {command.split()[1] for command in MAKE} >= {"run", "test", "check", "docs"}


@pytest.mark.parametrize("name", sorted({command.split()[1] for command in GATEWAY}))
def test_a_command_of_the_gateway_has_the_options_that_are_named(name: str, tmp_path: Path) -> None:
    usage = _run(f"gateway {name} --help" if name[0] != "-" else "gateway --help", tmp_path)
    named = [command for command in GATEWAY if command.split()[1] == name]
    options = {option for command in named for option in re.findall(r" (--[a-z-]+)", command)}
    assert options <= set(re.findall(r"--[a-z-]+", usage))


@pytest.mark.parametrize("command", EXECUTED)
def test_a_command_that_costs_nothing_does_what_it_says(command: str, tmp_path: Path) -> None:
    # What it writes goes into folders that are there in the repository.
    (tmp_path / "deploy").mkdir()
    _run(command, tmp_path)


@pytest.mark.parametrize("command", MAKE)
def test_what_make_is_told_to_do_can_be_done(command: str, project_dir: Path) -> None:
    makefile = (project_dir / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    _, *words = command.split()
    assert words[0] in targets
    variables = {word.partition("=")[0] for word in words if re.match("[A-Z]+=", word)}
    assert variables <= set(re.findall(r"^([A-Z]+) \?=", makefile, re.MULTILINE))


def test_make_help_lists_its_targets(project_dir: Path) -> None:
    assert "make docs" in _run("make help", project_dir)
