"""`docs/security.md` names the test of each of its promises, and the settings as they are."""

import re
from pathlib import Path

import pytest

from gateway.clients.keys import read_keys
from gateway.credentials import read_sets
from gateway.settings import PREFIX, Settings

NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


@pytest.fixture
def text(project_dir: Path) -> str:
    """The page."""
    return (project_dir / "docs/security.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_that_exist(project_dir: Path, text: str) -> None:
    table = text.partition("| promise | shown by |\n| --- | --- |\n")[2].partition("\n\n")[0]
    promises = table.splitlines()
    assert len(promises) >= 10
    for promise in promises:
        named = NAMED.findall(promise)
        assert named, promise
        for file, test in named:
            texts = [path.read_text("utf-8") for path in (project_dir / "tests").rglob(file)]
            assert any(f"def {test}(" in text for text in texts), f"{file}::{test}"


def test_every_setting_that_it_names_exists(text: str) -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", text))
    assert named
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_the_line_that_it_shows_is_one(text: str) -> None:
    (line,) = re.findall(r"^    (shop sha256:.*)$", text, re.MULTILINE)
    whole = re.sub(r"sha256:\S+", f"sha256:{'0' * 64}", line)
    (client,) = read_keys(whole, {"acme"}, None).values()
    assert (client.credentials, client.requests_per_minute) == ("acme", 600)


def test_the_file_that_it_shows_is_one(text: str, tmp_path: Path) -> None:
    (toml,) = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    unlike = iter("abc")
    file = tmp_path / "sets.toml"
    file.write_text(re.sub("…", lambda _: next(unlike), toml))
    assert list(read_sets(file, Settings(_env_file=None))) == ["acme", "globex"]
