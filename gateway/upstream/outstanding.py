"""Limit how many calls are under way, the more so while a provider keeps silent.

A provider that hangs lets calls pile up for as long as a try may take, before the first of them
fails and tells. Each of them is one of the quota, and one more for a provider in trouble.
"""

from collections.abc import Callable

PATIENCE = 0.1
"""Seconds of silence after which few more calls leave; a batch leaves at once, and so as a whole.

They leave as soon as anything is answered: where a provider is just slow, a call that comes in the
middle of many waits for the first answer, no longer.
"""

FEW = 8
"""Calls that may be unanswered then; as many as the circuit needs to open, and some to spare."""


class Outstanding:
    """The calls to one provider that are under way, `most` of them at once at the most."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._under_way = 0
        self._answers = 0
        self._unanswered = 0
        self._silent_since = 0.0

    @property
    def under_way(self) -> int:
        """How many calls have begun and not ended."""
        return self._under_way

    def room(self) -> int:
        """Return how many more calls may leave now."""
        room = self._most - self._under_way
        if self._unanswered and self._clock() - self._silent_since > PATIENCE:
            room = min(room, FEW - self._unanswered)
        return max(0, room)

    def begin(self) -> int:
        """Note that a call leaves; `end` wants the number that this returns."""
        self._under_way += 1
        if not self._unanswered:
            self._silent_since = self._clock()
        self._unanswered += 1
        return self._answers

    def end(self, begun: int, *, answered: bool) -> None:
        """Note that a call is over; `answered` whatever the answer was."""
        self._under_way -= 1
        if answered:
            self._answers += 1
            self._unanswered = 0
        elif begun == self._answers:
            self._unanswered -= 1
