"""How long to leave a provider alone that says 429 without saying for how long."""

from collections.abc import Callable

FIRST_PAUSE = 5.0
"""Seconds of pause after a 429 that doesn't say how long; Shippo's never does."""

LONGEST_PAUSE = 60.0
"""Seconds; each further such 429 in a row doubles the pause up to this."""


class Pauses:
    """The pauses that we choose ourselves. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pause = 0.0
        self._chosen_at = 0.0

    def next(self, began: float) -> float:
        """Return the seconds of pause after a 429 for a call that began then.

        Calls that were under way together and are refused together lead to one pause, not to one
        that is doubled for each of them.
        """
        if not self._pause:
            self._pause, self._chosen_at = FIRST_PAUSE, self._clock()
        elif began >= self._chosen_at:
            self._pause, self._chosen_at = min(2 * self._pause, LONGEST_PAUSE), self._clock()
        return self._pause

    def answered(self, began: float) -> None:
        """Note that a call that began then was answered: the quota is not exhausted any more."""
        if began >= self._chosen_at:
            self._pause = 0.0
