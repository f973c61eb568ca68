"""Read the operations that clients may name, from the file that their build has written.

Two formats are understood: Apollo's, and the plain object that Relay, urql and GraphQL Code
Generator write: `{"identifier": "document"}`.

Source: @apollo/generate-persisted-query-manifest 1.4, PersistedQueryManifest,
https://www.apollographql.com/docs/graphos/platform/security/persisted-queries, read 2026-11-22.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from gateway.cache import hash_of
from gateway.errors import SettingsError
from gateway.schema import Schema
from gateway.settings import PREFIX

APOLLO = "apollo-persisted-query-manifest"

SETTING = f"{PREFIX}OPERATION_MANIFEST"

MAX_PROBLEMS = 20
"""Problems of one file that are listed."""

Named = tuple[Any, Any]
"""An identifier and a document, as they stand in the file."""


def read_manifest(path: Path, schema: Schema) -> dict[str, str]:
    """Return the documents of a file by their identifiers, all of which fit the schema.

    Raises:
        SettingsError: what is wrong with it, all of it.
    """
    try:
        named = list(_named(_content(path)))
    except ValueError as error:
        raise SettingsError([f"{SETTING}: {path} {error}."]) from None
    manifest = {str(name).removeprefix("sha256:"): document for name, document in named}
    problems = list(_problems(named, manifest, schema))
    if problems:
        shown = _shortened([f"{SETTING}: {path}: {problem}" for problem in problems])
        raise SettingsError(shown)
    return manifest


def _content(path: Path) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise ValueError(f"can't be read: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ValueError("must be JSON") from None


def _named(content: Any) -> Iterator[Named]:
    if not isinstance(content, dict):
        raise ValueError("must be a JSON object")  # noqa: TRY004  # a problem of the file
    if "operations" not in content:
        yield from content.items()
        return
    if (content.get("format"), content.get("version")) != (APOLLO, 1):
        raise ValueError(f'must have the format "{APOLLO}" and version 1')
    for operation in content["operations"] if isinstance(content["operations"], list) else [None]:
        if not isinstance(operation, dict):
            raise ValueError("must have objects in the list `operations`")  # noqa: TRY004  # as above
        yield operation.get("id"), operation.get("body")


def _problems(named: list[Named], manifest: Mapping[str, str], schema: Schema) -> Iterator[str]:
    for name, document in named:
        if not isinstance(name, str) or not name:
            yield "an operation has no identifier."
        elif not isinstance(document, str):
            yield f'"{name}" has no document.'
        elif manifest[name.removeprefix("sha256:")] != document:
            yield f'"{name}" names several documents.'
        elif name.startswith("sha256:") and name != f"sha256:{hash_of(document)}":
            yield f'"{name}" is not the hash of its document.'
        elif schema.documents.read(document).errors:
            yield f'"{name}": {schema.explain(document)}'


def _shortened(problems: list[str]) -> list[str]:
    rest = len(problems) - MAX_PROBLEMS
    return problems if rest <= 0 else [*problems[:MAX_PROBLEMS], f"… and {rest} more."]
