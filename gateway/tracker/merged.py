"""Merge the same answers once."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from gateway.merge import merge, unmerged
from gateway.model import Reference, Shipment, ShipmentSource

MAX_SHIPMENTS = 2_000
"""Shipments that are kept."""

Key = tuple[object, ...]


class Merged:
    """Merges as `merge` does, and gives the same object for as long as the answers are the same.

    Merging takes longer than all else that a remembered answer costs. Whether an answer was
    remembered doesn't matter to it, and is told of each all the same.
    """

    def __init__(self) -> None:
        self._shipments: OrderedDict[Key, Shipment] = OrderedDict()

    def __call__(
        self, ref: Reference, sources: Sequence[ShipmentSource], *, whole: bool = True
    ) -> Shipment:
        """Return the shipment of `ref` and `sources`, which `merge` describes.

        With `whole` false nobody reads more of it than its sources, and nothing is merged.
        """
        if not (whole or any(source.from_cache for source in sources)):
            # What is new and made in no time must not drive out what took some.
            return unmerged(ref, sources)
        key = (whole, ref, *map(_identity, sources))
        shipment = self._shipments.pop(key, None)
        if shipment is None:
            shipment = merge(ref, sources) if whole else unmerged(ref, sources)
        else:
            shipment = _retold(shipment, sources)
        self._shipments[key] = shipment
        if len(self._shipments) > MAX_SHIPMENTS:
            self._shipments.popitem(last=False)
        return shipment


def _retold(shipment: Shipment, sources: Sequence[ShipmentSource]) -> Shipment:
    now = {source.provider: source for source in sources}
    if all(old.from_cache == now[old.provider].from_cache for old in shipment.all_sources):
        return shipment
    return replace(shipment, all_sources=tuple(now[old.provider] for old in shipment.all_sources))


def _identity(source: ShipmentSource) -> Key:
    # A shipment keeps its sources: while it is kept, nothing else has the id of their tracking.
    # The carrier is the one fact that may have come to a report from elsewhere.
    carrier = source.report.carrier if source.report is not None else None
    return (
        source.provider,
        source.outcome,
        id(source.tracking),
        carrier,
        source.error,
        source.fetched_at,
        source.fresh_until,
    )
