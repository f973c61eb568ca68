"""Merge the same answers once."""

from collections import OrderedDict
from collections.abc import Sequence

from gateway.merge import merge
from gateway.model import Reference, Shipment, ShipmentSource

MAX_SHIPMENTS = 2_000
"""Shipments that are kept."""

Key = tuple[object, ...]


class Merged:
    """Merges as `merge` does, and gives the same object for as long as the answers are the same.

    Merging takes longer than all else that a remembered answer costs.
    """

    def __init__(self) -> None:
        self._shipments: OrderedDict[Key, Shipment] = OrderedDict()

    def __call__(self, ref: Reference, sources: Sequence[ShipmentSource]) -> Shipment:
        """Return the shipment of `ref` and `sources`, which `merge` describes."""
        key = (ref, *map(_identity, sources))
        shipment = self._shipments.get(key)
        if shipment is None:
            shipment = self._shipments[key] = merge(ref, sources)
            if len(self._shipments) > MAX_SHIPMENTS:
                self._shipments.popitem(last=False)
        else:
            self._shipments.move_to_end(key)
        return shipment


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
        source.from_cache,
    )
