"""Look one reference up step by step: as far as memory gets at once, then wait for the rest."""

import asyncio
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

from gateway.model import ProviderCode, ShipmentLookup, ShipmentSource
from gateway.tracker.asking import Asking, OpenDesk
from gateway.tracker.conclusions import Trail
from gateway.tracker.references import Asked

Found = dict[ProviderCode, ShipmentSource]
"""What came of asking, by provider; who could not be reached by what was known is not there."""

Part = Generator[Sequence[Asking], None, Found]
Whole = Generator[Sequence[Asking], None, ShipmentLookup]
"""Steps that name what has to be waited for, where memory does not answer it.

A whole one names nothing when all answers are there, before it makes something of them.
"""


class Looking:
    """One reference, looked up as far as memory gets; `waits_for` is what is missing then."""

    _lookup: ShipmentLookup | None = None

    def __init__(self, steps: Whole) -> None:
        self.waits_for: Sequence[Asking] = ()
        self._steps = steps
        self._go_on(None)

    def begin(self, done: Callable[[], None]) -> None:
        """Have the rest brought, and `done` called when nothing is missing any more."""
        self._done = done
        self._ask()

    def leave(self) -> None:
        """Wait for nothing any more."""
        for asking in self.waits_for:
            asking.leave()

    def conclude(self) -> ShipmentLookup:
        """Return what came of it, once nothing is waited for: this is the work."""
        while self._lookup is None:
            self._go_on(None)
        return self._lookup

    def _ask(self) -> None:
        self._missing = len(self.waits_for)
        for asking in self.waits_for:
            asking.begin(self._answered)

    def _answered(self, failed: Exception | None) -> None:
        self._missing -= 1
        if self._missing and failed is None:
            return
        self.leave()
        self._go_on(failed)
        if self.waits_for:
            self._ask()
        else:
            self._done()

    def _go_on(self, failed: Exception | None) -> None:
        steps = self._steps
        try:
            self.waits_for = next(steps) if failed is None else steps.throw(failed)
        except StopIteration as stop:
            self.waits_for, self._lookup = (), stop.value


async def finish(looking: Iterable[Looking]) -> None:
    """Wait for what these miss, all at the same time."""
    waiting = [one for one in looking if one.waits_for]
    if not waiting:
        return
    missing = len(waiting)
    finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def done() -> None:
        nonlocal missing
        missing -= 1
        if not missing and not finished.done():
            finished.set_result(None)

    try:
        for one in waiting:
            one.begin(done)
        await finished
    except BaseException:
        for one in waiting:
            one.leave()
        raise


def ask(desks: Sequence[OpenDesk], found: Found, asked: Asked, trail: Trail) -> Part:
    """Ask those that have not answered yet, all at once; return their answers."""
    asking = {desk.code: desk.ask(asked, trail) for desk in desks if desk.code not in found}
    return (yield from _answers(asking))


def ask_again(
    desks: Sequence[OpenDesk], found: Found, asked: Asked, known: Asked, trail: Trail
) -> Part:
    """Ask with what the first answers told; return what that changes."""
    asking = {
        desk.code: desk.ask_again(found.get(desk.code), asked, known, trail) for desk in desks
    }
    return (yield from _answers({code: one for code, one in asking.items() if one is not None}))


def _answers(asking: Mapping[ProviderCode, Asking]) -> Part:
    waits_for = [one for one in asking.values() if one.need is not None]
    if waits_for:
        yield waits_for
    return {code: one.answer for code, one in asking.items() if one.answer is not None}
