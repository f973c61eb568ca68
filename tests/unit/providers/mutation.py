"""Spoil payloads at random, one place at a time."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

Path = tuple[str | int, ...]

MEGABYTE = 1_000_000

# What may stand in place of any value, as it is written in JSON, or in what is taken for it.
WRITTEN = {
    "null": b"null",
    "a number": b"7",
    "a fraction": b"-1.5",
    "a boolean": b"true",
    "an empty list": b"[]",
    "a list": b'["x", 1]',
    "an empty object": b"{}",
    "an object": b'{"a": 1}',
    "an empty text": b'""',
    "blanks": b'" \\t "',
    "another text": b'"elsewhere"',
    "a long text": b'"' + b"x" * MEGABYTE + b'"',
    "a lone surrogate": b'"a\\ud800b"',
    "an escaped control character": b'"a\\u0000b"',
    "a bare control character": b'"a\x01b"',
    "a byte outside UTF-8": b'"a\xffb"',
    "the year 1": b'"0001-01-01T00:00:00+14:00"',
    "the year 9999": b'"9999-12-31T23:59:59-12:00"',
    "no number": b"NaN",
    "infinity": b"-Infinity",
    "a huge number": b"1" + b"0" * 400,
    "a number too long to read": b"1" + b"0" * 5000,
    "a number beyond a double": b"1e999",
    "a deep nesting": b"[" * 300 + b"]" * 300,
}
SHAPES = ("left out", "reversed", "repeated")

_MARK = "<the spoiled place>"


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Name every place of a payload: leaves, objects, lists and their entries."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


def spoil(payload: Any, path: Path, kind: str) -> bytes:
    """Return the payload with one place spoiled, as a body."""
    payload = json.loads(json.dumps(payload))  # a copy
    parent = payload
    for step in path[:-1]:
        parent = parent[step]
    step = path[-1]
    if kind == "left out":
        del parent[step]
    elif kind == "reversed":
        parent[step].reverse()
    elif kind == "repeated":
        parent[step] = [*parent[step], *parent[step]]
    else:
        parent[step] = _MARK
    return json.dumps(payload).encode().replace(json.dumps(_MARK).encode(), WRITTEN.get(kind, b""))


def variants(payload: Any, number: int, random: Random) -> Iterator[tuple[Path, str, bytes]]:
    """Yield so many spoiled bodies, each with the place and the kind of its spoiling."""
    everywhere = list(places(payload))
    kinds = [*WRITTEN, "left out"]
    for _ in range(number):
        path = random.choice(everywhere)
        value = payload
        for step in path:
            value = value[step]
        kind = random.choice([*kinds, *SHAPES] if isinstance(value, list) else kinds)
        yield path, kind, spoil(payload, path, kind)
