"""When to leave a failing server alone, and when to try it again."""

import logging
import random
import time
from collections.abc import Callable
from typing import Literal

logger = logging.getLogger(__name__)

THRESHOLD = 3
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 4.0


class Breaker:
    """Opens after `threshold` failures in a row, and then lets one caller at a time probe.

    Every `admits()` that returns True is followed by exactly one of `succeeded()`, `failed()` and
    `abandoned()`. `clock` is in seconds and never goes back; `jitter` draws from 0 to 1.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        # Spreads the replicas' probes; nothing is secret about it.
        jitter: Callable[[], float] = random.random,
        threshold: int = THRESHOLD,
    ) -> None:
        self.state: Literal["closed", "open"] = "closed"
        self._clock = clock
        self._jitter = jitter
        self._threshold = threshold
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._probe_at = 0.0
        self._probing = False

    def admits(self) -> bool:
        """Decide whether the server may be asked now."""
        if self.state == "closed":
            return True
        if self._probing or self._clock() < self._probe_at:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        """Take note that the server answered."""
        self._failures = 0
        # A late answer to a question from before says nothing of the server's health now.
        if self._probing:
            self.state = "closed"
            self._probing = False
            self._pause = FIRST_PAUSE
            logger.info("The shared cache answers again.")

    def failed(self, reason: str) -> None:
        """Take note that the server did not answer; `reason` goes to the log as it is."""
        self._failures += 1
        if self._probing:
            self._probing = False
            self._open(min(2 * self._pause, LONGEST_PAUSE))
        elif self.state == "closed" and self._failures >= self._threshold:
            self._open(FIRST_PAUSE)
            logger.warning("The shared cache fails (%s); memory alone serves now.", reason)

    def abandoned(self) -> None:
        """Take note that the caller went away before the server could answer."""
        self._probing = False

    def _open(self, pause: float) -> None:
        self.state = "open"
        self._pause = pause
        # Jitter only shortens the pause: a server that heals is back within LONGEST_PAUSE.
        self._probe_at = self._clock() + pause * (1 - self._jitter() / 4)
