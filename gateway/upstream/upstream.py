"""Ask a provider the way it and its callers deserve: within its quota, seldom in vain, in time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from yarl import URL

from gateway.errors import BadResponse, NotFound, ProviderError, RateLimited, Timeout, Unavailable
from gateway.upstream.breaker import Breaker, State
from gateway.upstream.budget import Budget, Exhausted
from gateway.upstream.call import Call, current_call
from gateway.upstream.connection import Connection
from gateway.upstream.failures import Failures
from gateway.upstream.retry import RetryBudget
from gateway.upstream.window import Quota

UNTOLD_PAUSE = 5.0
"""Seconds of pause after a 429 that doesn't say how long; Shippo's never does."""

LONGEST_UNTOLD_PAUSE = 60.0
"""Seconds; each further such 429 in a row doubles the pause up to this."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a provider does, as far as this process knows."""

    state: State
    failing: bool
    quota: Quota
    limit: int


class Upstream:
    """The way to one provider, through four gates: circuit, budget, connection, retry.

    `clock` is the event loop's kind of clock: seconds that never go back.
    """

    def __init__(
        self,
        connection: Connection,
        failures: Failures,
        *,
        budget: Budget,
        breaker: Breaker,
        retries: RetryBudget,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._failures = failures
        self._budget = budget
        self._breaker = breaker
        self._retries = retries
        self._clock = clock
        self._sleep = sleep
        self._untold = 0

    async def open(self) -> None:
        """Make the connections; needs a running event loop."""
        await self._connection.open()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._budget.aclose()
        await self._connection.aclose()

    async def health(self) -> Health:
        """Say how the provider does."""
        quota = await self._budget.look()
        return Health(self._breaker.state, self._breaker.failing, quota, self._budget.window.limit)

    def bad_response(self) -> ProviderError:
        """Return the error for an answer that is not what was asked for, and count it."""
        error = self._failures.of(BadResponse, status=200)
        self._breaker.failed(error)
        return error

    def not_found(self) -> ProviderError:
        """Return the error for a shipment that the provider does not know."""
        return self._failures.of(NotFound)

    async def get(self, *segments: str, query: Mapping[str, str] | None = None) -> bytes:
        """Return the body of the answer to a GET.

        `segments` are the parts of the path below the base address; each is quoted and can't leave
        its place. How urgent the call is, and until when it is wanted, comes from `calling`.

        Raises:
            ProviderError: whatever went wrong, as one of its conditions.
        """
        try:
            url = self._connection.url(segments, query)
        except ValueError as error:
            raise self._failures.of(BadResponse) from error
        call = current_call()
        tries = 0
        while True:
            await self._permit(call)
            tries += 1
            try:
                return await self._try(url, call)
            except ProviderError as error:
                pause = self._retries.pause(error, tries)
                if pause is None or pause > self._left(call) or self._breaker.wait() > 0:
                    raise
            await self._sleep(pause)

    async def _permit(self, call: Call) -> None:
        """Wait until the call may be made."""
        self._check_circuit()
        deadline = call.deadline if call.deadline is not None else float("inf")
        try:
            await self._budget.acquire(call.urgency, deadline)
        except Exhausted as exhausted:
            raise self._failures.of(RateLimited, retry_after=exhausted.wait) from None
        if not self._breaker.admits():
            self._check_circuit()
            raise self._failures.of(Unavailable, retry_after=1.0)

    def _check_circuit(self) -> None:
        """Refuse at once while the circuit is open, for the reason that opened it."""
        wait = self._breaker.wait()
        if wait > 0:
            reason = self._breaker.reason
            condition = type(reason) if reason is not None else Unavailable
            # A circuit that opened for garbage or silence is a provider that is down.
            if condition in {BadResponse, Timeout}:
                condition = Unavailable
            raise self._failures.of(condition, retry_after=wait)

    async def _try(self, url: URL, call: Call) -> bytes:
        self._retries.call()
        try:
            body = await self._connection.get(url, self._left(call))
        except ProviderError as error:
            await self._note(error)
            raise
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        self._untold = 0
        return body

    async def _note(self, error: ProviderError) -> None:
        self._breaker.failed(error)
        if not isinstance(error, RateLimited):
            return
        pause = error.retry_after
        if pause is None:
            pause = min(UNTOLD_PAUSE * 2**self._untold, LONGEST_UNTOLD_PAUSE)
            self._untold += 1
            error.retry_after = pause
        await self._budget.pause(pause)

    def _left(self, call: Call) -> float:
        if call.deadline is None:
            return float("inf")
        return max(0.0, call.deadline - self._clock())
