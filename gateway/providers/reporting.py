"""What the providers' reports have in common: pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from gateway.carriers import carrier_by_code, normalize_number
from gateway.model import TERMINAL, EventReport, Report, StatusCode
from gateway.providers.wire import NotTrackingData


def telling(report: Report) -> Report:
    """Return a report that tells something of a parcel: a number, a status or an event.

    Raises:
        NotTrackingData: it tells nothing, so the answer is something else, e.g. an error.
    """
    known = (report.tracking_number, report.tracking.status.provider_code)
    if not report.events and all(fact is None for fact in known):
        raise NotTrackingData
    return report


def apart(reports: Sequence[EventReport]) -> tuple[EventReport, ...]:
    """Return equal reports as objects of their own: merging tells them apart so."""
    is_apart = len({id(report) for report in reports}) == len(reports)
    return tuple(reports if is_apart else map(replace, reports))


def tracking_number(sent: str | None) -> str | None:
    """Return the number as the gateway writes it."""
    return normalize_number(sent) if sent else None


def carrier(sent: str | None) -> str | None:
    """Return the gateway's code for the carrier; None where it knows none by the code sent."""
    known = carrier_by_code(sent) if sent else None
    return known.code if known else None


def came_into(code: StatusCode, events: Sequence[EventReport]) -> datetime | None:
    """Return since when `events`, which are oldest first, say that the parcel is in status `code`.

    That is the time of the first event of the unbroken run of them that leads up to now; events
    that say nothing of the status don't break it. A late scan breaks no final status.
    """
    since = None
    is_in_run = code not in TERMINAL
    for report in reversed(events):
        status = report.event.status
        if status is None:
            continue
        if status.code is code:
            is_in_run = True
            since = report.event.occurred_at or since
        elif is_in_run:
            break
    return since
