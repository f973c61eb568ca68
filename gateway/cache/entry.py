"""One remembered value with its lifetime, and the name that it is remembered under."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Generic, TypeVar
from urllib.parse import quote_from_bytes

V = TypeVar("V")

# Raise it when stored bytes change their meaning: entries under an older name are never read.
SCHEMA_VERSION = "tg1"
LONGEST_PART = 48
# What quoting leaves as it is; looking is cheaper than quoting.
_PLAIN = re.compile(rf"[A-Za-z0-9_.~-]{{0,{LONGEST_PART}}}")
LONGEST_KEY = 199
KEPT_NAMES = 8_192


@dataclass(frozen=True)
class Entry(Generic[V]):
    """A value and the times that bound its use, all in epoch seconds.

    `value` must be immutable: every reader gets the same object. It left its provider at
    `fetched_at`, is fresh before `fresh_until`, stale from then on, and gone from `keep_until` on.
    """

    # By hand: with `slots=True` on Python 3.11 and 3.12, `Entry[bytes](...)` is a TypeError.
    __slots__ = ("fetched_at", "fresh_until", "keep_until", "value")

    value: V
    fetched_at: float
    fresh_until: float
    keep_until: float


@lru_cache(maxsize=KEPT_NAMES)
def cache_key(*parts: str) -> str:
    """Return the one name of these parts: two different tuples never have the same.

    The name is printable ASCII of fewer than 200 characters and begins with the schema version.
    Parts may hold anything, lone surrogates included; long ones are replaced by their hash.
    """
    key = ":".join((SCHEMA_VERSION, *map(_name, parts)))
    return key if len(key) <= LONGEST_KEY else SCHEMA_VERSION + _digest(key.encode("ascii"))


def _name(part: str) -> str:
    if _PLAIN.fullmatch(part):
        return part
    data = part.encode("utf-8", "surrogatepass")
    name = quote_from_bytes(data, safe="")
    return name if len(name) <= LONGEST_PART else _digest(data)


def _digest(data: bytes) -> str:
    # Quoted text never holds "=", so a hash is never mistaken for a part that looks like one.
    return "=" + blake2b(data, digest_size=20).hexdigest()
