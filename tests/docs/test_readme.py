"""README.md says what is so."""

import re
from pathlib import Path

from gateway.settings import settings_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_setting_that_it_lists_is_as_in_the_code() -> None:
    rows = re.findall(r"^\| `GATEWAY_.*", README, re.MULTILINE)
    assert 8 <= len(rows) <= 14, "README.md has what everybody needs; docs/settings.md has all"
    generated = settings_table().splitlines()
    assert [row for row in generated if row in rows] == rows


def test_all_settings_are_listed_as_in_the_code() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert page.endswith(f"\n\n{settings_table()}\n"), "run `make reference`"


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= 150


def test_every_document_that_it_names_exists() -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)", README):
        assert (ROOT / target).exists(), target
