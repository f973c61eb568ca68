"""Counts calls per minute, so that a sandbox can refuse as its providers do."""

from collections import deque

from gateway.sandbox.timing import Clock

WINDOW_SECONDS = 60.0


class Quota:
    """At most `limit` accepted calls per key in any 60 seconds; refused calls don't count."""

    def __init__(self, limit: int, now: Clock) -> None:
        """Start with nothing spent."""
        self._limit = limit
        self._now = now
        self._spent: dict[str, deque[float]] = {}

    def spend(self, key: str) -> float:
        """Take one call; give 0 when it is granted, else the seconds until the next one is."""
        moment = self._now().timestamp()
        spent = self._spent.setdefault(key, deque())
        while spent and moment - spent[0] >= WINDOW_SECONDS:
            spent.popleft()
        if len(spent) >= self._limit:
            return spent[0] + WINDOW_SECONDS - moment if spent else WINDOW_SECONDS
        spent.append(moment)
        return 0.0

    def reset(self) -> None:
        """Forget what was spent."""
        self._spent.clear()
