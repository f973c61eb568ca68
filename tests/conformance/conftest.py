"""The programs that ask a gateway from outside."""

from pathlib import Path

import pytest

from tests import node_projects


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of the programs."""
    return node_projects.installed(Path(__file__).parent)
