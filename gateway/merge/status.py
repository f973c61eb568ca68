"""Which of several statuses is shown.

That of the most advanced credible report, not of the one fetched last.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gateway.model import Report, Status, StatusCode

S = StatusCode

# From the first word on a parcel to the last. UNKNOWN says nothing; any other word beats it.
RANK = {
    code: rank
    for rank, code in enumerate(
        (
            S.UNKNOWN,
            S.NOT_YET_IN_SYSTEM,
            S.PRE_TRANSIT,
            S.CANCELLED,
            S.ACCEPTED,
            S.IN_TRANSIT,
            S.EXCEPTION,
            S.OUT_FOR_DELIVERY,
            S.DELIVERY_ATTEMPTED,
            S.AVAILABLE_FOR_PICKUP,
            S.FAILED,
            S.DELIVERED,
            S.RETURNED,
        )
    )
}

# What no later scan takes back.
FINAL = frozenset({S.DELIVERED, S.RETURNED})

# A problem and a movement can follow each other either way, so between them the later one counts.
PROBLEMS = frozenset({S.EXCEPTION, S.FAILED})
MOVEMENTS = frozenset(
    {
        S.ACCEPTED,
        S.IN_TRANSIT,
        S.OUT_FOR_DELIVERY,
        S.DELIVERY_ATTEMPTED,
        S.AVAILABLE_FOR_PICKUP,
    }
)


def claim(report: Report) -> Status:
    """Return where one report says the parcel stands.

    That is the provider's own status, unless its history holds a delivery or a return that a later
    scan hides: a delivered parcel stays delivered.
    """
    headline = report.tracking.status
    if headline.code in FINAL:
        return headline
    for event in reversed(report.events):
        status = event.event.status
        if status is not None and status.code in FINAL:
            return status
    return headline


def choose(reports: Sequence[Report]) -> Status:
    """Return the status of the most advanced credible report; among equals that of the first.

    `reports` has at least one. Between a problem and a movement of different reports the later one
    is credible, where both times are known: so a parcel recovers from a failure, and a new problem
    is not hidden by an older scan.
    """
    claims = [(claim(report), _as_of(report)) for report in reports]
    credible = [
        status
        for status, at in claims
        if not _overtaken(status, at, ((other, when) for other, when in claims))
    ]
    return max(credible, key=lambda status: RANK[status.code])


def _as_of(report: Report) -> datetime | None:
    changed_at = claim(report).changed_at
    if changed_at is not None:
        return changed_at
    return max(
        (event.event.occurred_at for event in report.events if event.event.occurred_at is not None),
        default=None,
    )


def _overtaken(
    status: Status, at: datetime | None, others: Iterable[tuple[Status, datetime | None]]
) -> bool:
    if at is None:
        return False
    if status.code in PROBLEMS:
        overtaking = MOVEMENTS
    elif status.code in MOVEMENTS:
        overtaking = PROBLEMS
    else:
        return False
    return any(
        other.code in overtaking and when is not None and when > at for other, when in others
    )


def contradict(one: Status, other: Status) -> bool:
    """Say whether two statuses can't both be right.

    A coarser word doesn't contradict a finer one: a plain "in transit" covers accepted and out for
    delivery, and the two words for an announced parcel are one thing seen from two sides.
    """
    if one.code is other.code or S.UNKNOWN in {one.code, other.code}:
        return False
    if one.stage is other.stage and one.code in _SAME_WITHIN_STAGE:
        return False
    return not (_covers(one, other) or _covers(other, one))


_SAME_WITHIN_STAGE = frozenset({S.NOT_YET_IN_SYSTEM, S.PRE_TRANSIT, S.ACCEPTED, S.IN_TRANSIT})


def _covers(coarse: Status, fine: Status) -> bool:
    return coarse.code is S.IN_TRANSIT and coarse.detail is None and fine.code is S.OUT_FOR_DELIVERY
