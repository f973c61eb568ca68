"""Finds parcels by their names and renders what the providers say, once where that is enough."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from secrets import randbits

from gateway.sandbox.parcel import Json, Label, Parcel
from gateway.sandbox.shipstation.bodies import label_body
from gateway.sandbox.shipstation.labels import Page, find

_DAY = timedelta(days=1)
_SLOT = re.compile(rb"@(\d+)@")
_MASK = (1 << 128) - 1


class Body:
    """A rendered answer whose `object_id` slots are filled at every request."""

    def __init__(self, content: Json) -> None:
        """Render once; `content` may hold `object_id` slots."""
        self._parts = _SLOT.split(json.dumps(content, separators=(",", ":")).encode())

    def __bytes__(self) -> bytes:
        """Give the body with new ids."""
        parts = self._parts
        if len(parts) == 1:
            return parts[0]
        base, filled = randbits(128), parts.copy()
        for place in range(1, len(parts), 2):
            filled[place] = b"%032x" % ((base + int(parts[place])) & _MASK)
        return b"".join(filled)


class Catalogue:
    """All parcels of one sandbox.

    Times are relative to an anchor: the hour in which the sandbox started, plus the whole days
    since. So answers stay equal for a day, and a parcel in transit is always today's.
    """

    def __init__(self, parcels: Iterable[Parcel], start: datetime) -> None:
        """Index the parcels; `start` is when the sandbox started (aware UTC)."""
        self.parcels = list(parcels)
        self._start = start.replace(minute=0, second=0, microsecond=0)
        self._anchor = self._start
        self._rendered: dict[tuple[str, str, str], Body] = {}
        self._labels: dict[str, tuple[Label, Parcel]] = {}
        self._by_number: dict[str, list[Label]] = {}
        self._tracks: dict[tuple[str, str], Parcel] = {}
        for parcel in self.parcels:
            self._add(parcel)

    def _add(self, parcel: Parcel) -> None:
        if parcel.shippo:
            self._tracks[parcel.carrier, parcel.tracking_number] = parcel
        for label in parcel.labels:
            self._labels[label.label_id] = label, parcel
            self._by_number.setdefault(label.tracking_number, []).append(label)

    def track_label(self, label_id: str, now: datetime) -> bytes | None:
        """Give ShipStation's tracking of a label; None when there is no such label."""
        _, parcel = self._labels.get(label_id, (None, None))
        if parcel is None or parcel.shipstation is None:
            return None
        anchor, key = self._at(now), ("shipstation", parcel.carrier, parcel.tracking_number)
        if key not in self._rendered:
            self._rendered[key] = Body(parcel.shipstation(anchor))
        return bytes(self._rendered[key])

    def track_number(self, carrier: str, number: str, now: datetime) -> bytes | None:
        """Give Shippo's tracking of a number; None when Shippo does not know it."""
        parcel = self._tracks.get((carrier, number))
        if parcel is None or parcel.shippo is None:
            return None
        if parcel.fresh:
            return bytes(Body(parcel.shippo(now)))
        anchor, key = self._at(now), ("shippo", carrier, number)
        if key not in self._rendered:
            self._rendered[key] = Body(parcel.shippo(anchor))
        return bytes(self._rendered[key])

    def label(self, label_id: str, now: datetime) -> Json | None:
        """Give a label by its id; None when there is none."""
        label, _ = self._labels.get(label_id, (None, None))
        return label_body(label, self._at(now)) if label else None

    def label_of(self, number: str, carrier_codes: frozenset[str]) -> str | None:
        """Give the newest valid label of a number for one of the carrier codes."""
        labels = self._by_number.get(number, [])
        fitting = [one for one in labels if one.carrier_code in carrier_codes and not one.voided]
        return min(fitting, key=lambda one: one.age).label_id if fitting else None

    def label_page(self, query: Mapping[str, str], now: datetime) -> tuple[Page, list[Json]]:
        """Give a page of the label list with its labels' bodies.

        Raises:
            BadParameterError: The query is malformed.

        """
        anchor, number = self._at(now), query.get("tracking_number")
        every = (label for label, _ in self._labels.values())
        page = find(every if number is None else self._by_number.get(number, []), query, anchor)
        return page, [label_body(label, anchor) for label in page.labels]

    def _at(self, now: datetime) -> datetime:
        anchor = self._start + (now - self._start) // _DAY * _DAY
        if anchor != self._anchor:
            self._anchor, self._rendered = anchor, {}
        return anchor
