"""What is not in memory is waited for: how long, and what becomes of it when somebody leaves."""

import asyncio

import pytest

from gateway.loaders import Loader
from gateway.model import ProviderCode, Reference, ShipmentRef, ShipmentSource, SourceOutcome
from gateway.tracker.asking import Asking, Need, Steps
from gateway.tracker.steps import Looking, Whole, finish
from tests.fakes import by_label, by_number, shippo, shipstation, tracker, turns

UPS = "1Z54F78A0339004129"
OTHER = "1Z999AA10123456784"
KEY = f"ups/{UPS}"
SKIPPED = ShipmentSource(provider=ProviderCode.SHIPPO, outcome=SourceOutcome.SKIPPED)
LATE = ShipmentSource(provider=ProviderCode.SHIPPO, outcome=SourceOutcome.FAILED)


class Slow:
    """A provider that answers only once it is told to, and what asks it."""

    def __init__(self) -> None:
        self.provider = shippo({KEY: by_number(UPS, "ups")})
        self.provider.held[KEY] = asyncio.Event()
        self.tracker = tracker(self.provider)
        (self.desk,) = self.tracker.desks

    def asking(self, steps: Steps, *, patience: float = 3_600) -> Asking:
        return Asking(steps, patience, lambda: LATE, [])

    def fetch(self) -> Need:
        return Need(Loader(self.desk.reports), KEY)


async def _found(asking: Asking) -> ShipmentSource | None:
    def whole() -> Whole:
        yield [asking]
        return None  # type: ignore[return-value]  # nobody concludes it

    await finish([Looking(whole())])
    return asking.answer


async def test_who_takes_too_long_is_late_and_not_asked_any_further() -> None:
    slow = Slow()

    def steps() -> Steps:
        yield slow.fetch()
        raise AssertionError("nobody should come here")

    assert await _found(slow.asking(steps(), patience=0)) is LATE


async def test_who_is_closed_meanwhile_is_late_too() -> None:
    slow = Slow()

    def steps() -> Steps:
        yield slow.fetch()
        return SKIPPED

    waiting = asyncio.ensure_future(_found(slow.asking(steps())))
    await turns()
    await slow.tracker.aclose()
    assert await waiting is LATE


async def test_a_fault_in_a_later_step_is_told_to_who_asked() -> None:
    slow = Slow()

    def steps() -> Steps:
        yield slow.fetch()
        raise ZeroDivisionError

    slow.provider.held[KEY].set()
    told = []

    def whole() -> Whole:
        with pytest.raises(ZeroDivisionError):
            yield [slow.asking(steps())]
        told.append("told")
        return None  # type: ignore[return-value]  # nobody concludes it

    await finish([Looking(whole())])
    assert told == ["told"]


async def test_a_fault_of_one_provider_leaves_the_others_of_its_reference() -> None:
    slow = Slow()

    def steps() -> Steps:
        yield slow.fetch()
        return SKIPPED

    def fails() -> Steps:
        yield Need(Loader(slow.desk.keys), "any")
        raise ZeroDivisionError

    left = slow.asking(steps())

    def whole() -> Whole:
        with pytest.raises(ZeroDivisionError):
            yield [left, slow.asking(fails())]
        return None  # type: ignore[return-value]  # nobody concludes it

    await finish([Looking(whole())])
    slow.provider.held[KEY].set()
    await turns()
    assert left.answer is None


async def test_a_caller_who_leaves_ends_what_only_it_waited_for() -> None:
    slow = Slow()
    ref = ShipmentRef(carrier="ups", tracking_number=UPS)
    waiting = asyncio.ensure_future(slow.tracker.lookups().shipments([ref]))
    await turns()
    waiting.cancel()
    await turns()
    assert waiting.cancelled()
    slow.provider.held[KEY].set()
    lookup = await slow.tracker.lookups().shipment(ref)
    # The first call came to nothing.
    assert (slow.provider.fetched, lookup.shipment is not None) == ([KEY, KEY], True)


async def test_a_slow_parcel_holds_up_none_of_its_batch() -> None:
    first = shipstation(
        {"se-1": by_label("se-1", UPS, "ups"), "se-2": by_label("se-2", OTHER, "ups")},
        labels={
            UPS: Reference(label_id="se-1"),
            OTHER: Reference(label_id="se-2"),
        },
    )
    first.held["se-1"] = asyncio.Event()
    refs = [ShipmentRef(carrier="ups", tracking_number=number) for number in (UPS, OTHER)]
    lookups = tracker(first).lookups()
    slow = asyncio.ensure_future(lookups.shipments(refs))
    await turns()
    # The second step of the other one is done, in the same batch.
    assert first.fetched == ["se-1", "se-2"]
    assert (await lookups.shipment(refs[1])).shipment is not None
    first.held["se-1"].set()
    assert [found.shipment is not None for found in await slow] == [True, True]


@pytest.mark.parametrize("soon", range(8))
async def test_who_leaves_at_any_moment_takes_nothing_from_who_has_just_come(soon: int) -> None:
    slow = Slow()
    ref = ShipmentRef(carrier="ups", tracking_number=UPS)
    one = asyncio.ensure_future(slow.tracker.lookups().shipment(ref))
    await turns()
    other = asyncio.ensure_future(slow.tracker.lookups().shipment(ref))
    await turns(soon)
    one.cancel()
    await turns()
    slow.provider.held[KEY].set()
    assert (await other).shipment is not None


@pytest.mark.parametrize("soon", range(8))
async def test_who_leaves_at_any_moment_leaves_no_call_that_nobody_waits_for(soon: int) -> None:
    slow = Slow()
    ref = ShipmentRef(carrier="ups", tracking_number=UPS)
    one = asyncio.ensure_future(slow.tracker.lookups().shipment(ref))
    await turns(soon)
    one.cancel()
    await turns()
    assert asyncio.all_tasks() == {asyncio.current_task()}
