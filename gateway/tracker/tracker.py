"""Ask the providers about references and merge what they say."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import strawberry

from gateway.cache import Store
from gateway.carriers import is_plausible_number
from gateway.errors import (
    BadUserInput,
    InvalidInput,
    NotFound,
    Timeout,
    TooManyReferences,
)
from gateway.loaders import Loaded, Loader
from gateway.merge import merge
from gateway.model import (
    ProviderAvailability,
    ProviderBudget,
    ProviderCode,
    ProviderInfo,
    Reference,
    Report,
    ShipmentKey,
    ShipmentLookup,
    ShipmentRef,
    ShipmentSource,
    SourceOutcome,
    StatusCode,
    TrackingError,
)
from gateway.providers.base import Fetched, Provider
from gateway.settings import Settings
from gateway.tracker.references import Asked, check, likely_carriers
from gateway.tracker.sources import Desk
from gateway.upstream import SECONDS, Health, State

Wanted = frozenset[ProviderCode] | None
"""The providers whose own data was selected; None for all."""


class Tracker:
    """All providers.

    In the order in which they are preferred, and what is remembered of their answers.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        store: Store,
        settings: Settings,
        clock: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.desks = tuple(
            Desk(provider, store=store, settings=settings, clock=clock) for provider in providers
        )

    def lookups(self) -> "Lookups":
        """Return what one GraphQL operation looks shipments up with."""
        return Lookups(self)

    async def providers(self) -> list[ProviderInfo]:
        """Describe the providers, in their order."""
        return [await self._describe(desk.provider) for desk in self.desks]

    async def _describe(self, provider: Provider) -> ProviderInfo:
        health = await provider.health() if provider.account is not None else None
        return ProviderInfo(
            code=provider.code,
            name=provider.name,
            availability=_availability(health),
            budget=_budget(health, self.now()) if health else None,
            lookup_by=provider.lookup_by,
            status_mappings=provider.status_mappings,
        )

    def now(self) -> datetime:
        """Return the clock as an aware UTC datetime."""
        return datetime.fromtimestamp(self.clock(), UTC)

    async def open(self) -> None:
        """Make the connections; needs a running event loop."""
        for desk in self.desks:
            await desk.provider.open()

    async def aclose(self) -> None:
        """End what is under way and close the connections."""
        for desk in self.desks:
            await desk.aclose()


def _availability(health: Health | None) -> ProviderAvailability:
    if health is None:
        return ProviderAvailability.NOT_CONFIGURED
    if health.state is not State.CLOSED:
        return ProviderAvailability.UNAVAILABLE
    if health.failing or health.quota.wait > 0:
        return ProviderAvailability.DEGRADED
    return ProviderAvailability.AVAILABLE


def _budget(health: Health, now: datetime) -> ProviderBudget:
    quota = health.quota
    return ProviderBudget(
        limit=health.limit,
        window_seconds=int(SECONDS),
        remaining=quota.remaining,
        resumes_at=now + timedelta(seconds=quota.wait) if quota.wait > 0 else None,
    )


class Lookups:
    """What one GraphQL operation looks up.

    Equal keys are asked for once, and all keys of a tick in one batch.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._desks: dict[float | None, list[_OpenDesk]] = {}

    async def shipments(
        self,
        refs: Sequence[ShipmentRef],
        max_age: int | None = None,
        wanted: Wanted = None,
    ) -> list[ShipmentLookup]:
        """Look many references up.

        One entry a reference, in their order. Equal references are looked up once.

        Raises:
            BadUserInput: there is no reference, or `max_age` is negative.
            TooManyReferences: there are more than `max_batch_size`.
        """
        self.check_size(refs, "refs")
        tasks = [self.shipment(ref, max_age, wanted) for ref in refs]
        found = await asyncio.gather(*tasks)
        return [replace(lookup, index=index) for index, lookup in enumerate(found)]

    def check_size(self, asked: Sequence[object], name: str) -> None:
        """Refuse an empty list and one that is too long.

        Raises:
            BadUserInput: `asked` is empty.
            TooManyReferences: `asked` has more than `max_batch_size` entries.
        """
        most = self._tracker.settings.max_batch_size
        if not asked:
            raise BadUserInput(f"`{name}` is empty: give at least one entry.")
        if len(asked) > most:
            raise TooManyReferences(f"`{name}` has {len(asked)} entries; the most is {most}.")

    async def shipment(
        self, ref: ShipmentRef, max_age: int | None = None, wanted: Wanted = None
    ) -> ShipmentLookup:
        """Look one reference up.

        `max_age` is the oldest answer in seconds that is taken; of providers that are not `wanted`
        only what is needed to find the shipment is asked.

        Raises:
            BadUserInput: `max_age` is negative.
        """
        if max_age is not None and max_age < 0:
            raise BadUserInput("`maxAgeSeconds` must not be negative.")
        try:
            asked = check(ref)
        except InvalidInput as error:
            return ShipmentLookup(index=0, key=ShipmentKey(), errors=[TrackingError.of(error)])
        return await self._look_up(asked, max_age, wanted)

    async def _look_up(self, asked: Asked, max_age: int | None, wanted: Wanted) -> ShipmentLookup:
        desks = self._open(max_age)
        found: list[ShipmentSource | None] = [None] * len(desks)
        first = [wanted is None or desk.code in wanted for desk in desks]
        found = await _ask(desks, found, first, asked)
        if not any(source is not None and source.report is not None for source in found):
            # Who nobody selected decides now whether the shipment is known at all.
            found = await _ask(desks, found, [True] * len(desks), asked)
        known = _learn(asked, [source for source in found if source is not None])
        if known != asked:
            # What the first answers told may be what the others need: a label tells number and
            # carrier.
            found = await _ask(desks, found, first, known)
        sources = [source or desk.skipped() for desk, source in zip(desks, found, strict=True)]
        return _lookup(known.ref, known.likely, sources)

    def _open(self, max_age: int | None) -> "list[_OpenDesk]":
        if max_age not in self._desks:
            self._desks[max_age] = [
                _OpenDesk(desk, self._tracker, max_age) for desk in self._tracker.desks
            ]
        return self._desks[max_age]


async def _ask(
    desks: "Sequence[_OpenDesk]",
    found: Sequence[ShipmentSource | None],
    whom: Sequence[bool],
    asked: Asked,
) -> list[ShipmentSource | None]:
    """Ask those of `whom` that have not answered yet, all at once; return all answers."""
    answers = list(found)
    asking = [at for at, source in enumerate(found) if source is None and whom[at]]
    results = await asyncio.gather(*(desks[at].ask(asked) for at in asking))
    for at, result in zip(asking, results, strict=True):
        answers[at] = result
    return answers


class _OpenDesk:
    """One provider's desk, for one operation."""

    def __init__(self, desk: Desk, tracker: Tracker, max_age: float | None) -> None:
        self._desk = desk
        self._tracker = tracker
        self._reports = Loader(desk.reports, max_age)
        # The label of a number doesn't change with the parcel's state: its age doesn't matter.
        self._keys = Loader(desk.keys)

    @property
    def code(self) -> ProviderCode:
        """The provider."""
        return self._desk.provider.code

    def skipped(self) -> ShipmentSource:
        """Return the source of a provider that can't be reached by what is known."""
        return ShipmentSource(provider=self._desk.provider.code, outcome=SourceOutcome.SKIPPED)

    async def ask(self, asked: Asked) -> ShipmentSource | None:
        """Ask the provider; None where it can't be reached by what is known."""
        provider = self._desk.provider
        if provider.account is None:
            error = TrackingError.of(self._desk.not_configured())
            return replace(self.skipped(), error=error)
        try:
            async with asyncio.timeout(self._tracker.settings.request_timeout_seconds):
                return await self._ask(provider, asked)
        except TimeoutError:
            message = f"{provider.name} did not answer in time."
            return self._source(Loaded(error=Timeout(message, provider=provider.code.name)))

    async def _ask(self, provider: Provider, asked: Asked) -> ShipmentSource | None:
        key = provider.key(asked.ref)
        if key is not None:
            return self._source(await self._reports.load(key))
        search = provider.search(asked.ref)
        if search is not None:
            return await self._find(provider, search)
        source = None
        for carrier in asked.likely:
            key = provider.key(replace(asked.ref, carrier=carrier))
            if key is None:
                continue
            source = self._source(await self._reports.load(key))
            if source.report is not None and _tells(source.report):
                break
        return source

    async def _find(self, provider: Provider, search: str) -> ShipmentSource:
        found = await self._keys.load(search)
        key = provider.key(found.value) if found.value is not None else None
        if found.value is None or key is None:
            return self._source(Loaded(error=found.error))
        loaded = await self._reports.load(key)
        return self._source(loaded, carrier=found.value.carrier)

    def _source(self, loaded: Loaded[Fetched], carrier: str | None = None) -> ShipmentSource:
        report = loaded.value.report if loaded.value is not None else None
        if report is not None and report.carrier is None and carrier is not None:
            report = replace(report, carrier=carrier)
        fetched_at = loaded.fetched_at
        return ShipmentSource(
            provider=self._desk.provider.code,
            outcome=_outcome(loaded),
            tracking=report.tracking if report else None,
            error=TrackingError.of(loaded.error) if loaded.error else None,
            fetched_at=_datetime(fetched_at),
            age_seconds=None
            if fetched_at is None
            else max(0, int(self._tracker.clock() - fetched_at)),
            fresh_until=_datetime(loaded.fresh_until),
            from_cache=loaded.from_cache,
            report=report,
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


def _tells(report: Report) -> bool:
    """Say whether a report knows anything.

    Providers answer for numbers of another carrier too, with nothing in it.
    """
    silent = {StatusCode.UNKNOWN, StatusCode.NOT_YET_IN_SYSTEM}
    return bool(report.events) or report.tracking.status.code not in silent


def _learn(asked: Asked, sources: Sequence[ShipmentSource]) -> Asked:
    """Return what is known after the first answers."""
    reports = [source.report for source in sources if source.report is not None]
    ref, likely = asked.ref, asked.likely
    number = ref.tracking_number
    if number is None:
        numbers = (report.tracking_number for report in reports)
        # It goes into another provider's address: what a caller may not send, a provider may not
        # either.
        number = next((n for n in numbers if n and is_plausible_number(n)), None)
        likely = likely_carriers(number) if number else ()
    carrier = ref.carrier or next((r.carrier for r in reports if r.carrier), None)
    label_id = ref.label_id or next((r.label_id for r in reports if r.label_id), None)
    ref = Reference(tracking_number=number, carrier=carrier, label_id=label_id)
    return Asked(ref, () if carrier else likely)


def _lookup(
    ref: Reference, likely: Sequence[str], sources: Sequence[ShipmentSource]
) -> ShipmentLookup:
    carrier = ref.carrier or (likely[0] if likely else None)
    key = ShipmentKey(
        tracking_number=ref.tracking_number,
        carrier_code=carrier,
        label_id=strawberry.ID(ref.label_id) if ref.label_id else None,
    )
    errors = [source.error for source in sources if source.error is not None]
    if all(source.report is None for source in sources):
        return ShipmentLookup(index=0, key=key, errors=errors)
    shipment = merge(replace(ref, carrier=carrier), sources)
    failed = {SourceOutcome.FAILED, SourceOutcome.STALE}
    errors = [s.error for s in sources if s.error is not None and s.outcome in failed]
    return ShipmentLookup(index=0, key=key, shipment=shipment, errors=errors)
