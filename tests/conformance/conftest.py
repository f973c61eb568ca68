"""The programs that ask a gateway from outside."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import needs

PROJECT = Path(__file__).parent


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of the programs, installed where git does not look, once for each lock."""
    needs.node()
    npm = needs.require("npm", install="apt-get install nodejs npm")
    lock = hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = needs.PROJECT_DIR / ".cache" / f"conformance-{lock}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "audit.js", "clients.js"):
        shutil.copy(PROJECT / name, folder / name)
    installed = folder / "node_modules" / ".installed"
    if not installed.exists():
        subprocess.run([npm, "ci"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        installed.touch()
    return folder
