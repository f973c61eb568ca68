"""Stop asking a provider that fails, and find out when it is back, with one call at a time."""

import random
from collections import deque
from collections.abc import Callable
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

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 30.0
"""Seconds for which an open circuit lets no call through; each failed probe doubles the pause."""

REFUSED_PAUSE = 30.0
"""Seconds before credentials that were refused are tried again."""


class State(Enum):
    """What the circuit lets through."""

    CLOSED = "closed"
    OPEN = "open"
    PROBING = "probing"


class Breaker:
    """The circuit to one provider, as one process sees it.

    Refused credentials open it at once: more calls can't help. An exhausted quota is no failure,
    the budget pauses for it; nor is an answer that the provider gives and that only we don't like.
    `clock` is in seconds and never goes back; `jitter` draws from 0 to 1.
    """

    def __init__(
        self, clock: Callable[[], float], jitter: Callable[[], float] = random.random
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._recent: deque[tuple[float, bool]] = deque()
        self._in_a_row = 0
        self._state = State.CLOSED
        self._pause = FIRST_PAUSE
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
        return any(failed for _, failed in self._recent)

    @property
    def reason(self) -> ProviderError | None:
        """The failure that opened the circuit; None while it is closed."""
        return self._reason

    def wait(self) -> float:
        """Return the seconds until the next call may go through; 0 when one may now."""
        if self._state is State.CLOSED:
            return 0.0
        return max(self._until - self._clock(), 0.0 if self._state is State.OPEN else 1.0)

    def admits(self) -> bool:
        """Take the right to one call. It ends with `succeeded`, `failed` or `abandoned`."""
        if self._state is State.CLOSED:
            return True
        if self.wait() > 0:
            return False
        self._state = State.PROBING
        return True

    def succeeded(self) -> None:
        """Note that the provider answered: with what was asked for, or with a plain no."""
        if self._state is State.OPEN:
            return  # an answer to a call from before; the probe will tell
        if self._state is State.PROBING:
            self._recent.clear()  # what failed before says nothing of the provider that is back
        self._note(failed=False)
        self._in_a_row = 0
        self._state, self._reason, self._pause = State.CLOSED, None, FIRST_PAUSE

    def failed(self, error: ProviderError) -> None:
        """Note how a call failed."""
        if isinstance(error, ProviderAuth):
            self._open(error, REFUSED_PAUSE)
        elif isinstance(error, RateLimited):
            self.abandoned()
        elif isinstance(error, Timeout | Unavailable | BadResponse):
            self._count(error)
        else:
            self.succeeded()

    def abandoned(self) -> None:
        """Note that a call ended without telling anything, e.g. since its caller went away."""
        if self._state is State.PROBING:
            self._state = State.OPEN

    def _count(self, error: ProviderError) -> None:
        self._note(failed=True)
        self._in_a_row += 1
        if self._state is State.PROBING:
            self._open(error, min(2 * self._pause, LONGEST_PAUSE))
        elif self._state is State.CLOSED and (self._in_a_row >= CONSECUTIVE or self._too_many()):
            self._open(error, FIRST_PAUSE)

    def _open(self, error: ProviderError, pause: float) -> None:
        self._state, self._reason, self._pause = State.OPEN, error, pause
        # Jitter spreads the replicas' probes; it only shortens, so that a provider that heals is
        # found out in time.
        self._until = self._clock() + pause * (1 - self._jitter() / 4)

    def _note(self, *, failed: bool) -> None:
        self._recent.append((self._clock(), failed))
        self._forget()

    def _forget(self) -> None:
        oldest = self._clock() - SPAN
        while self._recent and self._recent[0][0] < oldest:
            self._recent.popleft()

    def _too_many(self) -> bool:
        failures = sum(failed for _, failed in self._recent)
        return len(self._recent) >= AT_LEAST and failures >= RATE * len(self._recent)
