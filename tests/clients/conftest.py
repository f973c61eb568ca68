"""The examples, installed, and a gateway that they ask."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import needs, node_projects
from tests.conformance.serving import gateway


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the examples with their packages, and beside them the programs of the tests."""
    folder = node_projects.installed(needs.PROJECT_DIR / "examples")
    for program in Path(__file__).parent.glob("*.js"):
        shutil.copy(program, folder)
    return folder


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway that serves the sandbox."""
    with gateway(tmp_path_factory.mktemp("served")) as url:
        yield url


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """A copy of the example for ariadne-codegen, which writes beside it, and of the schema."""
    shutil.copy(needs.PROJECT_DIR / "schema.graphql", tmp_path)
    example = needs.PROJECT_DIR / "examples" / "python" / "typed"
    return shutil.copytree(example, tmp_path / "python" / "typed")
