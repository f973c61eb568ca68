"""The operations that clients may name come from a file, and whatever is wrong in it is said."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gateway.cache import hash_of
from gateway.errors import SettingsError
from gateway.http.manifest import MAX_PROBLEMS, read_manifest
from gateway.schema import Schema, create_schema

MODE = "query Mode { gateway { mode } }"
VERSION = "query Version { gateway { version } }"
APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return create_schema()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "operations.json"


def _problems(path: Path, content: Any, schema: Schema) -> list[str]:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(SettingsError) as error:
        read_manifest(path, schema)
    start = re.compile(rf"GATEWAY_OPERATION_MANIFEST: {re.escape(str(path))}:? ")
    assert all(start.match(problem) or problem[0] == "…" for problem in error.value.problems)
    return [start.sub("", problem) for problem in error.value.problems]


def test_the_plain_format_has_documents_by_their_identifiers(path: Path, schema: Schema) -> None:
    path.write_text(json.dumps({"a": MODE, f"sha256:{hash_of(VERSION)}": VERSION}))
    assert read_manifest(path, schema) == {"a": MODE, hash_of(VERSION): VERSION}


def test_apollos_format_lists_operations(path: Path, schema: Schema) -> None:
    operations = [
        {"id": hash_of(MODE), "name": "Mode", "type": "query", "body": MODE},
        {"id": "v", "name": "Version", "type": "query", "body": VERSION, "clientName": None},
    ]
    path.write_text(json.dumps({**APOLLO, "operations": operations}))
    assert read_manifest(path, schema) == {hash_of(MODE): MODE, "v": VERSION}


@pytest.mark.parametrize("content", [{}, {**APOLLO, "operations": []}])
def test_a_manifest_may_be_empty(content: Any, path: Path, schema: Schema) -> None:
    path.write_text(json.dumps(content))
    assert read_manifest(path, schema) == {}


BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "must be JSON."),
    "too deep": ("[" * 10_000, "must be JSON."),
    "a list": ("[]", "must be a JSON object."),
    "another format": ({"format": "x", "version": 1, "operations": []}, "must have the format"),
    "another version": ({**APOLLO, "version": 2, "operations": []}, "must have the format"),
    "no list": ({**APOLLO, "operations": {}}, "must have objects in the list `operations`."),
    "a text in it": ({**APOLLO, "operations": ["x"]}, "must have objects in the list"),
    "nameless": ({**APOLLO, "operations": [{"body": MODE}]}, "an operation has no identifier."),
    "an empty name": ({"": MODE}, "an operation has no identifier."),
    "no body": ({**APOLLO, "operations": [{"id": "x"}]}, '"x" has no document.'),
    "no text": ({"x": 1}, '"x" has no document.'),
    "twice": (
        {**APOLLO, "operations": [{"id": "x", "body": MODE}, {"id": "x", "body": VERSION}]},
        '"x" names several documents.',
    ),
    "another hash": ({f"sha256:{hash_of(MODE)}": VERSION}, "is not the hash of its document."),
    "no syntax": ({"x": "{"}, '"x": Syntax Error: Expected Name, found <EOF>.'),
    "nested": ({"x": "{ nope(a: " + "[" * 10_000}, '"x": The document is nested deeper'),
    "unknown": ({"x": "{ nope }"}, "\"x\": Cannot query field 'nope' on type 'Query'."),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said(case: str, path: Path, schema: Schema) -> None:
    content, problem = BAD[case]
    (said,) = _problems(path, content, schema)
    assert problem in said


def test_a_file_that_is_not_there_is_said_to_be_so(path: Path, schema: Schema) -> None:
    with pytest.raises(SettingsError, match=r"can't be read: No such file or directory\."):
        read_manifest(path, schema)


def test_all_problems_are_listed_up_to_a_bound(path: Path, schema: Schema) -> None:
    two = _problems(path, {"a": "{", "b": MODE, "c": "{ nope }"}, schema)
    assert [problem[:3] for problem in two] == ['"a"', '"c"']
    many = _problems(path, {str(number): "{" for number in range(MAX_PROBLEMS + 5)}, schema)
    assert (len(many), many[-1]) == (MAX_PROBLEMS + 1, "… and 5 more.")
