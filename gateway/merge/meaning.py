"""What a scan means: by its words, or else by the codes that the provider gave it."""

import re
from functools import lru_cache

from gateway.merge.status import contradict
from gateway.model import EventReport, Status, StatusCode

# Characters of a text that are looked at: carriers say what happened at once.
_LONGEST = 200

# What carriers' English says, in the order in which it is looked for: "out for delivery" is no
# delivery. A text that says none of it leaves the meaning open.
_WORDS = tuple(
    (meaning, re.compile(words, re.IGNORECASE))
    for meaning, words in (
        ("returned", r"\breturn|\bto (the )?(original )?(sender|shipper)\b"),
        (
            "attempted",
            r"\battempt|notice left|carded|not be delivered|unable to deliver"
            r"|not available for delivery",
        ),
        (
            "out for delivery",
            r"out for delivery|on (\w+ )?vehicle|with (the )?(delivery )?courier",
        ),
        (
            "pickup",
            r"(available|ready) for (pick-? ?up|collection)|awaiting collection"
            r"|delivered to (an? |the )?(access point|collection|locker|parcel locker|pick-? ?up)",
        ),
        (
            "announced",
            r"label (has been )?(created|printed)|electronic|pre-?shipment|created a label"
            r"|awaiting (the )?item|information (sent|received)",
        ),
        ("problem", r"undeliverable|can('|no)t be delivered|\bnot delivered\b"),
        ("delivered", r"\bdelivered\b"),
        ("problem", r"\bexception|\bdelay|\bheld\b|\bdamage|\bproblem|\bmiss(ent|ort)|\blost\b"),
        ("customs", r"\bcustoms\b|\bclearance\b"),
        ("accepted", r"\baccept|picked up|pick-?up scan|origin scan|\bdropped off|possession"),
        ("departed", r"\bdepart|\bleft\b"),
        ("arrived", r"\barriv"),
        ("processed", r"\bprocess|\bsort|\bhub scan"),
    )
)

# What a status says by itself. IN_TRANSIT may be any scan on the way, EXCEPTION any trouble.
_STATUSES = {
    StatusCode.NOT_YET_IN_SYSTEM: "announced",
    StatusCode.PRE_TRANSIT: "announced",
    StatusCode.ACCEPTED: "accepted",
    StatusCode.OUT_FOR_DELIVERY: "out for delivery",
    StatusCode.DELIVERY_ATTEMPTED: "attempted",
    StatusCode.AVAILABLE_FOR_PICKUP: "pickup",
    StatusCode.DELIVERED: "delivered",
    StatusCode.RETURNED: "returned",
}


def plain(text: str | None) -> str:
    """Return a text as it is compared: case and blanks don't matter."""
    if not text:
        return ""
    return (_plain if len(text) <= _LONGEST else _plain.__wrapped__)(text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def said(text: str | None) -> str | None:
    """Return what a text means; None where it leaves that open."""
    return _said(text[:_LONGEST]) if text else None


@lru_cache(maxsize=4096)
def _said(text: str) -> str | None:
    return next((meaning for meaning, words in _WORDS if words.search(text)), None)


def meaning(report: EventReport) -> str | None:
    """Return what a report means, by its words or else its codes; None where both leave it open."""
    return said(report.event.description) or _coded(report.event.status)


def _coded(status: Status | None) -> str | None:
    if status is None:
        return None
    known = _STATUSES.get(status.code)
    if known is None and status.detail is not None:
        # Codes are words as well: `package_arrived`, `HUB_SCAN_IN`.
        known = said(status.detail.code.replace("_", " "))
    return known


def same_meaning(one: EventReport, other: EventReport) -> bool | None:
    """Say whether two reports mean the same; None where one of them leaves it open.

    Equal words always do: they are the carrier's, and codes are only how a provider reads them.
    """
    if plain(one.event.description) == plain(other.event.description) != "":
        return True
    ours, theirs = one.event.status, other.event.status
    if ours is not None and theirs is not None and contradict(ours, theirs):
        return False
    meant, meant_there = meaning(one), meaning(other)
    return None if meant is None or meant_there is None else meant == meant_there
