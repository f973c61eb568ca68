"""Do equal work in flight once, and end it when nobody waits for it any more."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Landed = Callable[[asyncio.Future[T]], None]
"""Is called with work that is done: this costs a fraction of a task that waits for it."""


class Flight(Generic[T]):
    """One piece of work, to be joined by as many as want what comes of it.

    Whoever leaves leaves it to the others; when the last one does, it ends, unless it is work of
    the background.
    """

    def __init__(self, work: asyncio.Future[T], *, background: bool = False) -> None:
        self.work = work
        self.is_given_up = False
        self._background = background
        self._waiting = 0

    def hold(self) -> None:
        """Keep it from ending until `release`, for somebody who is about to join."""
        self._waiting += 1

    def release(self) -> None:
        """Undo `hold`."""
        self._leave()

    def join(self, landed: Landed[T]) -> None:
        """Have `landed` called when the work is done, never before this returns."""
        self._waiting += 1
        self.work.add_done_callback(landed)

    def leave(self, landed: Landed[T]) -> None:
        """Undo `join`."""
        self.work.remove_done_callback(landed)
        self._leave()

    def patiently(self, seconds: float, late: T) -> "Flight[T]":
        """Return one that waits for this for so many seconds; what comes then is `late`."""
        self.hold()
        return Flight(asyncio.create_task(self._within(seconds, late)))

    async def _within(self, seconds: float, late: T) -> T:
        try:
            await asyncio.wait({self.work}, timeout=seconds)
            if self.work.done():
                return self.work.result()
            # It goes on: who asks next will be glad of it.
            self._background = True
            return late
        finally:
            self._leave()

    def _leave(self) -> None:
        self._waiting -= 1
        if not (self._waiting or self._background or self.work.done()):
            self.is_given_up = True
            self.work.cancel()


class Flights(Generic[T]):
    """The work in flight, by key. It must not raise: several wait for it."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight[T]] = {}

    def __contains__(self, key: str) -> bool:
        flight = self._flights.get(key)
        # One that was given up is on its way down; who comes now gets a new one.
        return flight is not None and not flight.is_given_up

    def get(
        self, key: str, start: Callable[[], Coroutine[Any, Any, T]], *, background: bool = False
    ) -> Flight[T]:
        """Return the work for `key`; `start` makes it where none is in flight."""
        if key not in self:
            work = asyncio.create_task(start())
            self._flights[key] = Flight(work, background=background)
            work.add_done_callback(partial(self._land, key))
        return self._flights[key]

    async def aclose(self) -> None:
        """End everything."""
        all_work = [flight.work for flight in self._flights.values()]
        for work in all_work:
            work.cancel()
        await asyncio.gather(*all_work, return_exceptions=True)

    def _land(self, key: str, work: asyncio.Future[T]) -> None:
        flight = self._flights.get(key)
        if flight is not None and flight.work is work:
            del self._flights[key]
