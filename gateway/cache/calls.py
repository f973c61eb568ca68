"""The calls of the last minute, as far as one replica knows of them."""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from secrets import token_hex


class Calls:
    """A set of named calls, each with its time by this replica's clock.

    No name is given twice, so what several replicas know adds up without counting a call twice.
    `untold` are those that the server has not confirmed; `apart` are this replica's own since it
    was cut off from the others, who may have made as many each meanwhile. `lifetime` is in seconds.
    """

    def __init__(self, lifetime: float, clock: Callable[[], float]) -> None:
        self.replica = token_hex(8)
        self.untold: set[str] = set()
        self.apart: set[str] = set()
        self.void: set[str] = set()
        self._times: dict[str, float] = {}
        # The same as a heap: the oldest come first, in whatever order they were heard of.
        self._by_time: list[tuple[float, str]] = []
        self._lifetime = lifetime
        self._clock = clock
        self._numbers = count(1)
        self._open: set[str] = set()
        self._newest = ""

    def begin(self) -> str:
        """Return what the names of the calls begin with that the server is now asked for."""
        name = f"{self.replica}:{next(self._numbers)}"
        self._open.add(name)
        return name

    def end(self, name: str) -> None:
        """Take note that the server's answer was heard, or never will be."""
        self._open.discard(name)

    def add(self, calls: int, *, apart: bool) -> None:
        """Count calls that the server does not know of."""
        now = self._clock()
        prefix = f"{self.replica}:{next(self._numbers)}"
        names = [f"{prefix}:{number}" for number in range(1, calls + 1)]
        for name in names:
            self._note(name, now)
        self.untold.update(names)
        if apart:
            self.apart.update(names)

    def hear(self, name: str, told: Iterable[tuple[str, float]], *, apart: bool) -> None:
        """Take over what the server told, with each call's age, when it was asked as `name`.

        A call of this replica's that it never heard of is one whose grant was lost on the way: it
        was not made, and is void.
        """
        now = self._clock()
        for call, age in told:
            request = call.rpartition(":")[0]
            mine = request.startswith(self.replica)
            if call not in self._times:
                if mine and request != name:
                    self.void.update({call} if request not in self._open else ())
                    continue
                self._note(call, now - age)
                if mine and apart:
                    self.apart.add(call)
            self._newest = call

    def ages(self, calls: Iterable[str]) -> dict[str, float]:
        """Return how many seconds ago each of these calls was made, without those long gone."""
        self._forget()
        now = self._clock()
        return {call: now - self._times[call] for call in calls if call in self._times}

    def newest(self, within: float) -> str:
        """Return the last call that the server told of; "" if that was not `within` seconds."""
        time = self._times.get(self._newest)
        return "" if time is None or time <= self._clock() - within else self._newest

    def untell(self) -> None:
        """Take note that the server knows nothing any more."""
        self._forget()
        self.untold = set(self._times)
        self._newest = ""

    def free(self, most: int, replicas: int) -> int:
        """Return how many more calls may be made if each of so many replicas makes as many."""
        self._forget()
        others = len(self._times) - len(self.apart)
        return max(0, (most - others) // replicas - len(self.apart))

    def waits(self, most: int, replicas: int, further: int) -> list[float]:
        """Return the seconds until each of so many further calls may be made, as `free` has it.

        Those that are too far off to tell are left out, but for the first of them.
        """
        self._forget()
        waits: list[float] = []
        if not further:
            return waits
        now = self._clock()
        surplus = len(self._times) + (replicas - 1) * len(self.apart) + replicas - most
        for call, time in sorted(self._times.items(), key=itemgetter(1)):
            surplus -= replicas if call in self.apart else 1
            while surplus <= 0 and len(waits) < further:
                waits.append(time + self._lifetime - now)
                surplus += replicas
        return waits or [self._lifetime]

    def _note(self, call: str, time: float) -> None:
        self._times[call] = time
        heappush(self._by_time, (time, call))

    def _forget(self) -> None:
        oldest = self._clock() - self._lifetime
        gone = []
        while self._by_time and self._by_time[0][0] <= oldest:
            gone.append(heappop(self._by_time)[1])
        for call in gone:
            del self._times[call]
        self.untold.difference_update(gone)
        self.apart.difference_update(gone)
