"""Try again, but seldom: retries must not become the load that keeps a provider down."""

import random
from collections.abc import Callable

from gateway.errors import ProviderError, RateLimited, Timeout, Unavailable

TRIES = 2
"""Calls for one answer, at the most."""

SHARE = 0.1
"""Retries for each call, in the long run."""

SAVED = 10.0
"""Retries that may be saved up."""

BACKOFF = 0.25
"""Seconds before a retry, at the most; the pause is drawn from nothing to this (full jitter).

Source: Exponential Backoff And Jitter, AWS Architecture Blog, read 2026-11-21.
"""


class RetryBudget:
    """What is left of the retries to one provider."""

    def __init__(self, jitter: Callable[[], float] = random.random) -> None:
        self._jitter = jitter
        self._tokens = SAVED

    def call(self) -> None:
        """Note a call: each one earns a part of a retry."""
        self._tokens = min(SAVED, self._tokens + SHARE)

    def pause(self, error: ProviderError, tries: int) -> float | None:
        """Take a retry and return the seconds before it; None where there is none to be had."""
        if tries >= TRIES or not isinstance(error, Timeout | Unavailable | RateLimited):
            return None
        if self._tokens < 1:
            return None
        self._tokens -= 1
        if isinstance(error, RateLimited):
            return error.retry_after or BACKOFF
        return self._jitter() * BACKOFF
