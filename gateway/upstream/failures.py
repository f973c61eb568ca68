"""Name what goes wrong with a call: every failure leaves as a `gateway.errors.ProviderError`.

Nothing of a provider's body gets into a message: what callers may see of it (an error code, a
request id) is cleaned first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from gateway.errors import (
    BadResponse,
    CarrierNotSupported,
    NotConfigured,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)

E = TypeVar("E", bound=ProviderError)

MAX_RETRY_AFTER = 60.0
"""Seconds; a provider that asks for a longer pause is asked again after this one."""

BELIEVED = 86_400.0
"""Seconds; a provider that asks for more than a day doesn't mean it."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")

_MESSAGES: dict[type[ProviderError], str] = {
    BadResponse: "{name} answered something that is not tracking data.",
    CarrierNotSupported: "{name} does not serve this carrier.",
    NotConfigured: "{name} has no credentials in this gateway.",
    NotFound: "{name} does not know this shipment.",
    ProviderAuth: "{name} refused the gateway's credentials.",
    RateLimited: "{name} takes no more calls for now.",
    Timeout: "{name} did not answer in time.",
    Unavailable: "{name} can't be reached or has a fault.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a provider's error body says.

    `condition` is set where the body says more than its HTTP status: an unsupported carrier comes
    as a plain 400.
    """

    condition: type[ProviderError] | None = None
    code: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failures:
    """Makes the errors of one provider: `provider` is its code's name, `name` is for people."""

    provider: str
    name: str

    def of(
        self,
        condition: type[E],
        *,
        status: int | None = None,
        problem: Problem | None = None,
        retry_after: float | None = None,
    ) -> E:
        """Return the error for a condition."""
        problem = problem or Problem()
        return condition(
            _MESSAGES[condition].format(name=self.name),
            provider=self.provider,
            status=status,
            upstream_code=clean(problem.code),
            request_id=clean(problem.request_id),
            retry_after=retry_after,
        )

    def wrong_parcel(self) -> BadResponse:
        """Return the error for an answer that is about another parcel."""
        message = f"{self.name} answered for another shipment."
        return BadResponse(message, provider=self.provider)

    def refusal(
        self, status: int, problem: Problem, waits: Sequence[str], now: datetime
    ) -> ProviderError:
        """Return the error for an answer whose HTTP status is not 200.

        `waits` are its `Retry-After` headers; more than one make no sense.
        """
        condition = _condition(status, problem)
        wait = retry_after(waits[0], now) if len(waits) == 1 else None
        return self.of(condition, status=status, problem=problem, retry_after=wait)


def _condition(status: int, problem: Problem) -> type[ProviderError]:
    if status in {401, 403}:
        return ProviderAuth
    if status == 429:
        return RateLimited
    if status == 408:
        return Timeout
    if status >= 500:
        return Unavailable
    if status in {404, 410}:
        return NotFound
    return problem.condition or BadResponse


def clean(value: object) -> str | None:
    """Return a provider's own code or request id, fit to be shown.

    Letters, digits, `_`, `.` and `-`, at most 64 of them; None where nothing is left.
    """
    if not isinstance(value, str):
        return None
    return _UNSAFE.sub("", value)[:64] or None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Read a `Retry-After` header, seconds or an HTTP date; return seconds up to `MAX_RETRY_AFTER`.

    None where there is none, or where it makes no sense: negative, no number, no date, a past date,
    more than a day.
    Source: RFC 9110, section 10.2.3, https://www.rfc-editor.org/rfc/rfc9110, read 2026-11-21.
    """
    if value is None or len(value) > 64:
        return None
    seconds = _seconds(value.strip(), now)
    if seconds is None or not 0 < seconds <= BELIEVED:
        return None
    return min(seconds, MAX_RETRY_AFTER)


def _seconds(value: str, now: datetime) -> float | None:
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return (until - now).total_seconds()
