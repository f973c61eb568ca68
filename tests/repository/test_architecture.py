"""The rules of the house hold, and each of them would be noticed if it did not.

The rules themselves stand in pyproject.toml, for import-linter to read.
"""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# One import that breaks each contract: the contract, the importing module, what it imports.
BREACHES = [
    ("layers", "errors", "gateway.model"),
    ("layers", "merge", "gateway.loaders"),
    ("layers", "sandbox", "gateway.errors"),
    ("acyclic", "providers.base", "gateway.providers.shippo.client"),
    ("providers", "providers.shippo.client", "gateway.providers.shipstation.mapping"),
    ("providers", "providers.base", "gateway.providers.shippo.mapping"),
    ("pure", "merge", "time"),
    ("pure", "providers.shippo.mapping", "gateway.upstream"),
    ("sandbox", "http", "gateway.sandbox"),
    ("aiohttp", "providers.shippo.client", "aiohttp"),
    ("starlette", "schema", "starlette.requests"),
    ("uvicorn", "telemetry", "uvicorn"),
    ("telemetry", "upstream.upstream", "prometheus_client"),
    ("telemetry", "http", "structlog"),
    ("telemetry", "http", "opentelemetry.trace"),
    ("aiocache", "loaders", "aiocache"),
    ("aiocache", "loaders", "redis.asyncio"),
]


def _broken_contracts(folder: Path) -> set[str]:
    """Return the names of the contracts that the package in this folder breaks."""
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", program, "--no-logo", "--no-cache"]
    linted = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    verdicts = re.findall(r"^(.+) (KEPT|BROKEN)\b", linted.stdout, re.MULTILINE)
    assert verdicts, linted.stdout + linted.stderr
    return {name for name, verdict in verdicts if verdict == "BROKEN"}


@pytest.fixture
def house(project_dir: Path, tmp_path: Path) -> Path:
    """A copy of the package and its rules, to be broken."""
    ignored = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(project_dir / "gateway", tmp_path / "gateway", ignore=ignored)
    shutil.copy(project_dir / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_rule_holds(project_dir: Path) -> None:
    assert _broken_contracts(project_dir) == set()


@pytest.mark.parametrize(("rule", "importer", "imported"), BREACHES)
def test_a_breach_is_noticed(
    rule: str, importer: str, imported: str, house: Path, pyproject: dict[str, Any]
) -> None:
    place = (house / "gateway").joinpath(*importer.split("."))
    module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    module.write_text(f"{module.read_text()}\nimport {imported}\n")
    names = {rule["id"]: rule["name"] for rule in pyproject["tool"]["importlinter"]["contracts"]}
    assert names[rule] in _broken_contracts(house)


def test_a_module_without_a_place_is_noticed(house: Path) -> None:
    (house / "gateway" / "helpers.py").touch()
    assert _broken_contracts(house) == {"Imports point down only, and every module has its place"}


def test_every_rule_has_a_breach_to_prove_it(pyproject: dict[str, Any]) -> None:
    rules = {rule["id"] for rule in pyproject["tool"]["importlinter"]["contracts"]}
    assert {rule for rule, _, _ in BREACHES} == rules


def test_no_import_is_for_the_type_checker_alone(project_dir: Path) -> None:
    assert [
        str(path)
        for path in sorted((project_dir / "gateway").rglob("*.py"))
        if "TYPE_CHECKING" in path.read_text()
    ] == []


def test_an_init_either_collects_or_defines(project_dir: Path) -> None:
    """Names that a package gathers from its modules and names of its own don't mix."""
    assert [
        str(path)
        for path in sorted((project_dir / "gateway").rglob("__init__.py"))
        if _collects(path) and _defines(path)
    ] == []


def _collects(path: Path) -> bool:
    """Tell whether a package re-exports, that is names in `__all__` what it imports."""
    statements = ast.parse(path.read_text()).body
    imports = (node for node in statements if isinstance(node, ast.Import | ast.ImportFrom))
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    return bool(imported & _all(statements))


def _all(statements: list[ast.stmt]) -> set[str]:
    for node in statements:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _defines(path: Path) -> bool:
    definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return any(isinstance(node, definitions) for node in ast.parse(path.read_text()).body)
