"""What the tests about the repository itself share."""

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import needs


@pytest.fixture(scope="session")
def tracked_files(project_dir: Path) -> list[Path]:
    """All files under version control that are still there."""
    git = needs.require("git", install="apt-get install git")
    if not (project_dir / ".git").exists():
        pytest.skip("not a git clone, so it can't be told which files are the project's")
    command = [git, "-C", str(project_dir), "ls-files", "-z"]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    paths = [project_dir / name for name in listing.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def pyproject(project_dir: Path) -> dict[str, Any]:
    """The project's own description."""
    return tomllib.loads((project_dir / "pyproject.toml").read_text())
