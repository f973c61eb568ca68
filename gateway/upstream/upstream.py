"""Ask a provider the way it and its callers deserve: within its quota, seldom in vain, in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from gateway.errors import BadResponse, NotFound, ProviderError, RateLimited, Timeout, Unavailable
from gateway.telemetry import Metrics, ProviderNotes, Refusal
from gateway.upstream.breaker import Breaker, State, Ticket
from gateway.upstream.budget import PATIENCE, Budget, Exhausted, Urgency
from gateway.upstream.call import current_call
from gateway.upstream.connection import Connection
from gateway.upstream.failures import Failures
from gateway.upstream.outstanding import Outstanding
from gateway.upstream.pauses import Pauses
from gateway.upstream.retry import RetryBudget
from gateway.upstream.window import Quota

log = logging.getLogger(__name__)

FAIR = 1.0
"""Seconds; a call that had less than this to be answered says nothing of the provider in vain."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a provider does, as far as this process knows; `under_way` counts calls."""

    state: State
    failing: bool
    quota: Quota
    limit: int
    under_way: int = 0


class Upstream:
    """The way to one provider, through four gates: circuit, budget, connection, retry.

    `clock` is the event loop's kind of clock: seconds that never go back. `budget` grants no more
    calls than `outstanding` has room for.
    """

    def __init__(
        self,
        connection: Connection,
        failures: Failures,
        *,
        budget: Budget,
        outstanding: Outstanding,
        breaker: Breaker,
        retries: RetryBudget,
        clock: Callable[[], float],
        notes: ProviderNotes | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._failures = failures
        self._budget = budget
        self._outstanding = outstanding
        self._breaker = breaker
        self._retries = retries
        self._clock = clock
        self._notes = notes or ProviderNotes(failures.provider, Metrics())
        self._sleep = sleep
        self._pauses = Pauses(clock)
        self._answered: Ticket | None = None
        self._told = State.CLOSED

    async def open(self) -> None:
        """Make the connections; needs a running event loop."""
        await self._connection.open()

    async def aclose(self) -> None:
        """Close the connections; those who still wait for a call are refused."""
        self._budget.refuse(lambda: self._failures.of(Unavailable))
        await self._budget.aclose()
        await self._connection.aclose()

    async def health(self) -> Health:
        """Say how the provider does."""
        quota = await self._budget.look()
        return Health(
            self._breaker.state,
            self._breaker.failing,
            quota,
            self._budget.window.limit,
            self._outstanding.under_way,
        )

    def bad_response(self) -> ProviderError:
        """Return the error for an answer that is not what was asked for, and count it.

        To be called as soon as `get` has returned the answer, before anything is awaited: the call
        has been counted as answered until then.
        """
        error = self._failures.of(BadResponse, status=200)
        self._notes.unusable()
        if self._answered is not None:
            self._breaker.belied(self._answered, error)
            self._answered = None
            self._refuse_if_open()
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
            target = self._connection.target(segments, query)
        except ValueError as error:
            raise self._failures.of(BadResponse) from error
        call = current_call()
        deadline = self._clock() + PATIENCE if call.deadline is None else call.deadline
        ticket = await self._permit(call.urgency, deadline)
        try:
            return await self._try(target, ticket, deadline)
        except ProviderError as error:
            another = await self._permit_retry(error, call.urgency, deadline)
            if another is None:
                raise
        self._notes.retried()
        return await self._try(target, another, deadline)

    async def _permit(self, urgency: Urgency, deadline: float) -> Ticket:
        """Wait until the call may be made; it must be begun before anything else is awaited."""
        if self._breaker.wait() > 0:
            self._notes.refused(Refusal.CIRCUIT)
            raise self._refusal()
        try:
            await self._budget.acquire(urgency, deadline)
        except Exhausted as exhausted:
            self._notes.refused(Refusal.BUDGET)
            raise self._failures.of(RateLimited, retry_after=exhausted.wait) from None
        except ProviderError:
            self._notes.refused(Refusal.CIRCUIT)
            raise
        except TimeoutError:
            self._notes.refused(Refusal.ROOM)
            raise self._failures.of(Timeout) from None
        ticket = self._breaker.admit()
        if ticket is None:
            self._budget.give_back()
            self._notes.refused(Refusal.CIRCUIT)
            raise self._refusal()
        return ticket

    async def _permit_retry(
        self, error: ProviderError, urgency: Urgency, deadline: float
    ) -> Ticket | None:
        """Wait until the call may be made again; None where it may not, or not in time."""
        pause = self._retries.pause(error)
        if pause is None or self._clock() + pause >= deadline or self._breaker.wait() > 0:
            return None
        if not self._retries.take():
            return None
        await self._sleep(pause)
        try:
            return await self._permit(urgency, deadline)
        except ProviderError:
            return None  # what went wrong first says more

    async def _try(self, target: str, ticket: Ticket, deadline: float) -> bytes:
        self._retries.call()
        begun = self._outstanding.begin()
        began = self._clock()
        answered = False
        try:
            with self._notes.call(target) as call:
                body = await self._connection.get(target, deadline - began, call.headers)
            answered = True
        except ProviderError as error:
            answered = error.status is not None
            self._judge(ticket, error, deadline - began)
            await self._pause(error, began)
            raise
        except BaseException:
            self._breaker.abandoned(ticket)
            raise
        finally:
            self._outstanding.end(begun, answered=answered)
            self._budget.wake()
        self._breaker.succeeded(ticket)
        self._tell_circuit()
        self._pauses.answered(began)
        self._answered = ticket
        return body

    def _judge(self, ticket: Ticket, error: ProviderError, within: float) -> None:
        if isinstance(error, Timeout) and error.status is None and within < FAIR:
            self._breaker.abandoned(ticket)
        else:
            self._breaker.failed(ticket, error)
            self._refuse_if_open()

    def _tell_circuit(self) -> None:
        state = self._breaker.state
        if state is self._told or state is State.PROBING:
            return
        self._told = state
        reason = self._breaker.reason
        provider = self._failures.name
        if reason is not None:
            log.warning("%s fails (%s); its circuit is open.", provider, reason.code)
        else:
            log.info("%s answers again; its circuit is closed.", provider)

    def _refuse_if_open(self) -> None:
        self._tell_circuit()
        if self._breaker.wait() > 0:
            self._budget.refuse(self._refusal)

    def _refusal(self) -> ProviderError:
        """Return the error for a call that the circuit does not let through."""
        reason = self._breaker.reason
        condition = type(reason) if reason is not None else Unavailable
        # A circuit that opened for garbage or silence is a provider that is down.
        if condition in {BadResponse, Timeout}:
            condition = Unavailable
        return self._failures.of(condition, retry_after=self._breaker.wait())

    async def _pause(self, error: ProviderError, began: float) -> None:
        """Leave the provider alone if it says that its quota is exhausted."""
        if isinstance(error, RateLimited):
            if error.retry_after is None:
                error.retry_after = self._pauses.next(began)
            self._notes.paused()
            await self._budget.pause(error.retry_after)
