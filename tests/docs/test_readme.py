"""README.md says what is so."""

import json
import re
import shlex
from pathlib import Path

from graphql import build_schema, parse, validate

from gateway.settings import settings_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def _queries() -> list[str]:
    pasted = [shlex.split(block) for block in _blocks("bash")]
    bodies = [words[words.index("-d") + 1] for words in pasted if "-d" in words]
    return [json.loads(body)["query"] for body in bodies] + _blocks("graphql")


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


def test_every_query_fits_the_schema() -> None:
    queries = _queries()
    assert len(queries) >= 2
    for query in queries:
        assert validate(SCHEMA, parse(query)) == []


def test_every_document_that_it_names_exists() -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_every_make_target_that_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^    make ([a-z-]+)", README, re.MULTILINE))
    assert named
    assert named <= targets
