"""When a scan was, by all of its reports."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from gateway.merge.scans import TOLERANCE, Scan, gap
from gateway.model import LocalDateTime, ProviderEvent, TimeConfidence

_TRUST = {
    TimeConfidence.EXACT: 0,
    TimeConfidence.BEST_EFFORT: 1,
    TimeConfidence.DERIVED: 2,
    TimeConfidence.UNKNOWN: 3,
}


class ScanTime(NamedTuple):
    """When a scan was: in UTC and on the clock at its place; None where that is unknown."""

    occurred_at: datetime | None
    occurred_at_local: LocalDateTime | None
    confidence: TimeConfidence


def time_of(scan: Scan) -> ScanTime:
    """Return the best of the times that the reports of a scan give, the first among equals."""
    events = [report.event for report in scan]
    if len(events) == 1:
        only = events[0]
        return ScanTime(only.occurred_at, only.occurred_at_local, only.time_confidence)
    local = next((e.occurred_at_local for e in events if e.occurred_at_local is not None), None)
    timed = [event for event in events if event.occurred_at is not None]
    if not timed:
        return ScanTime(None, local, TimeConfidence.UNKNOWN)
    sound = [event for event in timed if not _is_misread(event, events)]
    best = min(sound or timed, key=lambda event: _TRUST[event.time_confidence])
    # A misread time has no other witness than the clock that it may have been read off.
    confidence = best.time_confidence if sound else TimeConfidence.BEST_EFFORT
    return ScanTime(best.occurred_at, best.occurred_at_local or local, confidence)


def _is_misread(event: ProviderEvent, events: Sequence[ProviderEvent]) -> bool:
    """Say whether a time in UTC shows what another report calls the clock at the place."""
    if event.occurred_at is None or event.occurred_at_local is not None:
        return False
    written = event.occurred_at.replace(tzinfo=None)
    return any(
        other.occurred_at_local is not None
        and gap(other.occurred_at_local, written) <= TOLERANCE
        and (other.occurred_at is None or gap(other.occurred_at, event.occurred_at) > TOLERANCE)
        for other in events
    )


def place_in_time(time: ScanTime) -> datetime | None:
    """Return what to sort by: the instant, or else the clock time, which is never shown as one."""
    if time.occurred_at is not None:
        return time.occurred_at
    return time.occurred_at_local.replace(tzinfo=UTC) if time.occurred_at_local else None
