"""What one GraphQL operation asks one provider through.

Equal keys are one key, and all keys of one tick are one batch. What `DataLoader` gives back first
is the flight of each key, not its answer: so a slow key holds up nobody who waits for another one.
"""

import asyncio
from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any, Generic, TypeVar, cast

from strawberry.dataloader import DataLoader

from gateway.loaders.flight import Flight
from gateway.loaders.policy import Loaded
from gateway.loaders.source import Source

V = TypeVar("V")


class Loader(Generic[V]):
    """One operation's view of a source; it takes no answer older than `max_age` seconds."""

    def __init__(self, source: Source[V], max_age: float | None = None) -> None:
        self.source = source
        self._max_age = max_age
        self._loading: set[str] = set()

    def glance(self, key: str) -> Loaded[V] | None:
        """Return what memory says of one key; None where it takes `load`."""
        # What was loaded once is the answer for the whole operation.
        return None if key in self._loading else self.source.glance(key, self._max_age)

    def load(self, key: str) -> asyncio.Future[Flight[Loaded[V]]]:
        """Return what will be the flight of a key; equal keys have one, so don't cancel it."""
        self._loading.add(key)
        return cast("asyncio.Future[Flight[Loaded[V]]]", self._batches.load(key))

    @cached_property
    def _batches(self) -> DataLoader[str, Flight[Loaded[V]]]:
        # Most operations find everything in memory and need none. It must not know this object:
        # what is in a circle stays until the garbage collector comes.
        return DataLoader(load_fn=partial(_start, self.source, self._max_age))


async def _start(
    source: Source[V], max_age: float | None, keys: Sequence[str]
) -> list[Flight[Loaded[V]]]:
    """Return the flights of keys, which last until who asked for them can have joined them.

    That is in the next round of the event loop. Nobody who leaves meanwhile takes them along, and
    those that nobody joins end right after.
    """
    begun = await source.start(keys, max_age)
    waited_for = [flight for flight in begun if not flight.work.done()]
    for flight in waited_for:
        flight.hold()
    loop = asyncio.get_running_loop()
    loop.call_soon(loop.call_soon, _release, waited_for)
    return begun


def _release(flights: Sequence[Flight[Any]]) -> None:
    for flight in flights:
        flight.release()
