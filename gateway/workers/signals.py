"""The second signal ends at once what the first one lets finish."""

import time
from collections.abc import Callable

ECHO = 0.25
"""Seconds within which a signal is the first one again: some send it to a process and its group."""


class Signals:
    """The signals that a process got. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first_at: float | None = None

    def is_urgent(self) -> bool:
        """Note a signal that just came, and say whether it is a second one."""
        if self._first_at is None:
            self._first_at = self._clock()
        return self._clock() - self._first_at >= ECHO
