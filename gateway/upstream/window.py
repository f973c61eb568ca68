"""Count calls in a sliding window, so that no span of its length ever holds more than the limit.

`Window` is what a budget counts with; the one that counts is in the cache package, since replicas
share it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

SECONDS = 60.0
"""Both providers count by the minute. Source: their pages on rate limits, read 2026-11-21."""

SLACK = 3.0
"""Seconds that a call counts for longer: it may reach the provider so much after it was counted.

Otherwise calls that were held up could meet calls that were not in one minute of the provider's.
Between the two lie the connecting, which has a second, and the way.
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many calls were granted, and in how many seconds the next one can be; 0 when at once.

    `later` says the same of those after the next, in their order, as far as it is known.
    """

    granted: int
    wait: float
    later: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """How many calls are left now, and in how many seconds there are some; 0 when there are."""

    remaining: int
    wait: float


class Window(Protocol):
    """Counts the calls of one set of credentials."""

    @property
    def limit(self) -> int:
        """Return how many calls a minute may hold."""

    async def take(self, wanted: int, keep: int = 0) -> Taken:
        """Count up to `wanted` calls, leaving at least `keep` of the minute's calls to others."""

    async def spend(self) -> None:
        """Count a call that has happened without being granted."""

    async def pause(self, seconds: float) -> None:
        """Grant nothing for so long: the provider said so."""

    async def look(self) -> Quota:
        """Return what is left."""


Windows = Callable[[tuple[str, ...], int], Window]
"""Makes the window of one set of credentials, which the names tell from all others."""
