"""Long work is done in slices, by one request at a time."""

import asyncio
from contextlib import aclosing

from gateway.model import Shipment, ShipmentRef
from gateway.tracker.turns import FEW, SLICE, Long, Turns
from tests.fakes import Clock, by_number, shippo, tracker

NUMBERS = [f"92055901649173127510{i:02}" for i in range(3)]


async def test_others_go_between_two_slices() -> None:
    clock = Clock()
    order: list[str] = []

    async def long() -> None:
        async with Turns(clock).turn() as turn:
            for name in "abcd":
                order.append(name)
                clock.advance(0.6 * SLICE)
                await turn.pause()

    async def short() -> None:
        order.append("short")

    await asyncio.gather(long(), short())
    assert order == ["a", "b", "short", "c", "d"]


async def test_one_has_its_turn_after_the_other() -> None:
    clock, order = Clock(), list[str]()
    turns = Turns(clock)

    async def work(name: str) -> None:
        async with turns.turn() as turn:
            for _ in range(3):
                order.append(name)
                clock.advance(2 * SLICE)
                await turn.pause()

    await asyncio.gather(*(work(name) for name in "abc"))
    assert "".join(order) == "aaabbbccc"


async def test_who_gave_up_waiting_keeps_nobody_waiting() -> None:
    turns = Turns(Clock())

    async def work() -> bool:
        async with turns.turn():
            return True

    async with turns.turn():
        given_up = asyncio.create_task(work())
        next_one = asyncio.create_task(work())
        await asyncio.sleep(0)
        given_up.cancel()
    assert await next_one


async def test_others_go_between_the_parts_of_a_long_list() -> None:
    clock, order = Clock(), list[object]()
    entries = Long("abcde", Turns(clock))

    async def long() -> None:
        async for part in entries.parts(2):
            order.append("".join(part))
            clock.advance(0.6 * SLICE)

    async def short() -> None:
        order.append(1)
        await asyncio.sleep(0)
        order.append(2)

    await asyncio.gather(long(), short())
    # Others get as far as an answer that is known.
    assert order == ["ab", "cd", 1, 2, "e"]


async def test_a_long_list_is_given_entry_by_entry_to_who_is_slow() -> None:
    entries = Long("abc", Turns(Clock()))
    assert [entry async for entry in entries] == list(entries) == ["a", "b", "c"]


async def test_who_leaves_a_long_list_in_the_middle_ends_the_turn() -> None:
    turns = Turns(Clock())
    async with aclosing(Long("abc", turns).parts(1)) as parts:
        assert await anext(parts) == ["a"]
    async with asyncio.timeout(1), turns.turn():
        pass


async def test_a_few_entries_are_no_long_list() -> None:
    asked = tracker(shippo({}), clock=Clock()).lookups()
    assert type(asked.in_turns([1] * FEW)) is list
    assert isinstance(asked.in_turns([1] * (FEW + 1)), Long)


async def test_nothing_is_merged_where_only_the_sources_are_wanted() -> None:
    said = {f"usps/{number}": by_number(number, "usps") for number in NUMBERS}
    provider = shippo(said)
    asked = tracker(provider, clock=Clock())
    refs = [ShipmentRef(tracking_number=number, carrier="usps") for number in NUMBERS]

    async def shipments(wanted: frozenset[object] | None) -> list[Shipment]:
        lookups = await asked.lookups().shipments(refs, None, wanted)  # type: ignore[arg-type]  # as code
        return [lookup.shipment for lookup in lookups if lookup.shipment is not None]

    parts = await shipments(frozenset({provider.code}))
    whole = await shipments(None)
    assert [one.all_sources[-1].report for one in parts] == list(said.values())
    assert [one.status.title for one in parts] != [one.status.title for one in whole]
    assert [one.status.title for one in whole] == ["IN_TRANSIT"] * 3
