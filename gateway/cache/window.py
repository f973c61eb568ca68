"""Count a provider's calls over all replicas, and go on counting when their server fails.

The server holds one log of calls. Each answer tells a replica of the calls that are new to it, so
that every replica knows the whole log: it can count on alone, and restore a log that was lost.
"""

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from gateway.cache.calls import Calls
from gateway.cache.entry import cache_key
from gateway.cache.scripts import WINDOW
from gateway.cache.store import Store
from gateway.upstream.window import SECONDS, SLACK, Quota, Taken

MICRO = 1_000_000
KINDS = ("calls", "replicas", "pause")
# A server that was gone is asked again within seconds, and may have more to give.
LONGEST_WAIT_ALONE = 1 / 6
TRIES = 2


class Question(msgspec.Struct):
    """What the script is asked; times and ages are in microseconds, `pause` in milliseconds.

    `since` is when this replica came back after it was cut off: -1 if it was not, 0 for now.
    """

    replica: str
    name: str
    window: int
    most: int
    wanted: int
    seen: int
    newest: str
    untold: dict[str, int]
    void: list[str]
    apart: int
    replicas: int
    since: int
    pause: int


class Answer(msgspec.Struct):
    """What the script answers; times are in microseconds, `paused` in milliseconds.

    `waits` are until the next calls, where there is none left now; `calls` holds the name and the
    time of each call that was logged since `seen`, in turn.
    """

    forgot: bool = False
    now: int = 0
    granted: int = 0
    free: int = 0
    waits: list[int] = []
    paused: int = 0
    joined: bool = True
    replicas: int = 1
    calls: list[str] = []


class SharedWindow:
    """A window over all replicas that share a server and give it the same `name`.

    While the server does not answer, this replica counts what it knows of, and takes no more than
    what leaves as much to each other replica. A store without a server counts for this process.
    `clock` is in seconds and never goes back; so long is the window, and so long counts a call.
    """

    def __init__(
        self,
        store: Store,
        name: tuple[str, ...],
        limit: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        seconds: float = SECONDS,
        slack: float = SLACK,
    ) -> None:
        self._store = store
        self._keys = [f"{kind}:{cache_key(*name)}" for kind in KINDS]
        self._limit = limit
        self._clock = clock
        self._seconds = seconds
        self._lifetime = seconds + slack
        self._calls = Calls(self._lifetime, clock)
        self._replicas = 1
        self._seen = 0
        self._since = -1
        self._paused_until = 0.0
        self._pause_untold = False

    @property
    def limit(self) -> int:
        """How many calls a minute may hold."""
        return self._limit

    async def take(self, wanted: int, keep: int = 0) -> Taken:
        """Count up to `wanted` calls, in one round trip."""
        most = self._limit - keep
        answer = await self._ask(most, wanted)
        if answer is None:
            return self._take_alone(wanted, most)
        return _taken(answer.granted, wanted, [wait / MICRO for wait in answer.waits])

    async def spend(self) -> None:
        """Count a call that has happened."""
        self._calls.add(1, apart=self._is_apart)
        await self._ask(self._limit, 0)

    async def pause(self, seconds: float) -> None:
        """Grant nothing for so long, in any replica."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self._pause_untold = True
        await self._ask(self._limit, 0)

    async def look(self) -> Quota:
        """Return what is left."""
        answer = await self._ask(self._limit, 0)
        if answer is not None:
            return Quota(answer.free, answer.waits[0] / MICRO if answer.waits else 0.0)
        paused = self._pause_left()
        free = 0 if paused else self._calls.free(self._limit, self._replicas)
        return Quota(free, paused or (0.0 if free else self._waits_alone(self._limit, 1)[0]))

    @property
    def _is_apart(self) -> bool:
        return self._since >= 0

    def _take_alone(self, wanted: int, most: int) -> Taken:
        paused = self._pause_left()
        if paused:
            return Taken(0, paused)
        granted = min(wanted, self._calls.free(most, self._replicas))
        self._calls.add(granted, apart=True)
        return _taken(granted, wanted, self._waits_alone(most, wanted - granted))

    def _waits_alone(self, most: int, further: int) -> list[float]:
        longest = self._seconds * LONGEST_WAIT_ALONE if self._store.is_shared else self._lifetime
        waits = self._calls.waits(most, self._replicas, further)
        return [min(wait, longest) for wait in waits]

    def _pause_left(self) -> float:
        return max(0.0, self._paused_until - self._clock())

    async def _ask(self, most: int, wanted: int) -> Answer | None:
        """Tell the server what it does not know and ask for calls; None if it does not answer."""
        if self._store.is_shared:
            for _ in range(TRIES):
                question = self._question(most, wanted)
                try:
                    args = [msgspec.msgpack.encode(question)]
                    answer = await self._store.run(WINDOW, self._keys, args, _read)
                finally:
                    self._calls.end(question.name)
                if answer is None:
                    break
                if self._hear(question, answer):
                    return answer
        self._cut_off()
        return None

    def _question(self, most: int, wanted: int) -> Question:
        untold = self._calls.ages(self._calls.untold)
        return Question(
            replica=self._calls.replica,
            name=self._calls.begin(),
            window=round(self._lifetime * MICRO),
            most=most,
            wanted=wanted,
            # Others may still tell of calls from before.
            seen=0 if self._is_apart else self._seen,
            newest=self._calls.newest(self._seconds),
            untold={call: round(age * MICRO) for call, age in untold.items()},
            void=list(self._calls.void),
            apart=len(self._calls.apart),
            replicas=self._replicas,
            since=self._since,
            pause=math.ceil(self._pause_left() * 1000) if self._pause_untold else 0,
        )

    def _hear(self, question: Question, answer: Answer) -> bool:
        """Take over what the server says; False if it must be asked again."""
        if answer.forgot:
            self._restore()
            return False
        told = [(call, (answer.now - int(at)) / MICRO) for call, at in _pairs(answer.calls)]
        self._calls.void.difference_update(question.void)
        self._calls.untold.difference_update(question.untold)
        self._calls.hear(question.name, told, apart=self._is_apart)
        self._seen = answer.now
        self._pause_untold &= not question.pause
        self._paused_until = max(self._paused_until, self._clock() + answer.paused / 1000)
        self._join(answer)
        # Calls that were granted and never heard of stand in the way of those that are wanted.
        return not (self._calls.void and question.wanted and not answer.granted)

    def _join(self, answer: Answer) -> None:
        if answer.joined:
            self._replicas = answer.replicas
            self._since = -1
            self._calls.apart.clear()
            return
        self._replicas = max(self._replicas, answer.replicas)
        self._since = self._since or answer.now

    def _cut_off(self) -> None:
        """Take note that others may make calls now that this replica does not hear of."""
        if not self._is_apart:
            self._calls.apart |= self._calls.untold
        self._since = 0
        self._pause_untold = self._pause_left() > 0

    def _restore(self) -> None:
        """Take note that the server has lost its data."""
        self._cut_off()
        self._calls.untell()
        self._seen = 0


def _taken(granted: int, wanted: int, waits: Sequence[float]) -> Taken:
    if granted == wanted:
        return Taken(granted, 0.0)
    wait, *later = waits
    return Taken(granted, wait, tuple(later))


def _read(answer: Any) -> Answer:
    return msgspec.msgpack.decode(answer, type=Answer)


def _pairs(flat: list[str]) -> list[tuple[str, str]]:
    return list(zip(flat[::2], flat[1::2], strict=True))
