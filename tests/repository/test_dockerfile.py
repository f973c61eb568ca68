"""The container image is sound, and its steps lead to a gateway that serves.

No container engine is needed: the build stage's own `RUN` lines are carried out under a folder of
the test's, then what the last stage starts is started from there.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import needs
from tests.repository import dockerfile

START_SECONDS = 30
STOP_SECONDS = 30
NO_NETWORK = "NewConnectionError|Max retries exceeded|Connection broken|name resolution"


@pytest.fixture(scope="module")
def stages(project_dir: Path) -> list[dockerfile.Stage]:
    return dockerfile.read(project_dir / "Dockerfile")


def test_hadolint_finds_nothing(project_dir: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    command = [str(hadolint), str(project_dir / "Dockerfile")]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_one_stage_makes_the_page_one_builds_and_one_runs(stages: list[dockerfile.Stage]) -> None:
    assert [stage.name for stage in stages] == ["ide", "build", None]


def test_images_are_pinned_to_a_patch_release(stages: list[dockerfile.Stage]) -> None:
    ide, build, last = stages
    assert re.fullmatch(r"node:\d+\.\d+\.\d+-\w+-slim", ide.image)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", build.image)
    # The environment is built in one and runs in the other.
    assert last.image == build.image


def test_the_image_has_a_tested_python(
    stages: list[dockerfile.Stage], pyproject: dict[str, dict[str, list[str]]]
) -> None:
    version = re.match(r"python:(\d+\.\d+)", stages[-1].image)
    assert version is not None
    assert f"Programming Language :: Python :: {version[1]}" in pyproject["project"]["classifiers"]


def test_a_container_runs_as_a_user_without_rights(stages: list[dockerfile.Stage]) -> None:
    *_, last = stages[-1].all("USER")
    assert int(last) > 0


def test_every_install_from_the_index_is_checked_by_hash(stages: list[dockerfile.Stage]) -> None:
    commands = [part for stage in stages for run in stage.all("RUN") for part in run.split("&&")]
    installs = [command for command in commands if re.search(r"pip (install|wheel)", command)]
    assert installs
    assert all("--require-hashes" in it or "--no-index" in it for it in installs)


def test_nothing_is_added_from_the_network_and_no_secret_is_kept(
    stages: list[dockerfile.Stage],
) -> None:
    assert [rest for stage in stages for rest in stage.all("ADD")] == []
    kept = [rest for stage in stages for word in ("ENV", "ARG") for rest in stage.all(word)]
    assert [rest for rest in kept if re.search(r"KEY|TOKEN|PASSWORD|SECRET", rest)] == []


def test_only_what_is_named_can_get_into_the_image(
    project_dir: Path, stages: list[dockerfile.Stage]
) -> None:
    lines = (project_dir / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copies = [copy for stage in stages for copy in stage.all("COPY") if "--from" not in copy]
    sources = {source for copy in copies for source in copy.split()[:-1]}
    assert rules[0] == "*"
    assert {source.split("/")[0] for source in sources} == let_in


@pytest.mark.install
@pytest.mark.node
@pytest.mark.timeout(600)
def test_the_image_serves_and_says_that_it_is_well(
    stages: list[dockerfile.Stage], build_context: Path, tmp_path: Path
) -> None:
    needs.node()
    *earlier, last = stages
    for stage in earlier:
        _carry_out(stage, build_context, tmp_path)
    # An environment can't be moved, so it runs where it was built.
    root = tmp_path / "build"
    assert list(root.glob("opt/gateway/lib/*/site-packages/gateway/http/static/graphiql/*.js"))
    environment = {**_environment(last, root), "GATEWAY_PORT": str(needs.free_port())}
    workdir = Path(f"{root}{last.all('WORKDIR')[-1]}")
    # A container is reached from outside; a test stays on the machine.
    command = [*last.command(), "--sandbox", "--host", "127.0.0.1"]
    check = [*last.health_check()]
    with subprocess.Popen(command, cwd=workdir, env=environment) as gateway:
        try:
            assert _comes_true(
                lambda: _succeeds(check, environment), lambda: gateway.poll() is None
            )
        finally:
            gateway.terminate()
        assert gateway.wait(STOP_SECONDS) == 0
    assert not _succeeds(check, environment)


@pytest.fixture
def build_context(tracked_files: list[Path], project_dir: Path, tmp_path: Path) -> Path:
    """The files that an image is built from: those under version control, and no others."""
    context = tmp_path / "context"
    for path in tracked_files:
        copy = context / path.relative_to(project_dir)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return context


def _carry_out(stage: dockerfile.Stage, context: Path, roots: Path) -> None:
    """Carry out a stage with a folder of its name, in `roots`, in the place of `/`."""
    assert stage.name is not None
    workdir = root = roots / stage.name
    for keyword, rest in stage.instructions:
        if keyword == "WORKDIR":
            workdir = Path(f"{root}{rest}")
            workdir.mkdir(parents=True)
        elif keyword == "COPY":
            origin, files = _origin(rest, context, roots)
            *sources, target = files.split()
            for source in sources:
                _copy(Path(f"{origin}/{source}"), workdir / target)
        elif keyword == "RUN":
            _run(rest, workdir, root)


def _origin(arguments: str, context: Path, roots: Path) -> tuple[Path, str]:
    """Tell from where a `COPY` takes its files: an earlier stage, or the build context."""
    if arguments.startswith("--from="):
        stage, files = arguments.removeprefix("--from=").split(maxsplit=1)
        return roots / stage, files
    return context, arguments


def _copy(source: Path, target: Path) -> None:
    """Copy as `COPY` does: what a folder holds, or a file, into a folder."""
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.mkdir(exist_ok=True)
        shutil.copy(source, target)


def _run(script: str, workdir: Path, root: Path) -> None:
    script = re.sub(r"(?<![\w.])/opt/", f"{root}/opt/", script)
    script = re.sub(r"(?<![\w/])python -m venv", f"{sys.executable} -m venv", script)
    command = ["/bin/sh", "-c", script]
    done = subprocess.run(command, cwd=workdir, capture_output=True, text=True, check=False)
    if done.returncode != 0 and re.search(NO_NETWORK, done.stderr):
        needs.go_without("the package index can't be reached; to run this test: connect to it")
    assert done.returncode == 0, done.stdout + done.stderr


def _environment(stage: dockerfile.Stage, root: Path) -> dict[str, str]:
    """Return the variables that a stage sets, and nothing of this machine but its path."""
    settings = [setting for line in stage.all("ENV") for setting in line.split()]
    texts = dict(setting.split("=", 1) for setting in settings)
    path = texts["PATH"].replace("/opt/", f"{root}/opt/").replace("$PATH", os.environ["PATH"])
    return {**texts, "PATH": path}


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def _comes_true(condition: Callable[[], bool], may_still: Callable[[], bool]) -> bool:
    """Ask until the answer is yes, or can't become yes any more."""
    deadline = time.monotonic() + START_SECONDS
    while may_still() and time.monotonic() < deadline:
        if condition():
            return True
    return False
