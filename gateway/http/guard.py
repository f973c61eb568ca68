"""Time limits and a number of connections, held by one look at all of them now and then."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol


class State(Enum):
    """What comes next on a connection."""

    FIRST_HEAD = auto()
    NEXT_HEAD = auto()
    REST_OF_HEAD = auto()
    BODY = auto()
    NOTHING = auto()


LINGER_SECONDS = 1.0
"""Seconds for which a refused client may go on sending: after a reset it might see no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection may take. Times are in seconds."""

    head_seconds: float = 5.0
    body_seconds: float = 10.0
    answer_seconds: float = 10.0
    idle_seconds: float = 75.0
    connections: int = 2_048
    url_bytes: int = 8 * 1024
    head_bytes: int = 16 * 1024
    head_fields: int = 100
    body_bytes: int = 256 * 1024
    unfinished_bytes: int = 64 * 1024 * 1024
    """Of all bodies together that are not whole yet."""

    @property
    def period(self) -> float:
        """The seconds from one look to the next: what is overdue is so by that much at most."""
        times = (self.head_seconds, self.body_seconds, self.answer_seconds, self.idle_seconds)
        return min(0.25, min(times) / 4)

    def patience(self) -> dict[State, float]:
        """Return the seconds for which each state may last."""
        return {
            State.FIRST_HEAD: self.head_seconds,
            State.NEXT_HEAD: self.idle_seconds,
            State.REST_OF_HEAD: self.head_seconds,
            State.BODY: self.body_seconds,
            State.NOTHING: LINGER_SECONDS,
        }


CONNECTIONS = "connections"
"""In the state of the application: its `Connections`."""


@dataclass(slots=True)
class Connections:
    """What there is to tell of connections: how many are open, and what was refused, by code."""

    open: int = 0
    refused: Counter[str] = field(default_factory=Counter)


class Watched(Protocol):
    """A connection, as the guard sees it."""

    @property
    def idle_since(self) -> float | None:
        """Since when it has had nothing to do; None while it has."""

    def look(self, now: float) -> None:
        """End what is overdue."""

    def leave(self) -> None:
        """Let the next answer be the last."""

    def end(self) -> None:
        """Close it."""


class Guard:
    """Looks after the connections of one process. `clock` is in seconds and never goes back.

    A timer for each request would cost more than all else that is done here. `now` is the time of
    the last look, and no time of the day: the process may have stood still meanwhile, and what
    came in then has not been read yet when it goes on. No client is at fault for that. `kept` are
    the bytes of all bodies that are not whole yet.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.patience = limits.patience()
        self.now = 0.0
        self.kept = 0
        self.leaving = False
        self._clock = clock
        self._looked_at = 0.0
        self._connections: set[Watched] = set()
        self._is_looking = False

    def add(self, connection: Watched) -> bool:
        """Look after a connection from now on; return False where it is one too many.

        It takes the place of the one that has been idle for the longest, if there is any.
        """
        fits = len(self._connections) < self.limits.connections or self._make_room()
        self._connections.add(connection)
        if not self._is_looking:
            self._is_looking = True
            self._look_again()
        return fits

    def discard(self, connection: Watched) -> None:
        """Look after it no longer."""
        self._connections.discard(connection)

    def leave(self) -> None:
        """Let the next answer on every connection be its last."""
        if self.leaving:
            return
        self.leaving = True
        # Who has just come may be about to ask; waiting for it for long is not worth it.
        self.patience[State.FIRST_HEAD] = min(LINGER_SECONDS, self.limits.head_seconds)
        for connection in self._connections:
            connection.leave()

    def look(self) -> None:
        """End what is overdue on any connection."""
        at = self._clock()
        self.now += min(at - self._looked_at, 2 * self.limits.period)
        self._looked_at = at
        # What began after a look counts from that look: nobody gets less time than promised.
        for connection in tuple(self._connections):
            connection.look(self.now - self.limits.period)

    def _make_room(self) -> bool:
        idle = [one for one in self._connections if one.idle_since is not None]
        if not idle:
            return False
        min(idle, key=lambda one: one.idle_since or 0.0).end()
        return True

    def _look_again(self) -> None:
        self._looked_at = self._clock()
        loop = asyncio.get_running_loop()
        loop.call_later(self.limits.period, self._look_and_go_on)

    def _look_and_go_on(self) -> None:
        self.look()
        if self._connections:
            self._look_again()
        else:
            self._is_looking = False
