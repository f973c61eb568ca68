"""Stop asking a provider that fails, and find out when it is back, with one call at a time."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from gateway.errors import (
    BadResponse,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)

CONSECUTIVE = 5
"""Failures in a row that open the circuit."""

SPAN = 10.0
"""Seconds that are looked at for the rate of failures."""

AT_LEAST = 20
"""Calls within the span below which no rate is made of them."""

RATE = 0.5
"""Share of failures among them that opens the circuit."""

PAUSES = (5.0, *(6.0,) * 12, 12.0, 24.0, 30.0)
"""Seconds for which an open circuit lets no call through; each failed probe leads to the next.

Short for the first minute, so that a provider that was away so long is back in use at once; a probe
every six seconds is no burden.
"""

REFUSED_PAUSE = 30.0
"""Seconds before credentials that were refused are tried again."""


class State(Enum):
    """What the circuit lets through."""

    CLOSED = "closed"
    OPEN = "open"
    PROBING = "probing"


@dataclass(slots=True, eq=False)
class Ticket:
    """The right to one call; it is handed back with what became of the call.

    `era` counts the changes of the circuit: what became of a call from before the last change says
    nothing of the provider as it is now.
    """

    era: int
    probes: int = 0
    at: float = 0.0
    failed: bool = False


class Breaker:
    """The circuit to one provider, as one process sees it.

    Refused credentials open it at once: more calls can't help. An exhausted quota is no failure,
    the budget pauses for it; nor is it one that the provider refuses what it was asked (4xx).
    `clock` is in seconds and never goes back; `jitter` draws from 0 to 1.
    """

    def __init__(
        self, clock: Callable[[], float], jitter: Callable[[], float] = random.random
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._recent: deque[Ticket] = deque()
        self._last: deque[Ticket] = deque(maxlen=CONSECUTIVE)
        self._era = 0
        self._probes = 0
        self._state = State.CLOSED
        self._until = 0.0
        self._reason: ProviderError | None = None

    @property
    def state(self) -> State:
        """What the circuit lets through now."""
        return self._state

    @property
    def failing(self) -> bool:
        """Whether some of the recent calls failed although the circuit is closed."""
        self._forget()
        return any(ticket.failed for ticket in self._recent)

    @property
    def reason(self) -> ProviderError | None:
        """The failure that opened the circuit; None while it is closed."""
        return self._reason

    def wait(self) -> float:
        """Return the seconds until the next call may go through; 0 when one may now."""
        if self._state is State.CLOSED:
            return 0.0
        return max(self._until - self._clock(), 0.0 if self._state is State.OPEN else 1.0)

    def admit(self) -> Ticket | None:
        """Return the right to one call, to end with `succeeded`, `failed` or `abandoned`.

        None where the circuit lets no call through.
        """
        if self._state is State.CLOSED:
            return Ticket(self._era)
        if self.wait() > 0:
            return None
        self._turn(State.PROBING)
        return Ticket(self._era, self._probes)

    def succeeded(self, ticket: Ticket) -> None:
        """Note that the provider answered: with what was asked for, or with a plain no."""
        if ticket.era != self._era:
            return
        if self._state is State.PROBING:
            self._close()
            ticket.era = self._era
        self._record(ticket)

    def failed(self, ticket: Ticket, error: ProviderError) -> None:
        """Note how a call failed."""
        if ticket.era != self._era:
            return
        if isinstance(error, ProviderAuth):
            self._open(error, REFUSED_PAUSE)
        elif isinstance(error, RateLimited):
            self.abandoned(ticket)
        elif _is_down(error):
            self._count(ticket, error)
        else:
            self.succeeded(ticket)

    def belied(self, ticket: Ticket, error: ProviderError) -> None:
        """Note that the answer to a call that `succeeded` is none after all."""
        if ticket.era == self._era and not ticket.failed:
            ticket.failed = True
            self._judge(ticket, error)

    def abandoned(self, ticket: Ticket) -> None:
        """Note that a call ended without telling anything, e.g. since its caller went away."""
        if ticket.era == self._era and self._state is State.PROBING:
            self._turn(State.OPEN)

    def _count(self, ticket: Ticket, error: ProviderError) -> None:
        ticket.failed = True
        self._record(ticket)
        self._judge(ticket, error)

    def _judge(self, ticket: Ticket, error: ProviderError) -> None:
        if ticket.probes or self._in_a_row() or self._too_many():
            self._open(error, PAUSES[min(ticket.probes, len(PAUSES) - 1)])
            self._probes = ticket.probes + 1

    def _open(self, error: ProviderError, pause: float) -> None:
        self._turn(State.OPEN)
        self._reason = error
        self._probes = max(1, self._probes)
        # Jitter spreads the replicas' probes; it only shortens, so that a provider that heals is
        # found out in time.
        self._until = self._clock() + pause * (1 - self._jitter() / 4)

    def _close(self) -> None:
        self._turn(State.CLOSED)
        self._reason = None
        self._probes = 0
        # What failed before says nothing of the provider that is back.
        self._recent.clear()
        self._last.clear()

    def _turn(self, state: State) -> None:
        self._state = state
        self._era += 1

    def _record(self, ticket: Ticket) -> None:
        ticket.at = self._clock()
        self._recent.append(ticket)
        self._last.append(ticket)
        self._forget()

    def _forget(self) -> None:
        oldest = self._clock() - SPAN
        while self._recent and self._recent[0].at < oldest:
            self._recent.popleft()

    def _in_a_row(self) -> bool:
        return len(self._last) == CONSECUTIVE and all(ticket.failed for ticket in self._last)

    def _too_many(self) -> bool:
        failures = sum(ticket.failed for ticket in self._recent)
        return len(self._recent) >= AT_LEAST and failures >= RATE * len(self._recent)


def _is_down(error: ProviderError) -> bool:
    """Tell whether it is the provider that fails, not the one call that it refuses."""
    if isinstance(error, BadResponse):
        return error.status is None or not 400 <= error.status < 500
    return isinstance(error, Timeout | Unavailable)
