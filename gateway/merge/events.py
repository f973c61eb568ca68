"""Join the histories of several providers: reports of the same scan become one event.

Two reports are of the same scan when their times agree within `TOLERANCE`, nothing in place or
meaning contradicts it, and place or meaning confirms it. Each event joins one event of another
provider at the most, the nearest first, so different scans are never joined through a third.
"""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import strawberry

from gateway.model import (
    EventReport,
    Location,
    ProviderCode,
    ProviderEvent,
    Report,
    Status,
    StatusCode,
    TimeConfidence,
    TrackingEvent,
    global_id,
)
from gateway.places import same_place

T = TypeVar("T")

TOLERANCE = timedelta(seconds=60)

MAX_BESIDE = 16
"""Events of one minute that a scan is compared with: a history with more is no history."""

Scan = tuple[EventReport, ...]
"""The reports of one scan, one a provider, in the order of the providers."""

_ORDER = {code: position for position, code in enumerate(ProviderCode)}

_TRUST = {
    TimeConfidence.EXACT: 0,
    TimeConfidence.BEST_EFFORT: 1,
    TimeConfidence.DERIVED: 2,
    TimeConfidence.UNKNOWN: 3,
}

# What carriers' English says, in the order in which it is looked for: "out for delivery" is no
# delivery. A text that says none of it leaves the meaning open.
_MEANINGS = tuple(
    (meaning, re.compile(words, re.IGNORECASE))
    for meaning, words in (
        ("returned", r"\breturn"),
        ("attempted", r"\battempt|notice left|carded|not be delivered|unable to deliver"),
        ("out for delivery", r"out for delivery|on (the )?vehicle|with (the )?courier"),
        (
            "pickup",
            r"(available|ready) for (pick ?up|collection)|awaiting collection",
        ),
        (
            "announced",
            r"label (has been )?(created|printed)|electronic|pre-?shipment"
            r"|shipper created|awaiting (the )?item",
        ),
        ("delivered", r"\bdelivered\b"),
        (
            "problem",
            r"\bexception|\bdelay|\bheld\b|\bdamage|\bproblem|\bmissent|\bmissort|\blost\b",
        ),
        ("customs", r"\bcustoms\b|\bclearance\b"),
        ("accepted", r"\baccept|picked up|pick-?up scan|origin scan|\bdropped off|possession"),
        ("departed", r"\bdepart|\bleft\b"),
        ("arrived", r"\barriv"),
        ("processed", r"\bprocess|\bsort|\bhub scan"),
    )
)

_SAME_STATUS = (
    frozenset({StatusCode.ACCEPTED, StatusCode.IN_TRANSIT}),
    frozenset({StatusCode.NOT_YET_IN_SYSTEM, StatusCode.PRE_TRANSIT}),
)


def merge_events(reports: Sequence[Report], shipment: tuple[str, str]) -> tuple[TrackingEvent, ...]:
    """Return the events of all reports, oldest first.

    `shipment` is carrier and number, from which the ids are made. Within one provider's history its
    own order holds, even where dates contradict it; undated events keep their place in it.
    Duplicates within one history collapse.
    """
    histories = [
        _without_duplicates(report.events)
        for report in sorted(reports, key=lambda report: _ORDER[report.tracking.provider])
    ]
    scans = _in_order(histories, _join(histories))
    keys: defaultdict[str, int] = defaultdict(int)
    events = []
    for scan in scans:
        key = _key(scan)
        keys[key] += 1
        events.append(_event(scan, _event_id(shipment, key, keys[key])))
    return tuple(events)


def _without_duplicates(events: Iterable[EventReport]) -> list[EventReport]:
    # By what happened: Shippo gives the same event another `object_id` at each call.
    return list({_content(event): event for event in events}.values())


def _content(report: EventReport) -> tuple[Any, ...]:
    event = report.event
    status = event.status
    return (
        event.occurred_at,
        event.occurred_at_local,
        _plain(event.description),
        status and (status.provider_code, status.detail and status.detail.code),
        event.location,
        report.code,
        report.company_name,
        report.signed_by,
    )


def _plain(text: str | None) -> str:
    return " ".join(text.casefold().split()) if text else ""


def _join(histories: Sequence[Sequence[EventReport]]) -> list[Scan]:
    """Return the scans, in no particular order."""
    scans: list[Scan] = []
    for history in histories:
        partners = _pair(scans, history)
        joined = {id(event) for event in partners.values()}
        scans = [
            (*scan, partners[position]) if position in partners else scan
            for position, scan in enumerate(scans)
        ]
        scans.extend((event,) for event in history if id(event) not in joined)
    return scans


def _pair(scans: Sequence[Scan], history: Sequence[EventReport]) -> dict[int, EventReport]:
    """Return the event of `history` that each scan is joined with, by the scan's position."""
    by_minute: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for position, event in enumerate(history):
        for clock, minute in _minutes(event):
            by_minute[clock, minute].append(position)
    candidates = []
    for number, scan in enumerate(scans):
        near = {
            position
            for clock, minute in _minutes(scan[0])
            for beside in (minute - 1, minute, minute + 1)
            for position in by_minute.get((clock, beside), ())[:MAX_BESIDE]
        }
        candidates += [
            (_distance(scan[0], history[position]), number, position)
            for position in near
            if all(_same_scan(other, history[position]) for other in scan)
        ]
    partners: dict[int, EventReport] = {}
    taken: set[int] = set()
    for _, number, position in sorted(candidates):
        if number not in partners and position not in taken:
            partners[number] = history[position]
            taken.add(position)
    return partners


def _minutes(report: EventReport) -> Iterator[tuple[str, int]]:
    event = report.event
    if event.occurred_at is not None:
        yield "utc", _minute(event.occurred_at)
    if event.occurred_at_local is not None:
        yield "local", _minute(event.occurred_at_local)


def _minute(time: datetime) -> int:
    return (time.toordinal() * 24 + time.hour) * 60 + time.minute


def _same_scan(one: EventReport, other: EventReport) -> bool:
    apart = _apart(one, other)
    if apart is None or apart > TOLERANCE:
        return False
    here, there = one.event.location, other.event.location
    if not same_place(here, there):
        return False
    meaning = _same_meaning(one, other)
    place_confirms = here is not None and there is not None and bool(here.city or here.postal_code)
    return meaning is True or (meaning is None and place_confirms)


def _apart(one: EventReport, other: EventReport) -> timedelta | None:
    a, b = one.event, other.event
    if a.occurred_at is not None and b.occurred_at is not None:
        return abs(a.occurred_at - b.occurred_at)
    if a.occurred_at_local is not None and b.occurred_at_local is not None:
        return abs(a.occurred_at_local - b.occurred_at_local)
    return None


def _same_meaning(one: EventReport, other: EventReport) -> bool | None:
    """Say whether two reports mean the same; None where one of them leaves it open."""
    ours, theirs = _said(one.event.status), _said(other.event.status)
    if (
        ours
        and theirs
        and ours is not theirs
        and not any({ours, theirs} <= s for s in _SAME_STATUS)
    ):
        return False
    if _plain(one.event.description) == _plain(other.event.description) != "":
        return True
    meant, meant_there = _meaning(one.event.description), _meaning(other.event.description)
    if meant and meant_there:
        return meant == meant_there
    return None


def _said(status: Status | None) -> StatusCode | None:
    return status.code if status is not None and status.code is not StatusCode.UNKNOWN else None


def _meaning(description: str | None) -> str | None:
    if description is None:
        return None
    return next((meaning for meaning, words in _MEANINGS if words.search(description)), None)


def _distance(one: EventReport, other: EventReport) -> tuple[timedelta, bool]:
    differ = _plain(one.event.description) != _plain(other.event.description)
    return _apart(one, other) or timedelta(0), differ


def _in_order(histories: Sequence[Sequence[EventReport]], scans: Sequence[Scan]) -> list[Scan]:
    """Return the scans oldest first, each history in its own order.

    A scan is due when it comes next in every history that holds it; of those the earliest goes
    first. An undated one follows its predecessor at once. Where two histories contradict each other
    the first one's order holds.
    """
    scan_of = {id(event): number for number, scan in enumerate(scans) for event in scan}
    queues = [deque(scan_of[id(event)] for event in history) for history in histories]
    done: set[int] = set()
    ordered = []
    while any(queues):
        heads = [queue[0] for queue in queues if queue]
        due = [number for number in heads if heads.count(number) == len(scans[number])]
        number = min(due, key=lambda n: _when(scans[n])) if due else heads[0]
        ordered.append(scans[number])
        done.add(number)
        for queue in queues:
            while queue and queue[0] in done:
                queue.popleft()
    return ordered


_EARLIEST = datetime.min.replace(tzinfo=UTC)


def _when(scan: Scan) -> datetime:
    times = [report.event.occurred_at for report in scan if report.event.occurred_at is not None]
    if times:
        return min(times)
    local = next((r.event.occurred_at_local for r in scan if r.event.occurred_at_local), None)
    # Only the local time is known: good enough to sort by, never shown as an instant.
    return local.replace(tzinfo=UTC) if local else _EARLIEST


def _key(scan: Scan) -> str:
    """Name a scan by what every provider's report of it shares.

    So that its id doesn't depend on who answered.
    """
    when = _when(scan)
    if when is not _EARLIEST:
        return when.strftime("%Y-%m-%dT%H:%M")
    event = scan[0].event
    place = event.location.formatted if event.location else ""
    return f"{_plain(event.description)}|{_plain(place)}"


def _event_id(shipment: tuple[str, str], key: str, count: int) -> strawberry.ID:
    digest = hashlib.blake2b(f"{key}|{count}".encode("utf-8", "replace"), digest_size=12)
    return global_id("TrackingEvent", *shipment, digest.hexdigest())


def _event(scan: Scan, event_id: strawberry.ID) -> TrackingEvent:
    events = [report.event for report in scan]
    timed = min(events, key=lambda event: _TRUST[event.time_confidence])
    return TrackingEvent(
        id=event_id,
        occurred_at=timed.occurred_at,
        occurred_at_local=timed.occurred_at_local or _first(e.occurred_at_local for e in events),
        time_confidence=timed.time_confidence,
        description=_first(event.description for event in events),
        status=_status(events),
        location=max((e.location for e in events), key=_detail),
        company_name=_first(report.company_name for report in scan),
        signed_by=_first(report.signed_by for report in scan),
        code=_first(report.code for report in scan),
        providers=[event.provider for event in events],
        reports=events,
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _status(events: Sequence[ProviderEvent]) -> Status | None:
    statuses = [event.status for event in events if event.status is not None]
    return max(statuses, key=lambda status: status.code is not StatusCode.UNKNOWN, default=None)


def _detail(location: Location | None) -> int:
    """Count the known parts of a place."""
    if location is None:
        return -1
    known = (location.city, location.region, location.postal_code, location.country_code)
    return sum(part is not None for part in (*known, location.coordinates))
