"""`docs/errors.md` has every code that callers can meet, once, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import GatewayError, LimitExceeded, SettingsError
from gateway.model import TrackingErrorCode

ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CAPITALS = re.compile(r"[A-Z]+(_[A-Z]+)*")
# Where codes are written down beside their messages, and what else is in capitals there.
WRITTEN_IN = ["gateway/clients/*.py", "gateway/http/*.py", "gateway/schema/*.py"]
NO_CODES = {"GET", "HEAD", "JSON", "OPERATION_MANIFEST", "OPTIONS", "POST", "URL"}


@pytest.fixture(scope="module")
def rows(project_dir: Path) -> list[tuple[str, str, str]]:
    return ROW.findall((project_dir / "docs/errors.md").read_text(encoding="utf-8"))


def _conditions(of: type[GatewayError]) -> Iterator[str]:
    """Yield the codes at the ends of the tree; what has branches is never raised itself."""
    branches = of.__subclasses__()
    if not branches and of is not SettingsError:
        yield of.code
    for branch in branches:
        yield from _conditions(branch)


def _written(project_dir: Path) -> Iterator[str]:
    paths = [path for pattern in WRITTEN_IN for path in project_dir.glob(pattern)]
    for path in paths:
        if path.name == "__init__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and len(text) > 2 and CAPITALS.fullmatch(text):
                yield text


def test_every_code_is_there_once_and_none_is_invented(
    project_dir: Path, rows: list[tuple[str, str, str]]
) -> None:
    written = {code for code in _written(project_dir) if not code.startswith("GATEWAY_")}
    codes = (written - NO_CODES) | set(_conditions(GatewayError))
    codes |= {code.name for code in TrackingErrorCode}
    assert sorted(code for code, _, _ in rows) == sorted(codes)


def test_a_limit_is_among_what_is_too_large(project_dir: Path) -> None:
    page = (project_dir / "docs/errors.md").read_text(encoding="utf-8")
    too_large = page.partition("## Of a request that is too large")[2].partition("\n## ")[0]
    assert set(_conditions(LimitExceeded)) <= {code for code, _, _ in ROW.findall(too_large)}


def test_every_code_says_what_to_do(rows: list[tuple[str, str, str]]) -> None:
    for code, meaning, advice in rows:
        assert meaning.endswith("."), code
        assert advice.endswith((".", ")")), code
