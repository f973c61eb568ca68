"""What the command costs before it does anything, and what it does in shells and on terminals."""

import asyncio
import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests import needs
from tests.commands import COMMAND, environment, run, run_and_tell
from tests.serving import serving

MAX_HELP_SECONDS = 0.3
"""Seconds of CPU for `--help`."""


@pytest.mark.parametrize("arguments", [["--help"], ["track", "--help"]])
def test_help_takes_less_than_a_third_of_a_second_of_cpu(
    arguments: list[str], tmp_path: Path
) -> None:
    told = [run_and_tell("time.process_time()", *arguments, cwd=tmp_path) for _ in range(3)]
    assert min(float(seconds) for _, seconds in told) < MAX_HELP_SECONDS


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_is_a_script_that_the_shell_takes(shell: str, tmp_path: Path) -> None:
    done = run("completion", shell, cwd=tmp_path)
    assert done.returncode == 0
    assert "--timeline" in done.stdout or "timeline" in done.stdout
    program = shutil.which(shell)
    if program is not None:
        subprocess.run([program, "-n"], input=done.stdout, text=True, check=True, timeout=60)


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    script = run("completion", "bash", cwd=tmp_path).stdout
    asked = "COMP_WORDS=(gateway tr); COMP_CWORD=1; _shtab_gateway; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        [needs.require("bash", install="apt-get install bash"), "-c", f"{script}\n{asked}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["track"], done.stderr


async def test_colours_are_for_those_who_want_them(tmp_path: Path) -> None:
    async with serving() as gateway:
        asked = ("track", "--url", gateway.url, "se-324658")
        wanted = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
        coloured = await asyncio.to_thread(run, *asked, cwd=tmp_path, **wanted)
        plain = await asyncio.to_thread(run, *asked, cwd=tmp_path, **wanted, NO_COLOR="1")
    assert "\x1b[32mDelivered\x1b[0m" in coloured.stdout
    assert "\x1b[32m" not in plain.stdout
    assert "Delivered" in plain.stdout


def test_watching_ends_with_what_held_last(tmp_path: Path) -> None:
    command = [*COMMAND, "track", "--sandbox", "--json", "--watch", "1", "se-0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment({}), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            rounds = [json.loads(process.stdout.readline()) for _ in range(2)]
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 3
        finally:
            process.kill()
    assert [each["index"] for each in rounds] == [0, 0]
    assert all(each["errors"][0]["code"] == "NOT_FOUND" for each in rounds)
