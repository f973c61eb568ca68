"""`docs/http.md` names settings and codes that there are."""

import re
from pathlib import Path

import pytest

from gateway.errors import GatewayError
from gateway.settings import PREFIX, Settings


@pytest.fixture(scope="module")
def page(project_dir: Path) -> str:
    return (project_dir / "docs/http.md").read_text(encoding="utf-8")


def test_every_setting_that_it_names_exists(page: str) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", page))
    assert named >= {"GRAPHQL_OVER_HTTP", "OPERATION_MANIFEST", "INTROSPECTION"}
    assert named <= {name.upper() for name in Settings.model_fields}


def _conditions(of: type[GatewayError] = GatewayError) -> set[str]:
    return {of.code}.union(*map(_conditions, of.__subclasses__()))


def test_every_code_that_it_names_is_one_of_the_gateways(page: str, project_dir: Path) -> None:
    modules = [path.read_text(encoding="utf-8") for path in project_dir.glob("gateway/**/*.py")]
    written = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', "".join(modules)))
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", page))
    codes = {name for name in named if not name.startswith(PREFIX)}
    assert len(codes) > 10
    assert codes <= written | _conditions()
