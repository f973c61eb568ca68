"""The SDKs' environments are pinned to the byte, and to no place."""

import re

import pytest

from tests.sdk.environments import SDK_DIR


@pytest.mark.parametrize(("name", "version"), [("shippo", "3.9.0"), ("shipengine", "2.1.1")])
def test_every_package_is_pinned_by_version_and_hash(name: str, version: str) -> None:
    lock = (SDK_DIR / f"{name}.txt").read_text()
    entries = re.findall(
        r"^\S.*?==\S+(?: ; .*?)? \\\n(?:    --hash=sha256:\w{64}.*\n)+", lock, re.M
    )
    assert len(entries) == len(re.findall(r"^[a-z]", lock, re.M)) > 10
    assert f"\n{name}=={version} " in lock
    assert "://" not in lock
