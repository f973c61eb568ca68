"""Whether a remembered answer may be used: pure, no clock, no I/O.

Source of the terms: RFC 9111 and RFC 5861 (stale-while-revalidate, stale-if-error), read
2026-11-21.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Generic, TypeVar

from gateway.cache import Entry
from gateway.errors import GatewayError, NotFound, Timeout
from gateway.upstream import Urgency

V = TypeVar("V")


class Missing(Enum):
    """What is remembered of a shipment that a provider does not know."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[V]):
    """What came of one key.

    `value` is None where there is none; then `error` says why. With both, the value is an old one
    that stands in for a provider that failed. Times are seconds since the epoch; None where nothing
    left the provider. `entry` is what it was read from, where it is the answer as it is.
    """

    value: V | None = None
    error: GatewayError | None = None
    fetched_at: float | None = None
    fresh_until: float | None = None
    from_cache: bool = False
    entry: "Entry[V | Missing] | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Generic[V]):
    """How the answers to one kind of request are to be treated. Times are in seconds.

    `lifetime` tells for how long an answer is fresh, from the answer and the entry before it;
    `urgency` how urgent it is to replace an entry; `missing` makes the error of a key that is known
    not to exist. A stale answer is used at once for `revalidate` more, while it is refreshed, and
    stands in for a failing provider for `stand_in` more. A fresh answer can be forced only when the
    one at hand is older than `cooldown`.
    """

    lifetime: Callable[[V | Missing, "Entry[V | Missing] | None"], float]
    urgency: Callable[["Entry[V | Missing] | None"], Urgency]
    missing: Callable[[], NotFound]
    late: Callable[[], Timeout]
    revalidate: float
    stand_in: float
    cooldown: float

    def entry(
        self, value: V | Missing, before: "Entry[V | Missing] | None", now: float
    ) -> "Entry[V | Missing]":
        """Return what is remembered of an answer that left the provider now."""
        fresh_until = now + self.lifetime(value, before)
        return Entry(value, now, fresh_until, fresh_until + max(self.revalidate, self.stand_in))

    def loaded(self, entry: "Entry[V | Missing]", *, from_cache: bool) -> Loaded[V]:
        """Return what an entry says."""
        missing = entry.value is MISSING
        return Loaded(
            value=None if entry.value is MISSING else entry.value,
            error=self.missing() if missing else None,
            fetched_at=entry.fetched_at,
            fresh_until=entry.fresh_until,
            from_cache=from_cache,
            entry=entry,
        )

    def stand_in_for(self, entry: "Entry[V | Missing] | None", error: GatewayError) -> Loaded[V]:
        """Return what a failure comes to: the old answer beside the error, or the error alone."""
        if entry is None or entry.value is MISSING:
            return Loaded(error=error)
        return Loaded(
            value=entry.value,
            error=error,
            fetched_at=entry.fetched_at,
            fresh_until=entry.fresh_until,
            from_cache=True,
        )


class Use(Enum):
    """What to do with a remembered answer."""

    AS_IT_IS = "as it is"
    AND_REFRESH = "use it, and refresh it in the background"
    NOT = "ask the provider"


def use(
    entry: Entry[V | Missing] | None, policy: Policy[V], now: float, max_age: float | None
) -> Use:
    """Decide what to do with an entry; `max_age` is the oldest answer that the caller takes."""
    if entry is None:
        return Use.NOT
    age = now - entry.fetched_at
    if max_age is not None and age > max_age:
        return Use.AS_IT_IS if age <= policy.cooldown else Use.NOT
    if now < entry.fresh_until:
        return Use.AS_IT_IS
    if entry.value is MISSING or now >= entry.fresh_until + policy.revalidate:
        return Use.NOT
    return Use.AND_REFRESH
