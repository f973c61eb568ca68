"""Compiled selections are several times as fast: a ratio, never seconds."""

import time
from pathlib import Path

import pytest

from gateway.model import GatewayMode, ShipmentRef
from gateway.providers.shippo import mapping
from gateway.schema import Context, Programs, Schema, create_schema
from tests.differential.parcels import Prepared
from tests.fakes import shippo, tracker

PARCELS = 50
AT_LEAST = 3.0
SAMPLE = Path(__file__).parents[1] / "samples" / "shippo" / "everything.json"
NUMBER = b"9205590164917312751089"
QUERY = (
    "query($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { trackingNumber "
    "status { code description } events { occurredAt description code status { code } "
    "location { city region postalCode countryCode } } "
    "sources { provider tracking { events { occurredAt description location { city } } } } } } }"
)


async def _there() -> tuple[Context, list[dict[str, str]]]:
    """Return a context in which fifty parcels are there already, and their references."""
    body = SAMPLE.read_bytes()
    numbers = [f"92055901649173127{number:05}" for number in range(PARCELS)]
    answers = {
        f"usps/{number}": mapping.to_report(body.replace(NUMBER, number.encode()))
        for number in numbers
    }
    asked = tracker(shippo(answers))
    refs = [ShipmentRef(carrier="usps", tracking_number=number) for number in numbers]
    found = await asked.lookups().shipments(refs)
    known = {str(ref): lookup for ref, lookup in zip(refs, found, strict=True)}
    context = Context(asked, Prepared(asked, known), GatewayMode.SANDBOX, "0")
    return context, [{"carrier": "usps", "trackingNumber": number} for number in numbers]


async def _seconds(schema: Schema, context: Context, refs: list[dict[str, str]]) -> float:
    """Return the processor time of one operation."""
    started = time.process_time()
    result = await schema.execute(QUERY, {"refs": refs}, context_value=context)
    took = time.process_time() - started
    assert not result.errors
    return took


@pytest.mark.speed
async def test_fifty_parcels_that_are_there_take_a_third_of_the_time_or_less() -> None:
    context, refs = await _there()
    compiled, plain = create_schema(Programs()), create_schema()
    # The least of several: what else goes on can only add to it.
    times = [
        (await _seconds(compiled, context, refs), await _seconds(plain, context, refs))
        for _ in range(10)
    ]
    ratio = min(slow for _, slow in times) / min(fast for fast, _ in times)
    print(f"\n{ratio:.1f} times as fast")
    assert ratio >= AT_LEAST
