"""Scalars of the schema and how they are written."""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

LocalDateTime = NewType("LocalDateTime", datetime)
"""A naive `datetime`: the clock at the place of the event."""

ProviderTimestamp = NewType("ProviderTimestamp", str)
"""A timestamp exactly as a provider wrote it."""

URL = NewType("URL", str)
"""An absolute http(s) URL."""


def write_instant(value: datetime) -> str:
    """Write an aware `datetime` in UTC (RFC 3339), e.g. `2024-10-25T12:32:00Z`."""
    if value.tzinfo is UTC and not value.microsecond:
        # As nearly all are.
        return f"{value.isoformat()[:19]}Z"
    return _write(value.astimezone(UTC).replace(tzinfo=None)) + "Z"


def write_local(value: datetime) -> str:
    """Write a naive `datetime` without an offset, e.g. `2024-10-25T05:32:00`."""
    return _write(value)


def _write(value: datetime) -> str:
    if value.microsecond % 1000:
        return value.isoformat()
    return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")


def write_date(value: date) -> str:
    """Write a date, e.g. `2024-10-25`."""
    return value.isoformat()


def scalar_map() -> dict[Any, ScalarDefinition]:
    """Return what `StrawberryConfig.scalar_map` needs: one definition a scalar."""
    specification = "https://scalars.graphql.org/chillicream/"
    return {
        datetime: strawberry.scalar(
            name="DateTime",
            description="A point in time with an offset (RFC 3339), e.g. `2024-10-25T12:32:00Z`. "
            "The gateway always answers in UTC.",
            specified_by_url=f"{specification}date-time.html",
            serialize=write_instant,
            parse_value=datetime.fromisoformat,
        ),
        date: strawberry.scalar(
            name="LocalDate",
            description="A calendar date without a time or a zone, e.g. `2024-10-25`.",
            specified_by_url=f"{specification}local-date.html",
            serialize=write_date,
            parse_value=date.fromisoformat,
        ),
        LocalDateTime: strawberry.scalar(
            name="LocalDateTime",
            description="A date and time read off the clock at the place of the event, without an "
            "offset, e.g. `2024-10-25T05:32:00`.",
            specified_by_url=f"{specification}local-date-time.html",
            serialize=write_local,
            parse_value=datetime.fromisoformat,
        ),
        ProviderTimestamp: strawberry.scalar(
            name="ProviderTimestamp",
            description="A timestamp exactly as a provider wrote it. Usually ISO 8601, but it may "
            "lack the offset or the time of day, so it is not a `DateTime`. Use it to show or to "
            "debug; use the merged `DateTime` fields to compute.",
            serialize=str,
            parse_value=str,
        ),
        URL: strawberry.scalar(
            name="URL",
            description="An absolute URL.",
            specified_by_url=f"{specification}url.html",
            serialize=str,
            parse_value=str,
        ),
        JSON: strawberry.scalar(
            name="JSON",
            description="Any JSON value.",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
            serialize=lambda value: value,
            parse_value=lambda value: value,
        ),
    }
