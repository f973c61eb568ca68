"""How Shippo's statuses and substatuses are understood.

The status decides; a substatus refines it only where Shippo documents the pair: its own sample
pairs DELIVERED with `information_received`, and that parcel is delivered.
"""

from functools import cache, lru_cache

from gateway.model import STAGES, TERMINAL, StatusCode, StatusMapping

S = StatusCode

# Source: Tracking status, https://docs.goshippo.com/docs/tracking/tracking, read 2026-11-21.
STATUSES: dict[str, StatusCode] = {
    "UNKNOWN": S.UNKNOWN,
    "PRE_TRANSIT": S.PRE_TRANSIT,
    "TRANSIT": S.IN_TRANSIT,
    "DELIVERED": S.DELIVERED,
    "RETURNED": S.RETURNED,
    "FAILURE": S.FAILED,
}

# Source: the substatus table of the same page, read 2026-11-21: substatus: (status, common code,
# somebody has to act). `package_held` wants action in an older copy of the page and not in a newer
# one: None.
SUBSTATUSES: dict[str, tuple[str, StatusCode, bool | None]] = {
    "information_received": ("PRE_TRANSIT", S.PRE_TRANSIT, False),
    "address_issue": ("TRANSIT", S.EXCEPTION, True),
    "contact_carrier": ("TRANSIT", S.EXCEPTION, True),
    "delayed": ("TRANSIT", S.IN_TRANSIT, False),
    "delivery_attempted": ("TRANSIT", S.DELIVERY_ATTEMPTED, True),
    "delivery_rescheduled": ("TRANSIT", S.IN_TRANSIT, False),
    "delivery_scheduled": ("TRANSIT", S.IN_TRANSIT, False),
    "location_inaccessible": ("TRANSIT", S.EXCEPTION, True),
    "notice_left": ("TRANSIT", S.DELIVERY_ATTEMPTED, True),
    "out_for_delivery": ("TRANSIT", S.OUT_FOR_DELIVERY, False),
    "package_accepted": ("TRANSIT", S.ACCEPTED, False),
    "package_arrived": ("TRANSIT", S.IN_TRANSIT, False),
    "package_damaged": ("TRANSIT", S.EXCEPTION, True),
    "package_departed": ("TRANSIT", S.IN_TRANSIT, False),
    "package_forwarded": ("TRANSIT", S.IN_TRANSIT, False),
    "package_held": ("TRANSIT", S.EXCEPTION, None),
    "package_processed": ("TRANSIT", S.IN_TRANSIT, False),
    "package_processing": ("TRANSIT", S.IN_TRANSIT, False),
    "pickup_available": ("TRANSIT", S.AVAILABLE_FOR_PICKUP, True),
    "reschedule_delivery": ("TRANSIT", S.EXCEPTION, True),
    "delivered": ("DELIVERED", S.DELIVERED, False),
    "return_to_sender": ("RETURNED", S.RETURNED, False),
    "package_unclaimed": ("RETURNED", S.RETURNED, True),
    "package_undeliverable": ("FAILURE", S.FAILED, True),
    "package_disposed": ("FAILURE", S.FAILED, False),
    "package_lost": ("FAILURE", S.FAILED, True),
    "other": ("UNKNOWN", S.UNKNOWN, False),
}


@cache
def table() -> dict[tuple[str, str | None], StatusMapping]:
    """Return every mapping by (`status`, `substatus.code`)."""
    rows: dict[tuple[str, str | None], StatusMapping] = {}
    for status, code in STATUSES.items():
        rows[status, None] = _row(status, None, code, None)
    for detail, (status, code, acts) in SUBSTATUSES.items():
        rows[status, detail] = _row(status, detail, code, acts)
    return rows


def _row(status: str, detail: str | None, code: StatusCode, acts: bool | None) -> StatusMapping:
    return StatusMapping(
        provider_code=status,
        detail_code=detail,
        code=code,
        stage=STAGES[code],
        is_terminal=code in TERMINAL,
        action_required=acts,
    )


@lru_cache(maxsize=1024)
def mapping(status: str | None, substatus: str | None) -> StatusMapping | None:
    """Return the row for a pair of codes, in any case.

    Without a status, a substatus stands for the one that it is documented under. None for a status
    that Shippo never published.
    """
    detail = _plain(substatus).lower() if substatus else None
    headline = _plain(status).upper() if status else None
    if headline is None:
        headline = SUBSTATUSES[detail][0] if detail in SUBSTATUSES else "UNKNOWN"
    rows = table()
    return rows.get((headline, detail)) or rows.get((headline, None))


@lru_cache(maxsize=1024)
def unpublished(status: str | None, substatus: str | None) -> tuple[str, ...]:
    """Return those of a pair of codes that are in no table, as they were sent."""
    unknown = []
    if status and mapping(status, None) is None:
        unknown.append(status)
    if substatus and _plain(substatus).lower() not in SUBSTATUSES:
        unknown.append(substatus)
    return tuple(unknown)


def _plain(code: str) -> str:
    # Outside ASCII there are letters whose other case is a plain one; no code is written with them.
    return code.strip() if code.isascii() else ""
