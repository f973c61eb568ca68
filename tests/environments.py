"""Environments for what can't share the gateway's: built once, kept while they fit."""

import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

from tests import needs

ENVIRONMENTS = needs.PROJECT_DIR / ".cache" / "environments"


def python_with(requirements: Path) -> Path:
    """Return a Python that has just what this file pins; skip the test if it can't be had."""
    wanted = sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:16]
    environment = ENVIRONMENTS / f"{requirements.stem}-{wanted}"
    python = environment / "bin" / "python"
    ready = environment / ".ready"
    if not ready.exists():
        venv.create(environment, clear=True, with_pip=True)
        _install(python, requirements)
        ready.touch()
    return python


def _install(python: Path, requirements: Path) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    done = subprocess.run(
        [*command, "--require-hashes", "-r", str(requirements)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        needs.go_without(
            f"{requirements.name} can't be installed ({reason}); to run this test: "
            f"pip download -r {requirements.relative_to(needs.PROJECT_DIR)} must work"
        )
