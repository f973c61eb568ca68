"""Environments for the official SDKs, which can share none: built once, kept while they fit."""

import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

from tests import needs

SDK_DIR = Path(__file__).resolve().parent
ENVIRONMENTS = needs.PROJECT_DIR / ".cache" / "sdk"


def python_with(name: str) -> Path:
    """Return a Python that has just what `tests/sdk/NAME.txt` pins; skip if it can't be had."""
    requirements = SDK_DIR / f"{name}.txt"
    wanted = sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:16]
    environment = ENVIRONMENTS / f"{name}-{wanted}"
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
            f"the official SDK can't be installed ({reason}); to run this test: "
            f"pip download -r tests/sdk/{requirements.name} must work"
        )
