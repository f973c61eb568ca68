"""What an operation needed is gone when it is done, and not when the garbage collector comes."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from gateway.model import GatewayMode
from gateway.schema import Context, Programs, create_schema
from gateway.tracker import Tracker
from tests.fakes import by_number, shippo, tracker

NUMBER = "9205590164917312751089"
QUERY = f"""{{
    shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ id sources {{ provider }} }}
}}"""


@pytest.fixture
def collector_at_rest() -> Iterator[None]:
    """A garbage collector that does nothing."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _context(asked: Tracker) -> Context:
    return Context(asked, asked.lookups(), GatewayMode.SANDBOX, "0")


@pytest.mark.usefixtures("collector_at_rest")
async def test_an_operation_is_no_circle() -> None:
    schema = create_schema(Programs())
    asked = tracker(shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps")}))
    # The first one has to load it, the second one finds it in memory.
    for _ in range(2):
        context = _context(asked)
        answer = await schema.execute(QUERY, context_value=context)
        assert answer.errors is None
        assert answer.data is not None
        lookups = ref(context.lookups)
        del context
        assert lookups() is None
