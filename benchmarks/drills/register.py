"""The drills by name."""

from collections.abc import Awaitable
from typing import Protocol

from benchmarks.drills import (
    board,
    bombs,
    down,
    faults,
    flight,
    hostile,
    leaving,
    malformed,
    memory,
    overload,
    quota,
    server,
    slow,
    stopping,
)
from benchmarks.drills.figures import Figure


class Drill(Protocol):
    """Runs, and returns its figures; a short run takes seconds instead of minutes."""

    def __call__(self, *, short: bool) -> Awaitable[list[Figure]]:
        """Run."""


DRILLS: dict[str, Drill] = {
    "down": down.run,
    "flight": flight.run,
    "quota": quota.run,
    "server": server.run,
    "overload": overload.run,
    "memory": memory.run,
    "board": board.run,
    "bombs": bombs.run,
    "faults": faults.run,
    "leaving": leaving.run,
    "malformed": malformed.run,
    "hostile": hostile.run,
    "slow": slow.run,
    "stopping": stopping.run,
}
