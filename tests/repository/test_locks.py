"""The locks pin every package by hash, agree with pyproject.toml, and name no registry."""

import re
from functools import cache
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import needs

LOCKS = ("build", "dev", "lock", "runtime")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@cache
def _lock(name: str) -> str:
    return (needs.PROJECT_DIR / "requirements" / f"{name}.txt").read_text()


def _entries(name: str) -> dict[str, str]:
    """Return each pinned requirement of a lock with the lines that belong to it."""
    text = re.sub(r"^\s*#.*\n", "", _lock(name), flags=re.MULTILINE).replace("\\\n", " ")
    return dict(line.split(" --hash", 1) for line in text.splitlines() if line.strip())


def _pins(name: str) -> dict[str, str]:
    """Return the version that a lock pins for each package."""
    pins: dict[str, str] = {}
    for requirement in map(Requirement, _entries(name)):
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        pins[canonicalize_name(requirement.name)] = specifier.version
    return pins


def _group(pyproject: dict[str, Any], name: str) -> list[str]:
    requirements: list[str] = []
    for entry in pyproject["dependency-groups"][name]:
        is_group = isinstance(entry, dict)
        requirements += _group(pyproject, entry["include-group"]) if is_group else [entry]
    return requirements


def test_every_lock_is_known(pyproject: dict[str, Any]) -> None:
    found = {path.stem for path in (needs.PROJECT_DIR / "requirements").glob("*.txt")}
    assert found == set(LOCKS)
    assert set(pyproject["dependency-groups"]) == set(LOCKS) - {"runtime"}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_by_version_and_hash(name: str) -> None:
    assert len(_pins(name)) == len(_entries(name)) > 0
    assert all(HASH.search("--hash" + hashes) for hashes in _entries(name).values())


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_says_where_packages_come_from(name: str) -> None:
    assert "://" not in _lock(name)
    assert "index-url" not in _lock(name)


@pytest.mark.parametrize("name", LOCKS)
def test_every_lock_fits_what_pyproject_asks_for(name: str, pyproject: dict[str, Any]) -> None:
    asked = [] if name == "runtime" else _group(pyproject, name)
    if name in ("dev", "runtime"):
        asked += pyproject["project"]["dependencies"]
    pins = _pins(name)
    for requirement in map(Requirement, asked):
        pin = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin), f"{requirement} but {pin}: make lock"


@pytest.mark.parametrize("name", ["build", "runtime"])
def test_tests_run_on_what_is_served(name: str) -> None:
    assert _entries(name).items() <= _entries("dev").items()
