"""Refuse what can't be done in time, at once, so that the rest is done in time.

A request that is begun costs everybody else when there is too much to do: the event loop works off
what is ready before it looks at anything new, so that a crowd that is let in together holds up even
the refusals. So requests begin one after the other, one in each round of the event loop. Who would
have to queue for too long, as the queue moves at the moment, is refused instead. Waiting for a
provider is no part of that: slow providers make no queue.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 1.0
"""Seconds that a request may have to wait before it is begun."""

MEMORY = 0.1
"""Weight of the newest of the pauses between two beginnings, of which the mean is made."""

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
        self._most = most
        self._clock = clock
        self._queue: deque[asyncio.Future[None]] = deque()
        self._moving = False
        self._moved_at = 0.0
        self._pause = 0.0

    @property
    def wait(self) -> float:
        """The seconds that who comes now would have to wait."""
        return len(self._queue) * self._pause

    async def enter(self) -> bool:
        """Wait for the turn to begin, or return False at once; who got it in has to `leave`."""
        if self.taken >= self._most or self.wait > PATIENCE:
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
        # It is called when all that is ready by now has been done.
        asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        while self._queue and self._queue[0].done():
            self._queue.popleft()
        if not self._queue:
            self._moving = False
            return
        self._queue.popleft().set_result(None)
        self._pause += MEMORY * (self._clock() - self._moved_at - self._pause)
        self._move_on()


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
            await send(START)
            await send({"type": "http.response.body", "body": BODY})
