"""Ask one provider about one reference, for one GraphQL operation."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from gateway.carriers import same_number
from gateway.errors import NotFound
from gateway.loaders import Loaded, Loader
from gateway.model import (
    ProviderCode,
    Reference,
    Report,
    ShipmentSource,
    SourceOutcome,
    StatusCode,
    TrackingError,
)
from gateway.providers.base import Fetched
from gateway.tracker.references import Asked
from gateway.tracker.sources import Desk


class OpenDesk:
    """A desk as one operation sees it.

    Which takes no answer from the cache that is older than `max_age` seconds. `patience` is how
    many seconds a reference waits here.
    """

    def __init__(
        self, desk: Desk, *, max_age: float | None, patience: float, clock: Callable[[], float]
    ) -> None:
        self._desk = desk
        self._patience = patience
        self._clock = clock
        self._reports = Loader(desk.reports, max_age)
        # The label of a number doesn't change with the parcel's state; that there is none does.
        self._keys = Loader(desk.keys)
        self._young_keys = Loader(desk.keys, max_age)

    @property
    def code(self) -> ProviderCode:
        """The provider."""
        return self._desk.provider.code

    def skipped(self) -> ShipmentSource:
        """Return the source of a provider that can't be reached by what is known."""
        return ShipmentSource(provider=self._desk.provider.code, outcome=SourceOutcome.SKIPPED)

    async def ask(self, asked: Asked) -> ShipmentSource | None:
        """Ask the provider; None where it can't be reached by what is known."""
        if self._desk.provider.account is None:
            return replace(self.skipped(), error=TrackingError.of(self._desk.not_configured()))
        try:
            async with asyncio.timeout(self._patience):
                return await self._ask(asked)
        except TimeoutError:
            return self._source(Loaded(error=self._desk.late()))

    async def ask_again(
        self, first: ShipmentSource | None, asked: Asked, known: Asked
    ) -> ShipmentSource | None:
        """Ask with what all first answers told, where that may bring more than `first` did."""
        if first is None:
            return await self.ask(known)
        guessed = asked.ref.carrier is None and asked.likely
        if not guessed or known.ref.carrier in {None, *asked.likely} or _tells(first.report):
            return first
        # None of the carriers that the number looked like was the one that another provider knows.
        return await self.ask(known) or first

    async def _ask(self, asked: Asked) -> ShipmentSource | None:
        provider = self._desk.provider
        if (key := provider.key(asked.ref)) is not None:
            return self._source(await self._reports.load(key))
        if (search := provider.search(asked.ref)) is not None:
            return await self._find(search, asked.ref.tracking_number)
        return await self._guess(asked)

    async def _find(self, search: str, number: str | None) -> ShipmentSource:
        found = await self._keys.load(search)
        if found.value is None and found.from_cache:
            found = await self._young_keys.load(search)
        key = self._desk.provider.key(found.value) if found.value is not None else None
        if found.value is None or key is None:
            return self._source(_without_value(found))
        loaded = await self._reports.load(key)
        told = loaded.value.report.tracking_number if loaded.value is not None else None
        if not same_number(number, told):
            return self._source(Loaded(error=self._desk.wrong_parcel()))
        return self._source(loaded, carrier=found.value.carrier)

    async def _guess(self, asked: Asked) -> ShipmentSource | None:
        """Try the likely carriers in their order, until an answer tells something."""
        best: ShipmentSource | None = None
        for carrier in asked.likely:
            key = self._desk.provider.key(replace(asked.ref, carrier=carrier))
            if key is None:
                continue
            source = self._source(await self._reports.load(key))
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
            provider=self._desk.provider.code,
            outcome=_outcome(loaded),
            tracking=report.tracking if report else None,
            error=TrackingError.of(loaded.error) if loaded.error else None,
            fetched_at=_datetime(loaded.fetched_at),
            fresh_until=_datetime(loaded.fresh_until),
            from_cache=loaded.from_cache,
            report=report,
            clock=self._clock,
        )


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
