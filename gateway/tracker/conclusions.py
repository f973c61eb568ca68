"""Conclude at once what was concluded before from the same answers.

What a reference comes to follows from what its steps were told. So a conclusion is kept with that;
while memory would tell them the very same, they need not be taken again, which saves three quarters
of what a remembered shipment costs.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.cache import Entry
from gateway.loaders import Source
from gateway.model import Reference, ShipmentLookup
from gateway.telemetry import ProviderNotes, current_record

MAX_CONCLUSIONS = 2_000
"""Conclusions that are kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """What memory told a step: the entry of a key."""

    source: Source[Any]
    key: str
    entry: Entry[Any]


Trail = list[Told | None]
"""What the steps to one conclusion were told, in their order; None for what was waited for."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a reference came to: its `lookup`, fresh until then, and all that is noted of it."""

    ref: Reference
    lookup: ShipmentLookup
    fresh_until: float
    outcomes: Sequence[tuple[ProviderNotes, str]]

    def retold(self, index: int) -> ShipmentLookup:
        """Return the lookup of the same reference at another place, and note it once more."""
        current_record().asked_for(self.ref.tracking_number, self.ref.label_id)
        for notes, outcome in self.outcomes:
            notes.came_of(outcome)
        return self.lookup if self.lookup.index == index else replace(self.lookup, index=index)


class Conclusions:
    """The conclusions that were used most recently, by what was asked; `most` are kept."""

    def __init__(self, most: int = MAX_CONCLUSIONS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Conclusion, Sequence[Told]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, asked: Hashable) -> Conclusion | None:
        """Return what is concluded from what memory would tell now; None where that isn't known."""
        kept = self._kept.get(asked)
        if kept is None:
            return None
        conclusion, trail = kept
        for told in trail:
            if not told.source.holds(told.key, told.entry):
                del self._kept[asked]
                return None
        for told in trail:
            told.source.note(told.key, told.entry)
        self._kept.move_to_end(asked)
        return conclusion

    def keep(self, asked: Hashable, conclusion: Conclusion, trail: Trail) -> None:
        """Keep a conclusion if nothing was waited for, and there is a shipment."""
        told = [each for each in trail if each is not None]
        if len(told) < len(trail) or conclusion.lookup.shipment is None:
            return
        self._kept[asked] = conclusion, told
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
