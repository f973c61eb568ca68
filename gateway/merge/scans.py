"""Which reports are of one scan.

Time, place and meaning decide. Each event is joined with one event of another provider at the most,
the nearest first, and with every report of a scan or with none, so different scans are never joined
through a third.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from gateway.merge.meaning import plain, same_meaning
from gateway.model import EventReport, Location, ProviderEvent
from gateway.places import same_place

TOLERANCE = timedelta(minutes=1)
"""Providers cut seconds off one of two times of one scan."""

DRIFT = timedelta(minutes=3)
"""Clocks that go wrong: how far, where place and meaning leave no doubt."""

MAX_BESIDE = 16
"""Events of three minutes that a scan is compared with: a history with more is no history."""

Scan = tuple[EventReport, ...]
"""The reports of one scan, one a provider, in the order of the providers; at least one."""

_MIDNIGHT = time()

_LONGEST_REMEMBERED = 200


class _Nearness(NamedTuple):
    """How near two reports of one scan are; the nearest sorts first."""

    is_doubtful: bool
    apart: timedelta
    differs_in_words: bool


def join(histories: Sequence[Sequence[EventReport]]) -> list[Scan]:
    """Return the scans that the histories report, in no particular order."""
    scans: list[Scan] = []
    for history in histories:
        partners = _pair(scans, history) if scans else {}
        joined = set(partners.values())
        scans = [
            (*scan, history[partners[number]]) if number in partners else scan
            for number, scan in enumerate(scans)
        ]
        scans += [(report,) for place, report in enumerate(history) if place not in joined]
    return scans


def _pair(scans: Sequence[Scan], history: Sequence[EventReport]) -> dict[int, int]:
    """Return which report of `history` each scan is joined with, both by their positions."""
    partners = _twins(scans, history)
    taken = set(partners.values())
    near = _by_time({n: r for n, r in enumerate(history) if n not in taken})
    candidates = [
        (nearness, number, position)
        for number, scan in enumerate(scans)
        if number not in partners
        for position in _beside(scan, near)
        if (nearness := _nearness(scan, history[position])) is not None
    ]
    for _, number, position in sorted(candidates):
        if number not in partners and position not in taken:
            partners[number] = position
            taken.add(position)
    return partners


def _twins(scans: Sequence[Scan], history: Sequence[EventReport]) -> dict[int, int]:
    """Pair what has the same instant and words, the nearest that there can be, at little cost."""
    places: defaultdict[tuple[datetime, str], list[int]] = defaultdict(list)
    for position in range(len(history) - 1, -1, -1):
        event = history[position].event
        if event.occurred_at is not None:
            places[event.occurred_at, plain(event.description)].append(position)
    partners = {}
    for number, scan in enumerate(scans):
        event = scan[0].event
        if event.occurred_at is None:
            continue
        waiting = places.get((event.occurred_at, plain(event.description)))
        # Only the first that waits: what it doesn't fit is left to the search.
        if waiting and _nearness(scan, history[waiting[-1]]) is not None:
            partners[number] = waiting.pop()
    return partners


def _by_time(reports: dict[int, EventReport]) -> dict[int, list[int]]:
    slots: defaultdict[int, list[int]] = defaultdict(list)
    for position, report in reports.items():
        for slot in _slots(report.event):
            slots[slot].append(position)
    return slots


def _beside(scan: Scan, slots: dict[int, list[int]]) -> set[int]:
    """Return the positions of all reports that may be near enough to any report of `scan`."""
    return {
        position
        for report in scan
        for slot in _slots(report.event)
        for beside in (slot - 1, slot, slot + 1)
        for position in slots.get(beside, ())[:MAX_BESIDE]
    }


def _slots(event: ProviderEvent) -> Iterator[int]:
    """Yield the spans, each as long as `DRIFT`, in which the times of an event lie, as numbers."""
    if event.occurred_at is not None:
        yield _slot(event.occurred_at)
    if event.occurred_at_local is not None:
        yield _slot(event.occurred_at_local)


def _slot(time: datetime) -> int:
    return ((time.toordinal() * 24 + time.hour) * 60 + time.minute) // 3


def _nearness(scan: Scan, report: EventReport) -> _Nearness | None:
    """Say how near a report is to the reports of a scan; None where it is of another scan."""
    found = [_match(other, report) for other in scan]
    return None if None in found else min(each for each in found if each is not None)


def _match(one: EventReport, other: EventReport) -> _Nearness | None:
    when = _apart(one.event, other.event)
    here, there = one.event.location, other.event.location
    if when is None or not _same_place(here, there):
        return None
    apart, is_doubtful = when
    means_the_same = same_meaning(one, other)
    differs = plain(one.event.description) != plain(other.event.description)
    is_placed = _is_known(here, there)
    if is_doubtful:
        agrees = means_the_same is True and (is_placed or not differs)
    else:
        agrees = means_the_same is True or (means_the_same is None and is_placed)
    return _Nearness(is_doubtful, apart, differs) if agrees else None


def _apart(one: ProviderEvent, other: ProviderEvent) -> tuple[timedelta, bool] | None:
    """Return how far apart two events are and whether that is doubtful; None: too far to tell."""
    both = one.occurred_at, other.occurred_at
    if both[0] is None or both[1] is None:
        both = one.occurred_at_local, other.occurred_at_local
    if both[0] is not None and both[1] is not None:
        apart = gap(both[0], both[1])
        if apart <= DRIFT:
            # Midnight may be a date that was taken for a time.
            is_date = _MIDNIGHT in {both[0].time(), both[1].time()}
            return apart, is_date or apart > TOLERANCE
    misread = _misread(one, other)
    if misread is None:
        misread = _misread(other, one)
    return None if misread is None else (misread, True)


def _misread(one: ProviderEvent, other: ProviderEvent) -> timedelta | None:
    """Return how far `other` is from the clock of `one`, where that may have been taken for UTC.

    None where it was not.
    """
    clock, written = one.occurred_at_local, other.occurred_at
    if clock is None or written is None or other.occurred_at_local is not None:
        return None
    apart = gap(clock, written.replace(tzinfo=None))
    return apart if apart <= TOLERANCE else None


def gap(one: datetime, other: datetime) -> timedelta:
    """Return how far two times lie apart; both aware or both naive."""
    return abs(one - other)


def _same_place(here: Location | None, there: Location | None) -> bool:
    if here is None or there is None:
        return True
    # The events of a parcel, and of many parcels, are at the same few places.
    is_short = len(here.formatted) + len(there.formatted) <= _LONGEST_REMEMBERED
    return (_compared if is_short else same_place)(here, there)


@lru_cache(maxsize=4096)
def _compared(here: Location, there: Location) -> bool:
    return same_place(here, there)


def _is_known(here: Location | None, there: Location | None) -> bool:
    """Say whether both tell the place closely enough for it to confirm a scan."""
    if here is None or there is None:
        return False
    return bool((here.city and there.city) or (here.postal_code and there.postal_code))
