"""Keep what was written of a shipment, as bytes, for the next answer that it is part of."""

import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import msgspec

from gateway.model import Shipment

MAX_BYTES = 16 * 2**20
"""Bytes that are kept."""

OVERHEAD = 600
"""Bytes that a fragment takes beside its own."""

Program = Callable[[Any], Any]
Key = tuple[int, int]


class Fragments:
    """What programs wrote of shipments, the most recently used, for as long as both live."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.bytes = 0
        self._max_bytes = max_bytes
        # Neither is kept alive: a program holds a whole document.
        self._kept: OrderedDict[
            Key, tuple[msgspec.Raw, weakref.ref[Program], weakref.ref[Shipment]]
        ] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def write(self, program: Program, shipment: Shipment) -> msgspec.Raw:
        """Return what the program writes of a shipment, as JSON."""
        key = (id(program), id(shipment))
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found[0]
        raw = written(program, shipment)
        if _is_news(shipment):
            return raw

        def gone(_: object) -> None:
            self._drop(key)

        self._kept[key] = (raw, weakref.ref(program, gone), weakref.ref(shipment, gone))
        self.bytes += len(bytes(raw)) + OVERHEAD
        while self.bytes > self._max_bytes:
            self._drop(next(iter(self._kept)))
        return raw

    def _drop(self, key: Key) -> None:
        raw, *_ = self._kept.pop(key)
        self.bytes -= len(bytes(raw)) + OVERHEAD


def written(program: Program, shipment: Shipment) -> msgspec.Raw:
    """Return what the program writes of a shipment, as JSON."""
    return msgspec.Raw(msgspec.json.encode(program(shipment)))


def _is_news(shipment: Shipment) -> bool:
    """Tell whether it says of an answer that it just left its provider: the next time it won't."""
    return any(source.tracking and not source.from_cache for source in shipment.all_sources)
