"""What is remembered, for how long, and whom a wait or a failure concerns."""

import asyncio

import pytest

from gateway.errors import Timeout, Unavailable
from gateway.model import Reference, ShipmentLookup, ShipmentRef, ShipmentSource, StatusCode
from gateway.tracker import Tracker
from tests.fakes import (
    Clock,
    FakeProvider,
    by_label,
    by_number,
    failure,
    shippo,
    shipstation,
    tracker,
    turns,
)

UPS = "1Z54F78A0339004129"
KEY = f"ups/{UPS}"
REF = ShipmentRef(tracking_number=UPS, carrier="ups")
LIFETIMES = {
    "lifetime_moving_seconds": 600,
    "lifetime_terminal_seconds": 86_400,
    "lifetime_not_found_seconds": 60,
    "revalidate_seconds": 100,
    "stale_seconds": 10_000,
    "cooldown_seconds": 30,
}


async def _ask(
    house: Tracker, ref: ShipmentRef = REF, max_age: int | None = None
) -> ShipmentLookup:
    return await house.lookups().shipment(ref, max_age)


def _source(lookup: ShipmentLookup) -> ShipmentSource:
    assert lookup.shipment is not None
    return lookup.shipment.all_sources[-1]


def _house(provider: FakeProvider, clock: Clock) -> Tracker:
    return tracker(shipstation({}, account=None), provider, clock=clock, **LIFETIMES)


async def test_a_fresh_answer_is_not_asked_for_again() -> None:
    clock, provider = Clock(), shippo({KEY: by_number(UPS, "ups")})
    house = _house(provider, clock)
    assert not _source(await _ask(house)).from_cache
    clock.advance(500)
    source = _source(await _ask(house))
    assert (source.from_cache, source.age_seconds, source.outcome.name) == (True, 500, "OK")
    assert provider.fetched == [KEY]


async def test_a_delivered_parcel_is_fresh_for_longer() -> None:
    clock = Clock()
    provider = shippo({KEY: by_number(UPS, "ups", code=StatusCode.DELIVERED)})
    house = _house(provider, clock)
    await _ask(house)
    clock.advance(70_000)
    await _ask(house)
    assert provider.fetched == [KEY]


async def test_an_old_answer_is_replaced() -> None:
    clock, provider = Clock(), shippo({KEY: by_number(UPS, "ups")})
    house = _house(provider, clock)
    await _ask(house)
    clock.advance(800)
    assert not _source(await _ask(house)).from_cache
    assert provider.fetched == [KEY, KEY]


async def test_an_old_answer_stands_in_for_a_provider_that_fails() -> None:
    clock, provider = Clock(), shippo({KEY: by_number(UPS, "ups")})
    house = _house(provider, clock)
    await _ask(house)
    clock.advance(800)
    provider.answers[KEY] = failure(Unavailable)
    lookup = await _ask(house)
    source = _source(lookup)
    assert (source.outcome.name, source.age_seconds, source.from_cache) == ("STALE", 800, True)
    assert [error.code.name for error in lookup.errors] == ["UNAVAILABLE"]
    assert lookup.shipment is not None
    assert lookup.shipment.is_partial


async def test_a_very_old_answer_stands_in_for_nobody() -> None:
    clock, provider = Clock(), shippo({KEY: by_number(UPS, "ups")})
    house = _house(provider, clock)
    await _ask(house)
    clock.advance(20_000)
    provider.answers[KEY] = failure(Unavailable)
    lookup = await _ask(house)
    assert lookup.shipment is None


@pytest.mark.parametrize(("age", "asked"), [(100, False), (99, True), (0, True)])
async def test_a_caller_may_want_it_fresher(age: int, asked: bool) -> None:
    clock, provider = Clock(), shippo({KEY: by_number(UPS, "ups")})
    house = _house(provider, clock)
    await _ask(house)
    clock.advance(100)
    source = _source(await _ask(house, max_age=age))
    assert source.from_cache is not asked
    assert len(provider.fetched) == 1 + asked


async def test_a_fresher_answer_that_fails_leaves_the_one_at_hand() -> None:
    clock, provider = Clock(), shippo({KEY: by_number(UPS, "ups")})
    house = _house(provider, clock)
    await _ask(house)
    clock.advance(100)
    provider.answers[KEY] = failure(Timeout)
    assert _source(await _ask(house, max_age=0)).outcome.name == "STALE"


async def test_that_a_shipment_is_unknown_is_remembered_for_a_while() -> None:
    clock, provider = Clock(), shippo({})
    house = _house(provider, clock)
    for _ in range(3):
        lookup = await _ask(house)
        assert {error.code.name for error in lookup.errors} == {"NOT_CONFIGURED", "NOT_FOUND"}
    assert provider.fetched == [KEY]
    provider.answers[KEY] = by_number(UPS, "ups")
    clock.advance(61)
    assert (await _ask(house)).shipment is not None


async def test_a_label_that_was_not_found_is_looked_for_again_on_demand() -> None:
    clock, first = Clock(), shipstation({"se-1": by_label("se-1", UPS, "ups")})
    house = tracker(first, clock=clock, **LIFETIMES)
    assert (await _ask(house)).shipment is None
    first.labels[UPS] = Reference(tracking_number=UPS, carrier="ups", label_id="se-1")
    clock.advance(45)
    assert (await _ask(house)).shipment is None
    assert (await _ask(house, max_age=10)).shipment is not None


async def test_a_label_that_was_found_is_not_looked_for_again() -> None:
    clock = Clock()
    label = Reference(tracking_number=UPS, carrier="ups", label_id="se-1")
    first = shipstation({"se-1": by_label("se-1", UPS, "ups")}, labels={UPS: label})
    house = tracker(first, clock=clock, **LIFETIMES)
    await _ask(house)
    clock.advance(5_000)
    await _ask(house, max_age=0)
    assert (first.searched, first.fetched) == ([UPS], ["se-1", "se-1"])


async def test_concurrent_operations_share_one_fetch() -> None:
    provider = shippo({KEY: by_number(UPS, "ups")})
    provider.held = {KEY: asyncio.Event()}
    house = _house(provider, Clock())
    waiting = [asyncio.create_task(_ask(house)) for _ in range(5)]
    await turns()
    assert provider.fetched == [KEY]
    provider.held[KEY].set()
    assert all(lookup.shipment is not None for lookup in await asyncio.gather(*waiting))


@pytest.mark.parametrize("turns_taken", [0, 1, 2, 3, 5, 20])
async def test_a_caller_who_goes_away_leaves_the_answer_to_the_others(turns_taken: int) -> None:
    provider = shippo({KEY: by_number(UPS, "ups")})
    provider.held = {KEY: asyncio.Event()}
    house = _house(provider, Clock())
    one_operation = house.lookups()
    waiting = [asyncio.create_task(one_operation.shipment(REF)) for _ in range(3)]
    waiting.append(asyncio.create_task(_ask(house)))
    await turns(turns_taken)
    waiting[0].cancel()
    await turns()
    provider.held[KEY].set()
    for each in waiting[1:]:
        assert (await each).shipment is not None
    assert provider.fetched == [KEY]
    assert waiting[0].cancelled()


async def test_equal_references_of_a_batch_are_one_fetch() -> None:
    provider = shippo({KEY: by_number(UPS, "ups")})
    lookups = await _house(provider, Clock()).lookups().shipments([REF] * 5)
    assert provider.fetched == [KEY]
    assert [lookup.index for lookup in lookups] == [0, 1, 2, 3, 4]
    assert len({lookup.shipment.id for lookup in lookups if lookup.shipment}) == 1


async def test_results_and_failures_come_in_the_order_of_the_references() -> None:
    numbers = [f"1Z54F78A03390041{at:02}" for at in range(8)]
    provider = shippo(
        {
            f"ups/{number}": failure(Unavailable) if at % 3 == 2 else by_number(number, "ups")
            for at, number in enumerate(numbers)
            if at % 3
        }
    )
    refs = [ShipmentRef(tracking_number=number, carrier="ups") for number in numbers]
    lookups = await _house(provider, Clock()).lookups().shipments(refs)
    assert [lookup.key.tracking_number for lookup in lookups] == numbers
    found = [lookup.shipment.tracking_number if lookup.shipment else None for lookup in lookups]
    assert found == [number if at % 3 == 1 else None for at, number in enumerate(numbers)]
    codes = [{error.code.name for error in lookup.errors} for lookup in lookups]
    assert [("UNAVAILABLE" in each, "NOT_FOUND" in each) for each in codes] == [
        (at % 3 == 2, at % 3 == 0) for at in range(8)
    ]


async def test_a_slow_key_holds_up_nobody_who_waits_for_another() -> None:
    other = "1Z932R800390810600"
    provider = shippo({KEY: by_number(UPS, "ups"), f"ups/{other}": by_number(other, "ups")})
    provider.held = {KEY: asyncio.Event()}
    house = _house(provider, Clock())
    one_operation = house.lookups()
    slow = asyncio.create_task(one_operation.shipment(REF))
    quick = asyncio.create_task(
        one_operation.shipment(ShipmentRef(tracking_number=other, carrier="ups"))
    )
    await turns(50)
    assert (quick.done(), slow.done()) == (True, False)
    provider.held[KEY].set()
    assert (await slow).shipment is not None


async def test_what_is_open_is_closed() -> None:
    first, second = shipstation({}), shippo({})
    house = tracker(first, second)
    await house.open()
    assert (first.is_open, second.is_open) == (True, True)
    await house.aclose()
    assert (first.is_open, second.is_open) == (False, False)
