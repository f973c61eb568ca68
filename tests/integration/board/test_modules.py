"""The board's modules are what engines take them for, without a build."""

import subprocess
from pathlib import Path

import pytest

from gateway.http.assets import STATIC_DIR
from tests import needs

MODULES = sorted((STATIC_DIR / "board").glob("*.js"))


@pytest.mark.node
@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_can_be_parsed(module: Path) -> None:
    command = [needs.node(), "--input-type=module", "--check"]
    checked = subprocess.run(
        command, input=module.read_text(), capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
