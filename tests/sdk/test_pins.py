"""Environments of their own, of SDKs and the like, are pinned to the byte, and to no place."""

import re

import pytest

from tests import needs


@pytest.mark.parametrize(
    ("path", "pin"),
    [
        ("tests/sdk/shippo.txt", "shippo==3.9.0"),
        ("tests/sdk/shipengine.txt", "shipengine==2.1.1"),
        ("tests/conformance/schemathesis.txt", "schemathesis==4.32.5"),
        ("examples/python/requirements.txt", "gql==4.0.0"),
        ("examples/python/requirements.txt", "ariadne-codegen==0.19.0"),
    ],
)
def test_every_package_is_pinned_by_version_and_hash(path: str, pin: str) -> None:
    lock = (needs.PROJECT_DIR / path).read_text()
    entries = re.findall(
        r"^\S.*?==\S+(?: ; .*?)? \\\n(?:    --hash=sha256:\w{64}.*\n)+", lock, re.M
    )
    assert len(entries) == len(re.findall(r"^[a-z]", lock, re.M)) > 10
    assert f"\n{pin} " in lock
    assert "://" not in lock
