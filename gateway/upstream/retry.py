"""Try again, but seldom: retries must not become the load that keeps a provider down."""

import random
from collections.abc import Callable

from gateway.errors import ProviderError, RateLimited, Timeout, Unavailable

SHARE = 0.1
"""Retries for each call, in the long run."""

SAVED = 10.0
"""Retries that may be saved up."""

BACKOFF = 0.25
"""Seconds before a retry, at the most; the pause is drawn from nothing to this (full jitter).

Source: Exponential Backoff And Jitter, AWS Architecture Blog, read 2026-11-21.
"""


class RetryBudget:
    """What is left of the retries to one provider. `jitter` draws from 0 to 1."""

    def __init__(self, jitter: Callable[[], float] = random.random) -> None:
        self._jitter = jitter
        self._tokens = SAVED

    def call(self) -> None:
        """Note a call: each one earns a part of a retry."""
        self._tokens = min(SAVED, self._tokens + SHARE)

    def pause(self, error: ProviderError) -> float | None:
        """Return the seconds before a retry; None where the failure is not one that passes.

        A provider that says when to come back is not asked earlier.
        """
        if not isinstance(error, Timeout | Unavailable | RateLimited):
            return None
        return (error.retry_after or 0.0) + self._jitter() * BACKOFF

    def take(self) -> bool:
        """Take a retry; tell whether there was one to be had."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
