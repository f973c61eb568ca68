"""The merged events and their ids."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar

import strawberry

from gateway.merge.meaning import plain, said
from gateway.merge.order import in_order
from gateway.merge.scans import Scan, join
from gateway.merge.status import covers
from gateway.merge.timing import ScanTime, time_of
from gateway.model import (
    EventReport,
    Location,
    Report,
    Status,
    StatusCode,
    TrackingEvent,
    global_id,
)

T = TypeVar("T")


def merge_events(reports: Sequence[Report], shipment: tuple[str, str]) -> tuple[TrackingEvent, ...]:
    """Return the events of all reports, oldest first.

    `reports` are in the order of the providers; `shipment` is carrier and number, from which the
    ids are made. Within one provider's history its own order holds, even where dates contradict
    it; undated events keep their place in it. Duplicates within one history collapse.
    """
    histories = [_without_duplicates(report.events) for report in reports]
    if len(histories) == 1:
        # Nothing to join: the scans are one provider's events, in its order.
        return _identified([((event,), time_of((event,))) for event in histories[0]], shipment)
    scans = join(histories)
    times = [time_of(scan) for scan in scans]
    ordered = in_order(histories, scans, times)
    return _identified([(scans[number], times[number]) for number in ordered], shipment)


def _identified(
    scans: Iterable[tuple[Scan, ScanTime]], shipment: tuple[str, str]
) -> tuple[TrackingEvent, ...]:
    """Make the events of scans, which are in their order."""
    keys: defaultdict[str, int] = defaultdict(int)
    events = []
    for scan, time in scans:
        key = _key(scan)
        keys[key] += 1
        events.append(_event(scan, time, _event_id(shipment, key, keys[key])))
    return tuple(events)


def _without_duplicates(events: Sequence[EventReport]) -> Sequence[EventReport]:
    """Leave out what is told twice; what has no time may come again, but not at once."""
    times = {(report.event.occurred_at, report.event.occurred_at_local) for report in events}
    if len(times) == len(events):
        return events
    kept: list[EventReport] = []
    seen: set[tuple[Any, ...]] = set()
    previous: tuple[Any, ...] | None = None
    for event in events:
        content = _content(event)
        is_dated = content[0] is not None or content[1] is not None
        if content != previous and not (is_dated and content in seen):
            kept.append(event)
        seen.add(content)
        previous = content
    return kept


def _content(report: EventReport) -> tuple[Any, ...]:
    # What happened, and no provider's id: Shippo gives the same event another one at each call.
    event = report.event
    status = event.status
    return (
        event.occurred_at,
        event.occurred_at_local,
        plain(event.description),
        status and (status.provider_code, status.detail and status.detail.code),
        event.location,
        report.code,
        report.company_name,
        report.signed_by,
    )


def _key(scan: Scan) -> str:
    """Name a scan by what providers share: its minute, and what its words mean.

    Without a time: its words and its place.
    """
    events = [report.event for report in scan]
    when = _first(event.occurred_at or event.occurred_at_local for event in events)
    if when is not None:
        meaning = _first(said(event.description) for event in events)
        return f"{when.isoformat()[:16]}|{meaning or ''}"
    place = events[0].location
    return f"{plain(events[0].description)}|{plain(place.formatted) if place else ''}"


def _event_id(shipment: tuple[str, str], key: str, count: int) -> strawberry.ID:
    digest = hashlib.blake2b(f"{key}|{count}".encode("utf-8", "replace"), digest_size=12)
    return global_id("TrackingEvent", *shipment, digest.hexdigest())


def _event(scan: Scan, time: ScanTime, event_id: strawberry.ID) -> TrackingEvent:
    if len(scan) == 1:
        return _event_of_one(scan[0], event_id)
    events = [report.event for report in scan]
    return TrackingEvent(
        id=event_id,
        occurred_at=time.occurred_at,
        occurred_at_local=time.occurred_at_local,
        time_confidence=time.confidence,
        description=_first(event.description for event in events),
        status=_status([event.status for event in events if event.status is not None]),
        location=_location([event.location for event in events if event.location is not None]),
        company_name=_first(report.company_name for report in scan),
        signed_by=_first(report.signed_by for report in scan),
        code=_first(report.code for report in scan),
        providers=[event.provider for event in events],
        reports=events,
    )


def _event_of_one(report: EventReport, event_id: strawberry.ID) -> TrackingEvent:
    """Make an event of its only report: as the rules for several do, at a fraction of the cost."""
    event = report.event
    return TrackingEvent(
        id=event_id,
        occurred_at=event.occurred_at,
        occurred_at_local=event.occurred_at_local,
        time_confidence=event.time_confidence,
        description=event.description,
        status=event.status,
        location=event.location,
        company_name=report.company_name,
        signed_by=report.signed_by,
        code=report.code,
        providers=[event.provider],
        reports=[event],
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _status(statuses: Sequence[Status]) -> Status | None:
    """Return the first status that says something, or a finer one that it covers."""
    telling = [status for status in statuses if status.code is not StatusCode.UNKNOWN]
    if not telling:
        return _first(statuses)
    return reduce(lambda best, other: other if covers(best, other) else best, telling)


def _location(places: Sequence[Location]) -> Location | None:
    """Return the place with the most parts, with coordinates if anybody knows them."""
    best = max(places, key=_parts, default=None)
    if best is None or best.coordinates is not None:
        return best
    coordinates = _first(place.coordinates for place in places)
    return replace(best, coordinates=coordinates) if coordinates else best


def _parts(place: Location) -> int:
    known = (place.city, place.region, place.postal_code, place.country_code)
    return sum(part is not None for part in known)
