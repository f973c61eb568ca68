"""docs/command-line.md says what is so: each of its commands is run."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.terminal import arguments
from gateway.terminal.exits import Exit
from tests import needs
from tests.commands import environment
from tests.serving import serving

TEXT = (needs.PROJECT_DIR / "docs/command-line.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
ADDRESS = "http://localhost:8000"


def _script(session: str) -> tuple[str, str]:
    """Return the commands of a session, and what they write."""
    lines = session.splitlines()
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return "\n".join(commands), "\n".join(line for line in lines if not line.startswith("$ "))


def _is_as_shown(written: str, shown: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in shown.split("…"))
    lines = "\n".join(line.rstrip() for line in written.splitlines())
    return re.fullmatch(pattern, lines) is not None


@pytest.mark.parametrize("session", SESSIONS)
async def test_each_command_writes_what_is_shown(session: str, tmp_path: Path) -> None:
    script, shown = _script(session)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    async with serving() as gateway:
        done = await asyncio.to_thread(
            subprocess.run,
            ["bash", "-c", script.replace(ADDRESS, gateway.url)],
            cwd=tmp_path,
            env=environment({"PATH": path}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.stderr == ""
    assert _is_as_shown(done.stdout, shown), done.stdout


def test_there_are_sessions_with_every_command() -> None:
    for command in ("track", "doctor", "completion"):
        assert any(f"gateway {command}" in session for session in SESSIONS)


def test_every_exit_code_is_described() -> None:
    described = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    helped = {int(code) for code in re.findall(r"^  (\d+) ", arguments.EXITS, re.MULTILINE)}
    assert described == helped == {code.value for code in Exit}
    assert Exit.USAGE == arguments.USAGE
