"""Refuse what can't be done in time, at once, so that the rest is done in time.

A request that is begun costs everybody else when there is too much to do: the event loop works off
what is ready before it looks at anything new, so that a crowd that is let in together holds up even
the refusals. So requests begin one after the other, in different rounds of the event loop. Who
would have to queue for too long, as the queue moves at the moment, is refused instead. Waiting for
a provider is no part of that: slow providers make no queue.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.telemetry import Outcome, current_record

PATIENCE = 2.0
"""Seconds that a request may have to wait before it is begun."""

HALF_LIFE = 1.0
"""Seconds of queueing after which a measurement of the queue's pace counts half."""

ROUNDS = 32
"""Rounds of the event loop, at the most, that are waited for those who are still coming in.

uvloop accepts one connection a round: if one request began in each, a crowd would queue before the
door, where nobody sees or refuses it.
"""

BODY = (
    b'{"errors":[{"message":"The gateway has too much to do; try again in a second.",'
    b'"extensions":{"code":"OVERLOADED","retryable":true,"retryAfterSeconds":1}}]}'
)
START: Message = {
    "type": "http.response.start",
    "status": 503,
    "headers": [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(BODY)).encode()),
        (b"retry-after", b"1"),
        (b"cache-control", b"no-store"),
    ],
}


class Room:
    """How many requests may be under way, and whose turn it is to begin.

    `clock` is in seconds and never goes back.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self.taken = 0
        self.most = most
        self._clock = clock
        self._queue: deque[asyncio.Future[None]] = deque()
        self._moving = False
        self._moved_at = 0.0
        self._came = False
        self._rounds = 0
        # Seconds in which there was a queue, and how many began in them; both fade. What they start
        # with says 1 ms each, until there is something better.
        self._busy = 0.1
        self._begun = 100.0

    @property
    def wait(self) -> float:
        """The seconds that who comes now would have to wait."""
        return len(self._queue) * self._busy / self._begun

    async def enter(self) -> bool:
        """Wait for the turn to begin, or return False at once; who got it in has to `leave`."""
        self._came = True
        if self.taken >= self.most or self.wait > PATIENCE:
            return False
        self.taken += 1
        if self._moving:
            await self._turn()
        else:
            self._move_on()
        return True

    def leave(self) -> None:
        """Make room for another one."""
        self.taken -= 1

    async def _turn(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            self.leave()
            raise

    def _move_on(self) -> None:
        self._moving = True
        self._moved_at = self._clock()
        self._rounds = 0
        self._look_on()

    def _look_on(self) -> None:
        self._came = False
        self._rounds += 1
        # It is called when all that is ready by now has been done.
        asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        # Who comes in this very round may come after this call: one round is no look at all.
        if self._rounds == 1 or (self._came and self._rounds < ROUNDS):
            self._look_on()
            return
        while self._queue and self._queue[0].done():
            self._queue.popleft()
        if not self._queue:
            self._moving = False
            return
        self._queue.popleft().set_result(None)
        self._measure(self._clock() - self._moved_at)
        self._move_on()

    def _measure(self, seconds: float) -> None:
        # By time, not by count: one stall among many short pauses is no reason to refuse anybody.
        faded = 0.5 ** (seconds / HALF_LIFE)
        self._busy = self._busy * faded + seconds
        self._begun = self._begun * faded + 1


class Admission:
    """Lets requests to `app` in while there is room, and those to the paths in `always` anyway."""

    def __init__(self, app: ASGIApp, room: Room, always: frozenset[str]) -> None:
        self._app = app
        self._room = room
        self._always = always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 503."""
        if scope["type"] != "http" or scope["path"] in self._always:
            await self._app(scope, receive, send)
        elif await self._room.enter():
            try:
                await self._app(scope, receive, send)
            finally:
                self._room.leave()
        else:
            current_record().ended(Outcome.OVERLOADED, "OVERLOADED")
            await send(START)
            await send({"type": "http.response.body", "body": BODY})
