"""Which of several statuses is shown, and which contradict each other.

Shown is that of the most advanced credible report, not of the one fetched last.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from gateway.model import ProviderCode, Report, Status, StatusCode

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

FINAL = frozenset({S.DELIVERED, S.RETURNED})
"""What no later scan takes back."""

PROBLEMS = frozenset({S.EXCEPTION, S.FAILED})

ARRIVALS = frozenset({S.OUT_FOR_DELIVERY, S.DELIVERY_ATTEMPTED, S.AVAILABLE_FOR_PICKUP})

MOVEMENTS = ARRIVALS | {S.ACCEPTED, S.IN_TRANSIT}

# Who has overtaken whom where the later report counts: a problem and a movement can follow each
# other either way, and so can the steps of an arrival: after an attempt the parcel goes out again.
_OVERTAKEN_BY = (
    dict.fromkeys(PROBLEMS, MOVEMENTS)
    | dict.fromkeys(MOVEMENTS - ARRIVALS, PROBLEMS)
    | dict.fromkeys(ARRIVALS, PROBLEMS | ARRIVALS)
)

LATER = timedelta(minutes=1)
"""Times that differ by no more may be of one scan: neither is the later one."""


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

    `reports` has at least one. Where a problem and a movement, or two steps of an arrival, are told
    by different reports, the later one is credible, if both times are known: so a parcel recovers
    from a failure, and a new problem is not hidden by an older scan.
    """
    if len(reports) == 1:
        return claim(reports[0])
    claims = [(claim(report), _as_of(report)) for report in reports]
    credible = [status for status, at in claims if not _is_overtaken(status, at, claims)]
    return max(credible, key=lambda status: RANK[status.code])


def _as_of(report: Report) -> datetime | None:
    # Not since when the claim holds, but until when: its newest event is its newest confirmation.
    times = (claim(report).changed_at, *(event.event.occurred_at for event in report.events))
    return max((time for time in times if time is not None), default=None)


def _is_overtaken(
    status: Status, at: datetime | None, claims: Iterable[tuple[Status, datetime | None]]
) -> bool:
    overtaking = _OVERTAKEN_BY.get(status.code)
    if at is None or overtaking is None:
        return False
    # The latest claim of all is never overtaken, so one is always left.
    return any(
        other.code in overtaking and when is not None and when > at and when - at > LATER
        for other, when in claims
    )


# What a provider's word covers where no detail comes with it, because the provider has no word of
# its own for it.
# Source: the status tables of both providers, see `providers { statusMappings }`.
_COVERED = {
    (ProviderCode.SHIPPO, S.IN_TRANSIT): MOVEMENTS | {S.EXCEPTION},
    (ProviderCode.SHIPSTATION, S.IN_TRANSIT): frozenset({S.ACCEPTED, S.OUT_FOR_DELIVERY}),
    (ProviderCode.SHIPSTATION, S.EXCEPTION): frozenset({S.FAILED, S.RETURNED, S.CANCELLED}),
}

# One thing seen from two sides: nobody knows the parcel yet, or it has been taken over.
_ALIKE = (
    frozenset({S.NOT_YET_IN_SYSTEM, S.PRE_TRANSIT}),
    frozenset({S.ACCEPTED, S.IN_TRANSIT}),
)


def covers(coarse: Status, fine: Status) -> bool:
    """Say whether a provider may mean `fine` when it says `coarse`."""
    if coarse.detail is not None:
        return False
    return fine.code in _COVERED.get((coarse.provider, coarse.code), ())


def contradict(one: Status, other: Status) -> bool:
    """Say whether two statuses can't both be right. Symmetric; UNKNOWN contradicts nothing."""
    if one.code is other.code or S.UNKNOWN in {one.code, other.code}:
        return False
    if any({one.code, other.code} <= alike for alike in _ALIKE):
        return False
    return not (covers(one, other) or covers(other, one))
