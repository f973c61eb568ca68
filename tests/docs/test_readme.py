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


def test_the_settings_table_is_that_of_the_code() -> None:
    assert settings_table() in README, "put the output of `gateway settings` into README.md"


def test_it_is_short_enough_to_be_read() -> None:
    # Nobody reads a table of settings from top to bottom.
    assert len(README.replace(settings_table(), "").splitlines()) <= 110


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
