"""Ask one provider about one reference, for one GraphQL operation.

Most of what is asked for is in memory, and then there is nothing to wait for. So what is asked one
after the other is written as steps that name what they need and are sent it; `Asking` takes them as
far as memory gets, at once, and waits only for the rest. It is called when that comes: a task for
each question would cost more than all else that is done here.
"""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from gateway.carriers import same_number
from gateway.errors import NotConfigured, NotFound, Timeout
from gateway.loaders import Flight, Loaded, Loader
from gateway.model import (
    Reference,
    Report,
    ShipmentSource,
    SourceOutcome,
    StatusCode,
    TrackingError,
)
from gateway.providers.base import Fetched
from gateway.tracker.conclusions import Told, Trail
from gateway.tracker.references import Asked
from gateway.tracker.sources import Desk


@dataclass(frozen=True, slots=True)
class Need:
    """What a step needs: the answer to one key."""

    loader: Loader[Any]
    key: str


Steps = Generator[Need, Loaded[Any], ShipmentSource | None]
"""Steps to one provider's answer; None where it can't be reached by what is known."""

Done = Callable[[Exception | None], None]
"""Is told that an answer is there, or what failed on the way to it: that is a fault of ours."""


class Asking:
    """One question to one provider, taken as far as memory gets.

    `answer` is there once `need` is None. `late` makes the answer of a provider that took longer
    than `patience` seconds.
    """

    def __init__(
        self,
        steps: Steps,
        patience: float,
        late: Callable[[], ShipmentSource | None],
        trail: Trail,
    ) -> None:
        self.need: Need | None = None
        self.answer: ShipmentSource | None = None
        self._steps = steps
        self._patience = patience
        self._late = late
        self._trail = trail
        self._flight: Flight[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._go_on(None)

    def begin(self, done: Done) -> None:
        """Have what is needed brought, and `done` called when the answer is there."""
        self._done = done
        self._timer = asyncio.get_running_loop().call_later(self._patience, self._give_up)
        self._load()

    def leave(self) -> None:
        """Want nothing any more; `done` is not called."""
        if self._timer is not None:
            self._timer.cancel()
        if self._flight is not None:
            self._flight.leave(self._land)
        self._timer = self._flight = None

    def _load(self) -> None:
        if self.need is None:
            self._end()
        else:
            self.need.loader.load(self.need.key).add_done_callback(self._board)

    def _end(self, failed: Exception | None = None) -> None:
        self.leave()
        self._done(failed)

    def _go_on(self, loaded: Loaded[Any] | None) -> None:
        try:
            # A generator begins by being sent nothing.
            self.need = self._steps.send(loaded)  # type: ignore[arg-type]  # see above
            while (known := self.need.loader.glance(self.need.key)) is not None:
                self._trail.append(_told(self.need, known))
                self.need = self._steps.send(known)
            self._trail.append(None)
        except StopIteration as stop:
            self.need, self.answer = None, stop.value

    # The event loop calls these, each with what is done.

    def _board(self, begun: asyncio.Future[Flight[Loaded[Any]]]) -> None:
        if self._timer is None:
            return  # left meanwhile
        try:
            self._flight = begun.result()
        except Exception as error:
            self._end(error)
        else:
            self._flight.join(self._land)

    def _land(self, landed: asyncio.Future[Loaded[Any]]) -> None:
        self._flight = None
        if landed.cancelled():
            self._give_up()
            return
        try:
            self._go_on(landed.result())
        except Exception as error:
            self._end(error)
        else:
            self._load()

    def _give_up(self) -> None:
        self._steps.close()
        self.need, self.answer = None, self._late()
        self._end()


class OpenDesk:
    """A desk as one operation sees it.

    Which takes no answer from the cache that is older than `max_age` seconds. `patience` is how
    many seconds a reference waits here.
    """

    def __init__(
        self, desk: Desk, *, max_age: float | None, patience: float, clock: Callable[[], float]
    ) -> None:
        self.code = desk.provider.code
        self.notes = desk.notes
        self._desk = desk
        self._patience = patience
        self._clock = clock
        self._reports = Loader(desk.reports, max_age)
        # The label of a number doesn't change with the parcel's state; that there is none does.
        self._keys = Loader(desk.keys)
        self._young_keys = Loader(desk.keys, max_age)

    @cached_property
    def skipped(self) -> ShipmentSource:
        """Return the source of a provider that can't be reached by what is known."""
        return ShipmentSource(provider=self.code, outcome=SourceOutcome.SKIPPED)

    def ask(self, asked: Asked, trail: Trail) -> Asking:
        """Ask the provider; what memory tells goes to `trail`."""
        return Asking(self._ask(asked), self._patience, self._late, trail)

    def ask_again(
        self, first: ShipmentSource | None, asked: Asked, known: Asked, trail: Trail
    ) -> Asking | None:
        """Ask with what all first answers told; None where that can't bring more than `first`."""
        if first is None:
            return self.ask(known, trail)
        guessed = asked.ref.carrier is None and asked.likely
        if not guessed or known.ref.carrier in {None, *asked.likely} or _tells(first.report):
            return None
        # None of the carriers that the number looked like was the one that another provider knows.
        return self.ask(known, trail)

    def _late(self) -> ShipmentSource:
        return self._source(Loaded(error=self._desk.failures.of(Timeout)))

    def _ask(self, asked: Asked) -> Steps:
        provider = self._desk.provider
        if provider.account is None:
            error = self._desk.failures.of(NotConfigured)
            return replace(self.skipped, error=TrackingError.of(error))
        if (key := provider.key(asked.ref)) is not None:
            return self._source((yield Need(self._reports, key)))
        if (search := provider.search(asked.ref)) is not None:
            return (yield from self._find(search, asked.ref.tracking_number))
        return (yield from self._guess(asked))

    def _find(self, search: str, number: str | None) -> Steps:
        found = yield Need(self._keys, search)
        if found.value is None and found.from_cache:
            found = yield Need(self._young_keys, search)
        key = self._desk.provider.key(found.value) if found.value is not None else None
        if found.value is None or key is None:
            return self._source(_without_value(found))
        loaded = yield Need(self._reports, key)
        told = loaded.value.report.tracking_number if loaded.value is not None else None
        if not same_number(number, told):
            return self._source(Loaded(error=self._desk.failures.wrong_parcel()))
        return self._source(loaded, carrier=found.value.carrier)

    def _guess(self, asked: Asked) -> Steps:
        """Try the likely carriers in their order, until an answer tells something."""
        best: ShipmentSource | None = None
        for carrier in asked.likely:
            key = self._desk.provider.key(replace(asked.ref, carrier=carrier))
            if key is None:
                continue
            source = self._source((yield Need(self._reports, key)))
            if best is None or _rank(source) > _rank(best):
                best = source
            if _tells(source.report):
                break
        return best

    def _source(self, loaded: Loaded[Fetched], carrier: str | None = None) -> ShipmentSource:
        report = loaded.value.report if loaded.value is not None else None
        if report is not None and report.carrier is None and carrier is not None:
            report = replace(report, carrier=carrier)
        return ShipmentSource(
            provider=self.code,
            outcome=_outcome(loaded),
            tracking=report.tracking if report else None,
            error=TrackingError.of(loaded.error) if loaded.error else None,
            fetched_at=_datetime(loaded.fetched_at),
            fresh_until=_datetime(loaded.fresh_until),
            from_cache=loaded.from_cache,
            report=report,
            clock=self._clock,
        )


def _told(need: Need, loaded: Loaded[Any]) -> Told | None:
    return Told(need.loader.source, need.key, loaded.entry) if loaded.entry is not None else None


def _without_value(found: Loaded[Reference]) -> Loaded[Fetched]:
    return Loaded(
        error=found.error,
        fetched_at=found.fetched_at,
        fresh_until=found.fresh_until,
        from_cache=found.from_cache,
    )


def _outcome(loaded: Loaded[Fetched]) -> SourceOutcome:
    if loaded.error is None:
        return SourceOutcome.OK
    if loaded.value is not None:
        return SourceOutcome.STALE
    if isinstance(loaded.error, NotFound):
        return SourceOutcome.NOT_FOUND
    return SourceOutcome.FAILED


def _datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _tells(report: Report | None) -> bool:
    """Say whether a report knows anything.

    Providers answer for numbers of another carrier too, with nothing in it.
    """
    silent = {StatusCode.UNKNOWN, StatusCode.NOT_YET_IN_SYSTEM}
    return report is not None and (bool(report.events) or report.tracking.status.code not in silent)


def _rank(source: ShipmentSource) -> int:
    """Order what came of several carriers.

    A failure goes before "not known": one of the carriers that could not be asked may be the one.
    """
    if source.report is not None:
        return 3 if _tells(source.report) else 1
    return 0 if source.outcome is SourceOutcome.NOT_FOUND else 2
