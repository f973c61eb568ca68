"""Read equal parts of answers once: pure.

A parcel that is asked about again has a new event at the most, and the parcels of one shop pass
through the same few places. What is read is frozen, so that answers can share it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import msgspec

from gateway.providers.wire import NOTHING, Reader

T = TypeVar("T")

PARTS = 8_192
"""Parts of each kind that are remembered: the most recently read ones."""

LONGEST = 1_000
"""Bytes of a part that is remembered: bounds the memory that they take."""


def once(
    read: Callable[[Reader, bytes], T | None],
) -> Callable[[Reader, bytes | msgspec.Raw], T | None]:
    """Remember what `read` makes of a part of an answer, by the bytes of that part.

    `read` depends on nothing else, and returns what never changes. What it notes of a part belongs
    to the answer that the part is in: such a part is read each time.
    """

    @lru_cache(maxsize=PARTS)
    def alone(part: bytes) -> T | None:
        reader = Reader("")
        value = read(reader, part)
        return value if reader.is_silent else None

    def remembered(reader: Reader, sent: bytes | msgspec.Raw) -> T | None:
        if sent is NOTHING:
            return None
        part = bytes(sent)
        value = alone(part) if len(part) <= LONGEST else None
        return read(reader, part) if value is None else value

    return remembered
