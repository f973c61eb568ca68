"""What is noted of a request for shipments, and counted."""

from prometheus_client.parser import text_string_to_metric_families
from strawberry import ID

from gateway.cache import open_store
from gateway.errors import Unavailable
from gateway.model import ShipmentRef
from gateway.settings import Settings
from gateway.telemetry import Record, Telemetry, recording
from gateway.tracker import Tracker
from tests.fakes import Clock, by_number, failure, shippo, shipstation

NUMBER = "9205590164917312751089"
REF = ShipmentRef(tracking_number=NUMBER, carrier="usps")


class Noting:
    """A tracker whose providers know one parcel, and what it notes."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.telemetry = Telemetry()
        self.shippo = shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps")})
        self._tracker = Tracker(
            [shipstation({}), self.shippo],
            store=open_store("memory://", max_entries=1_000, clock=self.clock),
            settings=Settings(_env_file=None),
            clock=self.clock,
            telemetry=self.telemetry,
        )

    async def ask(self, *refs: ShipmentRef) -> Record:
        """Return what is noted of one request."""
        with recording(Record()) as record:
            await self._tracker.lookups().shipments(refs)
        return record

    def lookups(self, provider: str) -> dict[str, float]:
        """Return what was counted of where a provider's answers came from, without zeros."""
        families = text_string_to_metric_families(self.telemetry.metrics.render().decode())
        return {
            sample.labels["result"]: sample.value
            for family in families
            for sample in family.samples
            if sample.name == "gateway_cache_lookups_total"
            and sample.labels["provider"] == provider
            and sample.value
        }


async def test_an_answer_is_a_miss_then_a_hit_then_stale() -> None:
    noting = Noting()
    first = await noting.ask(REF)
    again = await noting.ask(REF)
    noting.clock.advance(700)
    late = await noting.ask(REF)
    assert noting.lookups("SHIPPO") == {"miss": 1, "hit": 1, "stale": 1}
    # ShipStation is searched by number.
    assert (first.lookups, set(again.lookups)) == ({"miss": 2}, {"hit"})
    assert late.lookups["stale"] == 1


async def test_a_failure_that_is_remembered_is_no_miss() -> None:
    noting = Noting()
    noting.shippo.answers[f"usps/{NUMBER}"] = failure(Unavailable)
    await noting.ask(REF)
    record = await noting.ask(REF)
    assert noting.lookups("SHIPPO") == {"miss": 1, "failure": 1}
    assert record.providers["SHIPPO"].sources == {"FAILED": 1}


async def test_what_was_asked_for_is_noted() -> None:
    noting = Noting()
    refs = [REF, ShipmentRef(label_id=ID("se-1")), ShipmentRef(tracking_number="?")]
    record = await noting.ask(*refs)
    assert (record.numbers, record.labels) == ([NUMBER], ["se-1"])
    # What is no reference is none.
    assert record.refs == 2
    assert record.providers["SHIPPO"].sources == {"OK": 1, "SKIPPED": 1}
    assert record.providers["SHIPSTATION"].sources == {"NOT_FOUND": 2}


async def test_a_fault_is_named_in_the_record() -> None:
    noting = Noting()
    noting.shippo.answers[f"usps/{NUMBER}"] = ZeroDivisionError()
    record = await noting.ask(REF)
    assert len(record.incidents) == 1
    assert record.providers["SHIPPO"].sources == {"FAILED": 1}
