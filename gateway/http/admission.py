"""Refuse what can't be done in time, at once, so that the rest is done in time.

A request that the gateway has no room for costs its caller and everybody else more when it is
accepted. How much room there is shows in the event loop: when it is late, there is too much to do.
So the number of requests under way is limited, and the limit follows the loop's lateness: down by a
tenth when it is late, up by a little when it is on time (additive increase, multiplicative
decrease). Waiting for a provider makes no lateness, so slow providers cost no room.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

LATE = 0.1
"""Seconds that the event loop may be late."""

EVERY = 0.05
"""Seconds between two looks at the event loop."""

LEAST = 8
"""Requests that are always let in."""

REFUSAL = (
    b'{"errors":[{"message":"The gateway has too much to do; try again in a second.",'
    b'"extensions":{"code":"OVERLOADED","retryable":true,"retryAfterSeconds":1}}]}'
)


class Room:
    """How many requests may be under way. `clock` is in seconds and never goes back."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self.limit = most
        self.taken = 0
        self._most = most
        self._clock = clock

    async def watch(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Follow the event loop's lateness, for ever."""
        while True:
            before = self._clock()
            await sleep(EVERY)
            self.note(self._clock() - before - EVERY)

    def note(self, late: float) -> None:
        """Adapt the limit to how late the event loop is."""
        if late > LATE:
            # From what is under way, not from a limit that nobody reaches.
            self.limit = max(LEAST, int(min(self.limit, self.taken) * 0.9))
        else:
            self.limit = min(self._most, self.limit + max(1, self.limit // 50))


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
            return
        if self._room.taken >= self._room.limit:
            headers = {"Retry-After": "1", "Cache-Control": "no-store"}
            await Response(REFUSAL, 503, headers, "application/json")(scope, receive, send)
            return
        self._room.taken += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._room.taken -= 1
