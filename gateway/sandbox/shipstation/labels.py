"""The label list: filter, sort, cut into pages. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

from gateway.sandbox.parcel import Label, hours_before

LABEL_ID = re.compile(r"se(-[a-z0-9]+)+")
LABEL_ID_LENGTH = 25

# Source: ShipStation API v2 specification (2025-07-30), GET /v2/labels, read 2026-11-21
LABEL_STATUSES = ("processing", "completed", "error", "voided")
PAGE_SIZE = 25
_TIMES = ("created_at_start", "created_at_end")
_CHOICES = {
    "label_status": LABEL_STATUSES,
    "sort_dir": ("asc", "desc"),
    "sort_by": ("created_at", "modified_at", "voided_at"),
}
#: Filters of the specification by which no label of the catalogue can be found.
_NEVER = ("batch_id", "rate_id", "warehouse_id")


class BadParameterError(ValueError):
    """A query parameter has a value that the specification forbids."""

    def __init__(self, name: str, problem: str) -> None:
        """Remember the parameter's name for `field_name`."""
        super().__init__(f"{name} {problem}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Page:
    """One page of labels; `total` and `pages` count all that matched, and may be 0."""

    labels: list[Label]
    total: int
    page: int
    pages: int
    page_size: int


def is_label_id(text: str) -> bool:
    """Tell whether a text has the form of a ShipStation id."""
    return len(text) <= LABEL_ID_LENGTH and LABEL_ID.fullmatch(text) is not None


def account_id(carrier_code: str) -> str:
    """Name the carrier account (`se-…`) through which a carrier's labels were bought."""
    return f"se-{crc32(carrier_code.encode())}"


def shipment_id(label: Label) -> str:
    """Name the shipment that a label belongs to."""
    return f"se-{crc32(label.label_id.encode())}"


def status_of(label: Label) -> str:
    """Give the `status` of a label."""
    return "voided" if label.voided else "completed"


def find(labels: Iterable[Label], query: Mapping[str, str], anchor: datetime) -> Page:
    """Answer a label list's query.

    Raises:
        BadParameterError: A parameter is malformed.

    """
    page, page_size = _count(query, "page", 1), _count(query, "page_size", PAGE_SIZE)
    for name, allowed in _CHOICES.items():
        if query.get(name, allowed[0]) not in allowed:
            raise BadParameterError(name, f"must be one of {', '.join(allowed)}")
    since, until = (_moment(query, name) for name in _TIMES)
    found = [
        label
        for label in labels
        if _matches(label, query)
        and (since is None or hours_before(anchor, label.age) >= since)
        and (until is None or hours_before(anchor, label.age) <= until)
    ]
    newest_first = query.get("sort_dir", "desc") == "desc"
    found.sort(key=lambda label: (-label.age, label.label_id), reverse=newest_first)
    start = (page - 1) * page_size
    pages = -(-len(found) // page_size)
    return Page(found[start : start + page_size], len(found), page, pages, page_size)


def links(page: Page, href: Callable[[int], str]) -> dict[str, dict[str, str]]:
    """Link the first, last, previous and next page; `href` gives the URL of a page."""

    def link(number: int) -> dict[str, str]:
        return {"href": href(number)}

    return {
        "first": link(1),
        "last": link(max(1, page.pages)),
        "prev": link(page.page - 1) if page.page > 1 else {},
        "next": link(page.page + 1) if page.page < page.pages else {},
    }


def _matches(label: Label, query: Mapping[str, str]) -> bool:
    facts = {
        "tracking_number": label.tracking_number,
        "label_status": status_of(label),
        "service_code": label.service_code,
        "carrier_id": account_id(label.carrier_code),
        "shipment_id": shipment_id(label),
    }
    return all(query.get(name, fact) == fact for name, fact in facts.items()) and not any(
        query.get(name) for name in _NEVER
    )


def _count(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) <= 2**31 and len(text) <= 10):
        raise BadParameterError(name, "must be a whole number of at least 1")
    return int(text)


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadParameterError(name, "must be a date and time (ISO 8601)") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
