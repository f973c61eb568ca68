"""Programs in Node.js that tests run, installed where git does not look."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests import needs


def installed(project: Path) -> Path:
    """Return the folder of an npm project with its packages, installed once for each lock.

    The project's own files are copied there anew each time.
    """
    needs.node()
    npm = needs.require("npm", install="apt-get install nodejs npm")
    lock = hashlib.sha256((project / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = needs.PROJECT_DIR / ".cache" / f"{project.name}-{lock}"
    ignored = shutil.ignore_patterns("*.py", "__pycache__", "node_modules")
    shutil.copytree(project, folder, ignore=ignored, dirs_exist_ok=True)
    done = folder / "node_modules" / ".done"
    if not done.is_file():
        subprocess.run([npm, "ci"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        done.touch()
    return folder


def run(program: Path, *arguments: str) -> Any:
    """Run a program that prints JSON, and return it."""
    return json.loads(output(program.parent, needs.node(), program.name, *arguments))


def output(folder: Path, *command: str, **variables: str) -> str:
    """Return what a command prints that succeeds in a folder, with these variables set."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
