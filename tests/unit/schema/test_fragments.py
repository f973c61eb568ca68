"""What is written of a shipment is written once, and forgotten with it."""

import gc
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.model import GatewayMode, Shipment, ShipmentRef
from gateway.model.scalars import write_instant
from gateway.schema import Context, Fragments, Programs, Schema, create_schema
from gateway.schema.fragments import OVERHEAD, Program
from gateway.tracker import Tracker
from tests.fakes import Clock, by_number, shippo, tracker

NUMBER = "9205590164917312751089"
REFS = {"refs": [{"trackingNumber": NUMBER, "carrier": "usps"}]}
LASTING = "query($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }"
VOLATILE = LASTING.replace("id }", "id sources { ageSeconds } }")


def _tracker(clock: Clock) -> Tracker:
    return tracker(shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps")}), clock=clock)


@cache
def _schema() -> Schema:
    return create_schema(Programs(Fragments()))


def _asking(asked: Tracker, query: str) -> Callable[[], Awaitable[Any]]:
    schema = _schema()

    async def ask() -> Any:
        context = Context(asked, asked.lookups(), GatewayMode.SANDBOX, "0")
        result = await schema.execute(query, REFS, context_value=context)
        assert not result.errors
        data: Any = result.data
        return data["shipments"][0]["shipment"]

    return ask


async def _shipment(times: int = 2) -> Shipment:
    """Return a shipment as it is when it was asked for so often."""
    asked = _tracker(Clock())
    ref = ShipmentRef(tracking_number=NUMBER, carrier="usps")
    for _ in range(times):
        lookup = await asked.lookups().shipment(ref)
    assert lookup.shipment is not None
    return lookup.shipment


async def test_what_was_written_of_a_shipment_is_given_again() -> None:
    ask = _asking(_tracker(Clock()), LASTING)
    await ask()
    # The first answer came from the provider, and this one from the cache: it differs in that.
    second = await ask()
    assert isinstance(second, msgspec.Raw)
    assert await ask() is second


async def test_a_value_that_changes_by_itself_is_written_each_time() -> None:
    clock = Clock()
    ask = _asking(_tracker(clock), VOLATILE)
    ages = []
    for _ in range(2):
        shipment = msgspec.json.decode(await ask())
        ages.append(shipment["sources"][-1]["ageSeconds"])
        clock.advance(7)
    assert ages == [0, 7]


async def test_different_programs_write_different_things() -> None:
    shipment, fragments = await _shipment(), Fragments()
    assert fragments.write(lambda one: one.id, shipment) == _json(shipment.id)
    assert fragments.write(lambda one: one.status.title, shipment) == _json(shipment.status.title)


def _json(value: str) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


async def test_what_was_just_fetched_is_not_kept() -> None:
    fragments = Fragments()
    fragments.write(str, await _shipment(times=1))
    assert len(fragments) == 0


async def test_a_shipment_that_is_gone_leaves_nothing_behind() -> None:
    shipment, fragments = await _shipment(), Fragments()
    fragments.write(str, replace(shipment, label_id=None))
    gc.collect()
    assert (len(fragments), fragments.bytes) == (0, 0)


async def test_the_fragments_that_were_used_last_are_kept() -> None:
    shipment = await _shipment()
    programs: list[Program] = [lambda _: "a" * 100, lambda _: "b" * 100, lambda _: "c" * 100]
    fragments = Fragments(max_bytes=2 * (OVERHEAD + 102))
    first = fragments.write(programs[0], shipment)
    fragments.write(programs[1], shipment)
    assert fragments.write(programs[0], shipment) is first
    fragments.write(programs[2], shipment)
    assert len(fragments) == 2
    assert fragments.write(programs[0], shipment) is first


INSTANTS = "{ shipment { trackingNumber shippedAt deliveredAt } }"
ZONES = st.timezones() | st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))


@given(
    st.datetimes(timezones=st.just(UTC) | ZONES),
    st.just(0) | st.integers(0, 999).map(lambda ms: ms * 1_000) | st.integers(0, 999_999),
)
async def test_instants_are_the_same_in_bytes_as_in_text(instant: datetime, part: int) -> None:
    instant = instant.replace(microsecond=part)
    assume(_is_within_years(instant))
    facts = {"shipped_at": instant, "delivered_at": None}
    asked = tracker(shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps", **facts)}))
    query = f"query($refs: [ShipmentRef!]!) {{ shipments(refs: $refs) {INSTANTS} }}"
    raw = await _asking(asked, query)()
    told = msgspec.json.decode(raw)
    assert isinstance(raw, msgspec.Raw)
    assert told == {
        "trackingNumber": NUMBER,
        "shippedAt": write_instant(instant),
        "deliveredAt": None,
    }


def _is_within_years(instant: datetime) -> bool:
    try:
        instant.astimezone(UTC)
    except OverflowError:
        return False
    return True
