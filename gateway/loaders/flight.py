"""Do equal work in flight once, and end it when nobody waits for it any more."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """One piece of work, to be awaited by as many as want it.

    Whoever stops waiting leaves it to the others; when the last one does, it ends, unless it is
    work of the background.
    """

    def __init__(self, task: asyncio.Task[T], *, background: bool) -> None:
        self.task = task
        self._background = background
        self._waiting = 0
        self._landings: list[asyncio.Future[None]] = []

    def __await__(self) -> Generator[Any, None, T]:
        """Wait for the result."""
        return self._wait().__await__()

    async def within(self, seconds: float, late: T) -> T:
        """Wait for so many seconds, and return `late` after that; the work goes on then."""
        self._waiting += 1
        try:
            await asyncio.wait({self.task}, timeout=seconds)
            if self.task.done():
                return self.task.result()
            self._background = True
            return late
        finally:
            self._leave()

    def land(self) -> None:
        """Let those go on who wait: the task is done."""
        for landing in self._landings:
            if not landing.done():
                landing.set_result(None)

    async def _wait(self) -> T:
        # As `asyncio.shield` does, with one callback for all who wait.
        self._waiting += 1
        try:
            if not self.task.done():
                landing: asyncio.Future[None] = self.task.get_loop().create_future()
                self._landings.append(landing)
                await landing
            return self.task.result()
        finally:
            self._leave()

    def _leave(self) -> None:
        self._waiting -= 1
        if not (self._waiting or self._background or self.task.done()):
            self.task.cancel()


class Patience(Generic[T]):
    """Waits for a flight for so many seconds; what comes then is `late`."""

    def __init__(self, flight: Flight[T], seconds: float, late: T) -> None:
        self._flight = flight
        self._seconds = seconds
        self._late = late

    def __await__(self) -> Generator[Any, None, T]:
        """Wait for the result."""
        return self._flight.within(self._seconds, self._late).__await__()


class Flights(Generic[T]):
    """The work in flight, by key. It must not raise: several wait for it."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight[T]] = {}

    def __contains__(self, key: str) -> bool:
        flight = self._flights.get(key)
        # One that was given up is on its way down; who comes now gets a new one.
        return flight is not None and not flight.task.cancelling()

    def get(
        self, key: str, start: Callable[[], Coroutine[Any, Any, T]], *, background: bool = False
    ) -> Flight[T]:
        """Return the work for `key`; `start` makes it where none is in flight."""
        if key not in self:
            task = asyncio.create_task(start())
            flight = self._flights[key] = Flight(task, background=background)
            task.add_done_callback(lambda _: self._land(key, flight))
        return self._flights[key]

    async def aclose(self) -> None:
        """End everything."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _land(self, key: str, flight: Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        flight.land()
