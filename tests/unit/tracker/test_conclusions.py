"""What was concluded from the same answers is concluded at once, and nothing shows of it."""

import pytest
from strawberry import ID

from gateway.cache import open_store
from gateway.model import Reference, Shipment, ShipmentLookup, ShipmentRef, StatusCode
from gateway.settings import Settings
from gateway.telemetry import Record, Telemetry, recording
from gateway.tracker import Tracker
from gateway.tracker.conclusions import Conclusion, Conclusions, Trail
from tests.fakes import Clock, FakeProvider, by_label, by_number, shippo, shipstation

UPS = "1Z54F78A0339004129"
LABEL = ID("se-1")
BY_NUMBER = ShipmentRef(tracking_number=UPS, carrier="ups")
BY_LABEL = ShipmentRef(label_id=LABEL)
DAY = 86_400


class House:
    """A tracker whose two providers know one parcel, and what it keeps."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.shippo = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
        self.shipstation: FakeProvider = shipstation({LABEL: by_label(LABEL, UPS, "ups")})
        self.telemetry = Telemetry()
        self.tracker = Tracker(
            [self.shipstation, self.shippo],
            store=open_store("memory://", max_entries=100, clock=self.clock),
            settings=Settings(_env_file=None),
            clock=self.clock,
            telemetry=self.telemetry,
        )

    async def ask(self, *refs: ShipmentRef, max_age: int | None = None) -> list[ShipmentLookup]:
        return await self.tracker.lookups().shipments(refs, max_age)

    async def noted(self, ref: ShipmentRef) -> Record:
        with recording(Record()) as record:
            await self.ask(ref)
        return record

    @property
    def kept(self) -> Conclusions:
        return self.tracker._shared.conclusions


def _shipment(lookup: ShipmentLookup) -> Shipment:
    assert lookup.shipment is not None
    return lookup.shipment


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize("ref", [BY_NUMBER, BY_LABEL], ids=["number", "label"])
async def test_it_is_the_same_object(house: House, ref: ShipmentRef) -> None:
    await house.ask(ref)
    assert len(house.kept) == 0, "what was waited for is not"
    (concluded,) = await house.ask(ref)
    assert len(house.kept) == 1
    (again,) = await house.ask(ref)
    assert again is concluded
    assert all(source.from_cache for source in _shipment(again).all_sources if source.report)


async def test_each_place_in_a_list_has_its_own(house: House) -> None:
    unknown = ShipmentRef(tracking_number=UPS, carrier="nobody")
    await house.ask(BY_NUMBER)
    await house.ask(BY_NUMBER)
    found = await house.ask(unknown, BY_NUMBER, BY_NUMBER)
    assert [lookup.index for lookup in found] == [0, 1, 2]
    assert _shipment(found[1]) is _shipment(found[2])


async def test_an_answer_that_was_forced_replaces_it(house: House) -> None:
    for _ in range(3):
        await house.ask(BY_NUMBER)
    house.clock.advance(100)
    house.shippo.answers[f"ups/{UPS}"] = by_number(UPS, "ups", code=StatusCode.DELIVERED)
    await house.ask(BY_NUMBER, max_age=50)
    (lookup,) = await house.ask(BY_NUMBER)
    assert _shipment(lookup).status.code is StatusCode.DELIVERED


async def test_it_ends_with_the_first_answer_that_is_no_longer_fresh(house: House) -> None:
    for _ in range(3):
        await house.ask(BY_LABEL)
    asked = len(house.shippo.fetched)
    house.clock.advance(30 * DAY)
    (lookup,) = await house.ask(BY_LABEL)
    assert len(house.shippo.fetched) == asked + 1
    assert not any(source.from_cache for source in _shipment(lookup).all_sources)


async def test_who_selected_less_has_a_conclusion_of_its_own(house: House) -> None:
    wanted = frozenset({house.shippo.code})
    for _ in range(2):
        await house.ask(BY_NUMBER)
        await house.tracker.lookups().shipments([BY_NUMBER], wanted=wanted)
    assert len(house.kept) == 2


async def test_nobody_is_remembered_who_is_not_known(house: House) -> None:
    for _ in range(3):
        await house.ask(ShipmentRef(tracking_number="1Z999AA10123456784", carrier="ups"))
    assert len(house.kept) == 0


async def test_just_as_much_is_noted_of_it(house: House) -> None:
    await house.noted(BY_LABEL)
    concluded, retold = await house.noted(BY_LABEL), await house.noted(BY_LABEL)
    assert len(house.kept) == 1
    assert retold == concluded
    assert retold.lookups == {"hit": 2}
    assert retold.labels == [LABEL]


async def test_its_freshness_counts_for_the_operation(house: House) -> None:
    fresh = []
    for _ in range(3):
        lookups = house.tracker.lookups()
        await lookups.shipment(BY_LABEL)
        fresh.append(lookups.fresh_until)
    assert fresh[0] == fresh[1] == fresh[2] > house.clock()


async def test_the_ones_used_least_recently_go_first(house: House) -> None:
    (known,) = await house.ask(BY_NUMBER)
    conclusions = Conclusions(most=2)
    for name in ("first", "second"):
        conclusions.keep(name, Conclusion(Reference(), known, 0, ()), Trail())
    assert conclusions.find("first") is not None
    conclusions.keep("third", Conclusion(Reference(), known, 0, ()), Trail())
    assert conclusions.find("second") is None
    assert conclusions.find("first") is not None
    assert len(conclusions) == 2
