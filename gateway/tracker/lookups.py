"""What one GraphQL operation looks up."""

import logging
import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import strawberry

from gateway.errors import BadUserInput, InvalidInput, TooManyReferences
from gateway.model import (
    ProviderCode,
    Reference,
    Shipment,
    ShipmentKey,
    ShipmentLookup,
    ShipmentRef,
    ShipmentSource,
    SourceOutcome,
    TrackingError,
)
from gateway.telemetry import current_record, fault
from gateway.tracker.asking import OpenDesk
from gateway.tracker.conclusions import Conclusion, Conclusions, Trail
from gateway.tracker.learning import learn
from gateway.tracker.merged import Merged
from gateway.tracker.references import Asked, check, valid_part
from gateway.tracker.sources import Desk
from gateway.tracker.steps import Looking, Whole, ask, ask_again, finish
from gateway.tracker.turns import FEW, Long, Turns

T = TypeVar("T")

Wanted = frozenset[ProviderCode] | None
"""The providers whose own data was selected; None for all."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all operations share: the desks, what is known, and the turns at the processor.

    A provider is waited for `patience` seconds; a request has at most `max_batch_size` references.
    `clock` returns epoch seconds.
    """

    desks: Sequence[Desk]
    merged: Merged
    conclusions: Conclusions
    turns: Turns
    patience: float
    max_batch_size: int
    clock: Callable[[], float]


class Lookups:
    """What one GraphQL operation looks up.

    Equal keys are asked for once, and all keys of a tick in one batch. `fresh_until`, in epoch
    seconds, is when the first of the answers stops being fresh, and 0 where anything failed.
    `was_forced` says whether a caller would not take whatever is remembered.
    """

    def __init__(self, shared: Shared) -> None:
        self.fresh_until = math.inf
        self.was_forced = False
        self._shared = shared
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
        turns = self._shared.turns
        turn = turns.alone()
        looking = [self._look(ref, max_age, wanted, index=index) for index, ref in enumerate(refs)]
        await finish(looking)
        await turn.pause()
        found = []
        async with turns.turn() as turn:
            for one in looking:
                found.append(one.conclude())
                await turn.pause()
        return found

    def in_turns(self, found: Sequence[T]) -> Sequence[T]:
        """Return a list so that what is done with its entries is done in slices."""
        return found if len(found) <= FEW else Long(found, self._shared.turns)

    def check_size(self, asked: Sequence[object], name: str) -> None:
        """Refuse an empty list and one that is too long.

        Raises:
            BadUserInput: `asked` is empty.
            TooManyReferences: `asked` has more than `max_batch_size` entries.
        """
        most = self._shared.max_batch_size
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
        await finish([looking])
        return looking.conclude()

    def _look(
        self, ref: ShipmentRef, max_age: int | None, wanted: Wanted, *, index: int = 0
    ) -> Looking:
        if max_age is not None and max_age < 0:
            raise BadUserInput("`maxAgeSeconds` must not be negative.")
        self.was_forced |= max_age is not None
        return Looking(self._whole(ref, max_age, wanted, index))

    def _whole(self, ref: ShipmentRef, max_age: int | None, wanted: Wanted, index: int) -> Whole:
        try:
            if max_age is None and (kept := self._shared.conclusions.find(_name(ref, wanted))):
                self.fresh_until = min(self.fresh_until, kept.fresh_until)
                return kept.retold(index)
            return (yield from self._look_up(ref, max_age, wanted, index))
        except InvalidInput as error:
            errors = [TrackingError.of(error)]
        except Exception:
            # A fault in what one reference needs must not cost the others of its batch.
            errors = [TrackingError.of(fault(log))]
        self.fresh_until = 0.0
        return ShipmentLookup(index=index, key=_key(valid_part(ref)), errors=errors)

    def _look_up(self, ref: ShipmentRef, max_age: int | None, wanted: Wanted, index: int) -> Whole:
        asked, trail = check(ref), Trail()
        current_record().asked_for(asked.ref.tracking_number, asked.ref.label_id)
        desks = self._open(max_age)
        first = [desk for desk in desks if wanted is None or desk.code in wanted]
        found = yield from ask(first, {}, asked, trail)
        if not any(source.report is not None for source in found.values()):
            # Who nobody selected decides now whether the shipment is known at all.
            found |= yield from ask(desks, found, asked, trail)
        known = learn(asked, [found[desk.code] for desk in desks if desk.code in found])
        if known != asked:
            # What the first answers told may be what the others need: a label tells number and
            # carrier.
            found |= yield from ask_again(first, found, asked, known, trail)
        sources = [found.get(desk.code) or desk.skipped for desk in desks]
        outcomes = [(d.notes, s.outcome.name) for d, s in zip(desks, sources, strict=True)]
        for notes, outcome in outcomes:
            notes.came_of(outcome)
        fresh_until = min(map(_fresh_until, sources), default=math.inf)
        self.fresh_until = min(self.fresh_until, fresh_until)
        yield ()
        merged = partial(self._shared.merged, whole=wanted is None)
        lookup = _lookup(index, known, sources, merged)
        if max_age is None:
            conclusion = Conclusion(asked.ref, lookup, fresh_until, outcomes)
            self._shared.conclusions.keep(_name(ref, wanted), conclusion, trail)
        return lookup

    def _open(self, max_age: int | None) -> list[OpenDesk]:
        shared = self._shared
        if max_age not in self._desks:
            self._desks[max_age] = [
                OpenDesk(desk, max_age=max_age, patience=shared.patience, clock=shared.clock)
                for desk in shared.desks
            ]
        return self._desks[max_age]


def _name(ref: ShipmentRef, wanted: Wanted) -> Hashable:
    return (ref.id, ref.tracking_number, ref.carrier, ref.label_id, wanted)


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
    ref = known.ref if carrier == known.ref.carrier else replace(known.ref, carrier=carrier)
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
