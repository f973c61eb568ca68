"""Equal answers are merged once, and what changes with time is told all the same."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway.model import (
    GatewayMode,
    Reference,
    Shipment,
    ShipmentRef,
    ShipmentSource,
    SourceOutcome,
)
from gateway.schema import Context, create_schema
from gateway.tracker import Tracker
from gateway.tracker.merged import MAX_SHIPMENTS, Merged
from tests.fakes import Clock, by_number, shippo, tracker

NUMBER = "9205590164917312751089"
SAID = by_number(NUMBER, "usps")
SOURCE = ShipmentSource(
    provider=SAID.tracking.provider,
    outcome=SourceOutcome.OK,
    tracking=SAID.tracking,
    report=SAID,
    fetched_at=datetime(2024, 10, 25, tzinfo=UTC),
)


async def _ask(asked: Tracker, max_age: int | None = None) -> Shipment:
    ref = ShipmentRef(tracking_number=NUMBER, carrier="usps")
    lookup = await asked.lookups().shipment(ref, max_age)
    assert lookup.shipment is not None
    return lookup.shipment


def _asked(clock: Clock) -> Tracker:
    return tracker(shippo({f"usps/{NUMBER}": SAID}), clock=clock)


async def test_an_answer_that_is_still_fresh_is_not_merged_again() -> None:
    clock = Clock()
    asked = _asked(clock)
    await _ask(asked)
    first = await _ask(asked)
    clock.advance(5)
    assert await _ask(asked) is first


async def test_the_age_of_an_answer_goes_on() -> None:
    clock = Clock()
    asked = _asked(clock)
    query = f'{{ shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ sources {{'
    ages = []
    for _ in range(3):
        context = Context(asked, asked.lookups(), GatewayMode.SANDBOX, "0")
        answer = await create_schema().execute(
            f"{query} ageSeconds }} }} }}", context_value=context
        )
        ages.append(answer.data)
        clock.advance(2.5)
    assert ages == [{"shipment": {"sources": [{"ageSeconds": age}]}} for age in (0, 2, 5)]


async def test_whether_an_answer_was_remembered_is_told_of_each() -> None:
    asked = _asked(Clock())
    assert [(await _ask(asked)).all_sources[0].from_cache for _ in range(3)] == [False, True, True]


async def test_a_new_answer_is_merged_even_if_it_says_the_same() -> None:
    clock = Clock()
    asked = _asked(clock)
    first = await _ask(asked)
    clock.advance(60)
    second = await _ask(asked, max_age=0)
    assert second.fetched_at > first.fetched_at


def test_another_reference_is_another_shipment() -> None:
    merged = Merged()
    ref = Reference(tracking_number=NUMBER, carrier="usps")
    assert merged(ref, [SOURCE]).label_id is None
    assert merged(replace(ref, label_id="se-1"), [SOURCE]).label_id == "se-1"


def test_another_carrier_in_the_same_answer_is_another_shipment() -> None:
    merged = Merged()
    ref = Reference(tracking_number=NUMBER)
    other = replace(SOURCE, report=replace(SAID, carrier="ups"))
    carriers = [merged(ref, [source]).carrier for source in (SOURCE, other)]
    assert [carrier.code for carrier in carriers if carrier] == ["usps", "ups"]


def test_only_so_many_shipments_are_kept() -> None:
    merged = Merged()
    refs = [Reference(label_id=f"se-{number}") for number in range(MAX_SHIPMENTS + 1)]
    kept = {ref.label_id: merged(ref, [SOURCE]) for ref in refs}
    assert merged(refs[-1], [SOURCE]) is kept[refs[-1].label_id]
    assert merged(refs[0], [SOURCE]) is not kept[refs[0].label_id]


def test_new_answers_that_are_not_merged_drive_out_none_that_are() -> None:
    merged = Merged()
    whole = Reference(label_id="se-whole")
    kept = merged(whole, [SOURCE])
    for number in range(MAX_SHIPMENTS):
        merged(Reference(label_id=f"se-{number}"), [SOURCE], whole=False)
    assert merged(whole, [SOURCE]) is kept


def test_remembered_answers_that_are_not_merged_are_one_shipment() -> None:
    merged = Merged()
    ref = Reference(label_id="se-1")
    remembered = replace(SOURCE, from_cache=True)
    assert merged(ref, [remembered], whole=False) is merged(ref, [remembered], whole=False)
