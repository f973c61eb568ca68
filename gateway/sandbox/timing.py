"""The clock and the waiting that a sandbox is given."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]


def utc_now() -> datetime:
    """Read the wall clock."""
    return datetime.now(UTC)
