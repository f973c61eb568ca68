"""Ask the providers about references and merge what they say."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import strawberry

from gateway.cache import Store
from gateway.carriers import is_plausible_number, provider_codes, same_number
from gateway.errors import BadUserInput, InvalidInput, InvalidReference, TooManyReferences
from gateway.model import (
    ProviderAvailability,
    ProviderBudget,
    ProviderCode,
    ProviderInfo,
    Reference,
    Shipment,
    ShipmentKey,
    ShipmentLookup,
    ShipmentRef,
    ShipmentSource,
    SourceOutcome,
    TrackingError,
)
from gateway.providers.base import Provider
from gateway.settings import Settings
from gateway.telemetry import Telemetry, current_record, fault
from gateway.tracker.asking import Asking, OpenDesk
from gateway.tracker.merged import Merged
from gateway.tracker.references import Asked, check, likely_carriers, valid_part
from gateway.tracker.sources import Desk
from gateway.tracker.turns import Turns
from gateway.upstream import SECONDS, Health, State

Wanted = frozenset[ProviderCode] | None
"""The providers whose own data was selected; None for all."""

Found = dict[ProviderCode, ShipmentSource]
"""What came of asking, by provider; who could not be reached by what was known is not there."""

Part = Generator[Sequence[Asking], None, Found]
Whole = Generator[Sequence[Asking], None, ShipmentLookup]
"""Steps that name what has to be waited for, where memory does not answer it.

A whole one names nothing when all answers are there, before it makes something of them.
"""

log = logging.getLogger(__name__)


class Tracker:
    """All providers, in the order in which they are preferred, and what they said."""

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        store: Store,
        settings: Settings,
        clock: Callable[[], float],
        telemetry: Telemetry | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.merged = Merged()
        self.turns = Turns(time.perf_counter)
        telemetry = telemetry or Telemetry()
        desk = partial(Desk, store=store, settings=settings, clock=clock)
        self.desks = tuple(
            desk(provider, notes=telemetry.of(provider.code.name)) for provider in providers
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

    Equal keys are asked for once, and all keys of a tick in one batch. `fresh_until`, in epoch
    seconds, is when the first of the answers stops being fresh, and 0 where anything failed.
    `was_forced` says whether a caller would not take whatever is remembered.
    """

    def __init__(self, tracker: Tracker) -> None:
        self.fresh_until = math.inf
        self.was_forced = False
        self._tracker = tracker
        self._desks: dict[float | None, list[OpenDesk]] = {}

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
        looking = [self._look(ref, max_age, wanted, index=index) for index, ref in enumerate(refs)]
        await asyncio.gather(*(one.finish() for one in looking if one.waits_for))
        found = []
        async with self._tracker.turns.turn() as turn:
            for one in looking:
                found.append(one.conclude())
                await turn.pause()
        return found

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
            raise TooManyReferences(most)

    async def shipment(
        self, ref: ShipmentRef, max_age: int | None = None, wanted: Wanted = None
    ) -> ShipmentLookup:
        """Look one reference up. Whatever goes wrong with it is in its `errors`.

        `max_age` is the oldest answer in seconds that is taken; of providers that are not `wanted`
        only what is needed to find the shipment is asked.

        Raises:
            BadUserInput: `max_age` is negative.
        """
        looking = self._look(ref, max_age, wanted)
        await looking.finish()
        return looking.conclude()

    def _look(
        self, ref: ShipmentRef, max_age: int | None, wanted: Wanted, *, index: int = 0
    ) -> "_Looking":
        if max_age is not None and max_age < 0:
            raise BadUserInput("`maxAgeSeconds` must not be negative.")
        self.was_forced |= max_age is not None
        return _Looking(self._whole(ref, max_age, wanted, index))

    def _whole(self, ref: ShipmentRef, max_age: int | None, wanted: Wanted, index: int) -> Whole:
        try:
            return (yield from self._look_up(check(ref), max_age, wanted, index))
        except InvalidInput as error:
            errors = [TrackingError.of(error)]
        except Exception:
            # A fault in what one reference needs must not cost the others of its batch.
            errors = [TrackingError.of(fault(log))]
        self.fresh_until = 0.0
        return ShipmentLookup(index=index, key=_key(valid_part(ref)), errors=errors)

    def _look_up(self, asked: Asked, max_age: int | None, wanted: Wanted, index: int) -> Whole:
        current_record().asked_for(asked.ref.tracking_number, asked.ref.label_id)
        desks = self._open(max_age)
        first = [desk for desk in desks if wanted is None or desk.code in wanted]
        found = yield from _ask(first, {}, asked)
        if not any(source.report is not None for source in found.values()):
            # Who nobody selected decides now whether the shipment is known at all.
            found |= yield from _ask(desks, found, asked)
        known = _learn(asked, [found[desk.code] for desk in desks if desk.code in found])
        if known != asked:
            # What the first answers told may be what the others need: a label tells number and
            # carrier.
            found |= yield from _ask_again(first, found, asked, known)
        sources = [found.get(desk.code) or desk.skipped() for desk in desks]
        for desk, source in zip(desks, sources, strict=True):
            desk.notes.came_of(source.outcome.name)
        self.fresh_until = min(self.fresh_until, *map(_fresh_until, sources))
        yield ()
        merged = partial(self._tracker.merged, whole=wanted is None)
        return _lookup(index, known, sources, merged)

    def _open(self, max_age: int | None) -> list[OpenDesk]:
        tracker = self._tracker
        if max_age not in self._desks:
            self._desks[max_age] = [
                OpenDesk(
                    desk,
                    max_age=max_age,
                    # The fetch itself ends first, so that a stale answer can stand in.
                    patience=tracker.settings.request_timeout_seconds + 0.25,
                    clock=tracker.clock,
                )
                for desk in tracker.desks
            ]
        return self._desks[max_age]


class _Looking:
    """One reference, looked up as far as memory gets; `waits_for` is what is missing then."""

    _lookup: ShipmentLookup | None = None

    def __init__(self, steps: Whole) -> None:
        self.waits_for: Sequence[Asking] = ()
        self._steps = steps
        self._go_on(None)

    async def finish(self) -> None:
        """Wait for the rest."""
        while self.waits_for:
            failed = None
            try:
                await _finish(self.waits_for)
            except Exception as error:
                failed = error
            self._go_on(failed)

    def conclude(self) -> ShipmentLookup:
        """Return what came of it, once nothing is waited for: this is the work."""
        while self._lookup is None:
            self._go_on(None)
        return self._lookup

    def _go_on(self, failed: Exception | None) -> None:
        steps = self._steps
        try:
            self.waits_for = next(steps) if failed is None else steps.throw(failed)
        except StopIteration as stop:
            self.waits_for, self._lookup = (), stop.value


async def _finish(asking: Sequence[Asking]) -> None:
    if len(asking) == 1:
        await asking[0].finish()
    else:
        await asyncio.gather(*(one.finish() for one in asking))


def _ask(desks: Sequence[OpenDesk], found: Found, asked: Asked) -> Part:
    """Ask those that have not answered yet, all at once; return their answers."""
    asking = {desk.code: desk.ask(asked) for desk in desks if desk.code not in found}
    return (yield from _answers(asking))


def _ask_again(desks: Sequence[OpenDesk], found: Found, asked: Asked, known: Asked) -> Part:
    """Ask with what the first answers told; return what that changes."""
    asking = {desk.code: desk.ask_again(found.get(desk.code), asked, known) for desk in desks}
    return (yield from _answers({code: one for code, one in asking.items() if one is not None}))


def _answers(asking: Mapping[ProviderCode, Asking]) -> Part:
    waits_for = [one for one in asking.values() if one.need is not None]
    if waits_for:
        yield waits_for
    return {code: one.answer for code, one in asking.items() if one.answer is not None}


def _learn(asked: Asked, sources: Sequence[ShipmentSource]) -> Asked:
    """Return what is known after the first answers.

    Raises:
        InvalidReference: they show that the reference names two different shipments.
    """
    reports = [source.report for source in sources if source.report is not None]
    ref, likely = asked.ref, asked.likely
    for source in sources:
        _check_label(ref, source)
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


def _check_label(ref: Reference, source: ShipmentSource) -> None:
    """Hold number and carrier of a reference to what the label in it says of itself.

    Raises:
        InvalidReference: they belong to different shipments.
    """
    report = source.report
    if report is None or ref.label_id is None or report.label_id != ref.label_id:
        return
    if not same_number(ref.tracking_number, report.tracking_number):
        raise InvalidReference("The label and the tracking number name different shipments.")
    if ref.carrier is None or report.carrier in {None, ref.carrier}:
        return
    # One code of a provider may stand for several carriers.
    if report.tracking.carrier_code not in provider_codes(ref.carrier, source.provider):
        raise InvalidReference("The label belongs to another carrier.")


def _fresh_until(source: ShipmentSource) -> float:
    if source.outcome is SourceOutcome.SKIPPED:
        return math.inf
    if source.outcome in {SourceOutcome.OK, SourceOutcome.NOT_FOUND} and source.fresh_until:
        return source.fresh_until.timestamp()
    return 0.0


def _lookup(
    index: int,
    known: Asked,
    sources: Sequence[ShipmentSource],
    merged: Callable[[Reference, Sequence[ShipmentSource]], Shipment],
) -> ShipmentLookup:
    carrier = known.ref.carrier or (known.likely[0] if known.likely else None)
    ref = replace(known.ref, carrier=carrier)
    if all(source.report is None for source in sources):
        errors = [source.error for source in sources if source.error is not None]
        return ShipmentLookup(index=index, key=_key(ref), errors=errors)
    shipment = merged(ref, sources)
    failed = {SourceOutcome.FAILED, SourceOutcome.STALE}
    errors = [s.error for s in sources if s.error is not None and s.outcome in failed]
    return ShipmentLookup(index=index, key=_key(ref), shipment=shipment, errors=errors)


def _key(ref: Reference) -> ShipmentKey:
    return ShipmentKey(
        tracking_number=ref.tracking_number,
        carrier_code=ref.carrier,
        label_id=strawberry.ID(ref.label_id) if ref.label_id else None,
    )
