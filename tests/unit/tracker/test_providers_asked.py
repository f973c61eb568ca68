"""Which providers are asked for which reference, in which order, with what was learnt."""

import asyncio

from gateway.errors import Timeout, Unavailable
from gateway.model import Reference, ShipmentLookup, ShipmentRef, StatusCode
from tests.fakes import (
    FakeProvider,
    by_label,
    by_number,
    failure,
    names,
    shippo,
    shipstation,
    tracker,
    turns,
)

UPS = "1Z54F78A0339004129"
# Has the format of FedEx and of Purolator.
TWELVE_DIGITS = "177209747910"


async def _look_up(*providers: FakeProvider, **ref: str) -> ShipmentLookup:
    return await tracker(*providers).lookups().shipment(ShipmentRef(**ref), None)  # type: ignore[arg-type]  # members by name


def _outcomes(lookup: ShipmentLookup) -> dict[str, str]:
    assert lookup.shipment is not None
    return names(lookup.shipment.all_sources)


async def test_a_label_alone_asks_shipstation_first_and_shippo_with_what_it_told() -> None:
    first = shipstation({"se-1": by_label("se-1", UPS, "ups")})
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    lookup = await _look_up(first, second, label_id="se-1")
    assert (first.fetched, second.fetched) == (["se-1"], [f"ups/{UPS}"])
    assert _outcomes(lookup) == {"SHIPSTATION": "OK", "SHIPPO": "OK"}
    assert (lookup.key.tracking_number, lookup.key.carrier_code) == (UPS, "ups")


async def test_an_unknown_label_leaves_shippo_unasked() -> None:
    second = shippo({})
    lookup = await _look_up(shipstation({}), second, label_id="se-1")
    assert second.fetched == []
    assert lookup.shipment is None
    assert [error.code.name for error in lookup.errors] == ["NOT_FOUND"]


async def test_a_label_whose_provider_fails_leaves_shippo_skipped() -> None:
    first = shipstation({"se-1": failure(Unavailable)})
    lookup = await _look_up(first, shippo({}), label_id="se-1")
    assert lookup.shipment is None
    assert [error.code.name for error in lookup.errors] == ["UNAVAILABLE"]


async def test_a_label_without_a_number_leaves_shippo_skipped() -> None:
    first = shipstation({"se-1": by_label("se-1", None, None)})
    lookup = await _look_up(first, shippo({}), label_id="se-1")
    assert _outcomes(lookup) == {"SHIPSTATION": "OK", "SHIPPO": "SKIPPED"}


async def test_a_number_that_a_provider_told_is_checked_like_one_of_a_caller() -> None:
    first = shipstation({"se-1": by_label("se-1", "../../V2/LABELS", "ups")})
    second = shippo({})
    lookup = await _look_up(first, second, label_id="se-1")
    assert second.fetched == []
    assert _outcomes(lookup)["SHIPPO"] == "SKIPPED"


async def test_label_and_number_ask_both_at_once() -> None:
    first = shipstation({"se-1": by_label("se-1", UPS, "ups")})
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    first.held = {"se-1": asyncio.Event()}
    second.held = {f"ups/{UPS}": asyncio.Event()}
    waiting = asyncio.create_task(
        _look_up(first, second, label_id="se-1", tracking_number=UPS, carrier="ups")
    )
    await turns()
    assert (first.fetched, second.fetched) == (["se-1"], [f"ups/{UPS}"])
    first.held["se-1"].set()
    second.held[f"ups/{UPS}"].set()
    assert _outcomes(await waiting) == {"SHIPSTATION": "OK", "SHIPPO": "OK"}


async def test_a_number_asks_both_at_once_and_shipstation_by_a_search() -> None:
    label = Reference(tracking_number=UPS, carrier="ups", label_id="se-1")
    first = shipstation({"se-1": by_label("se-1", UPS, "ups")}, labels={UPS: label})
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    first.held = {"se-1": asyncio.Event()}
    waiting = asyncio.create_task(_look_up(first, second, tracking_number=UPS))
    await turns()
    assert (first.searched, first.fetched, second.fetched) == ([UPS], ["se-1"], [f"ups/{UPS}"])
    first.held["se-1"].set()
    lookup = await waiting
    assert _outcomes(lookup) == {"SHIPSTATION": "OK", "SHIPPO": "OK"}
    assert lookup.key.label_id == "se-1"


async def test_a_label_that_was_found_but_is_another_parcels_is_a_bad_response() -> None:
    label = Reference(tracking_number=UPS, carrier="ups", label_id="se-1")
    first = shipstation({"se-1": by_label("se-1", TWELVE_DIGITS, "ups")}, labels={UPS: label})
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    lookup = await _look_up(first, second, tracking_number=UPS, carrier="ups")
    assert _outcomes(lookup) == {"SHIPSTATION": "FAILED", "SHIPPO": "OK"}
    assert [error.code.name for error in lookup.errors] == ["BAD_RESPONSE"]


async def test_likely_carriers_are_tried_in_their_order_until_one_knows_the_number() -> None:
    candidates = await _tried(shippo({}))
    assert len(candidates) > 1
    second = shippo({candidates[1]: by_number(TWELVE_DIGITS, candidates[1].partition("/")[0])})
    lookup = await _look_up(shipstation({}), second, tracking_number=TWELVE_DIGITS)
    assert second.fetched == candidates[:2]
    assert lookup.shipment is not None


async def test_a_carrier_that_says_nothing_does_not_end_the_search() -> None:
    one, two, *_ = await _tried(shippo({}))
    silent = by_number(TWELVE_DIGITS, one.partition("/")[0], code=StatusCode.UNKNOWN)
    second = shippo({one: silent, two: by_number(TWELVE_DIGITS, two.partition("/")[0])})
    lookup = await _look_up(shipstation({}), second, tracking_number=TWELVE_DIGITS)
    assert lookup.shipment is not None
    assert lookup.shipment.status.code is StatusCode.IN_TRANSIT


async def test_a_carrier_that_could_not_be_asked_is_not_taken_for_unknown() -> None:
    one, *_ = await _tried(shippo({}))
    second = shippo({one: failure(Timeout)})
    lookup = await _look_up(shipstation({}), second, tracking_number=TWELVE_DIGITS)
    assert [error.code.name for error in lookup.errors] == ["NOT_FOUND", "TIMEOUT"]


async def test_the_carrier_that_one_provider_knows_goes_before_what_the_number_looks_like() -> None:
    label = Reference(tracking_number=TWELVE_DIGITS, carrier="ontrac", label_id="se-1")
    first = shipstation(
        {"se-1": by_label("se-1", TWELVE_DIGITS, "ontrac")}, labels={TWELVE_DIGITS: label}
    )
    second = shippo({f"ontrac/{TWELVE_DIGITS}": by_number(TWELVE_DIGITS, "ontrac")})
    lookup = await _look_up(first, second, tracking_number=TWELVE_DIGITS)
    assert second.fetched[-1] == f"ontrac/{TWELVE_DIGITS}"
    assert _outcomes(lookup) == {"SHIPSTATION": "OK", "SHIPPO": "OK"}


async def test_a_failing_provider_neither_loses_nor_delays_the_other() -> None:
    first = shipstation({"se-1": failure(Unavailable)})
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    lookup = await _look_up(first, second, label_id="se-1", tracking_number=UPS, carrier="ups")
    assert _outcomes(lookup) == {"SHIPSTATION": "FAILED", "SHIPPO": "OK"}
    assert lookup.shipment is not None
    assert lookup.shipment.is_partial
    assert [error.code.name for error in lookup.errors] == ["UNAVAILABLE"]


async def test_a_provider_that_breaks_in_an_unforeseen_way_is_an_internal_failure_of_its_own() -> (
    None
):
    first = shipstation({"se-1": ZeroDivisionError("secret")})
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    lookup = await _look_up(first, second, label_id="se-1", tracking_number=UPS, carrier="ups")
    assert _outcomes(lookup) == {"SHIPSTATION": "FAILED", "SHIPPO": "OK"}
    assert [error.code.name for error in lookup.errors] == ["INTERNAL"]
    assert "secret" not in lookup.errors[0].message


async def test_a_provider_without_credentials_is_skipped_and_says_why() -> None:
    first = shipstation({}, account=None)
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    lookup = await _look_up(first, second, tracking_number=UPS)
    assert first.searched == []
    assert _outcomes(lookup) == {"SHIPSTATION": "SKIPPED", "SHIPPO": "OK"}
    assert lookup.shipment is not None
    error = lookup.shipment.all_sources[0].error
    assert error is not None
    assert error.code.name == "NOT_CONFIGURED"
    assert not lookup.shipment.is_partial
    assert lookup.errors == []


async def test_a_label_whose_provider_has_no_credentials_could_not_be_asked_for() -> None:
    lookup = await _look_up(shipstation({}, account=None), shippo({}), label_id="se-1")
    assert [error.code.name for error in lookup.errors] == ["NOT_CONFIGURED"]


async def test_every_provider_has_its_source_in_the_order_of_the_providers() -> None:
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    lookup = await _look_up(shipstation({}), second, tracking_number=UPS)
    assert lookup.shipment is not None
    assert [source.provider.name for source in lookup.shipment.all_sources] == [
        "SHIPSTATION",
        "SHIPPO",
    ]


async def test_a_request_does_not_wait_longer_than_its_time_out() -> None:
    first = shipstation({"se-1": by_label("se-1", UPS, "ups")})
    first.held = {"se-1": asyncio.Event()}
    second = shippo({f"ups/{UPS}": by_number(UPS, "ups")})
    patient = tracker(
        first,
        second,
        connect_timeout_seconds=0.01,
        try_timeout_seconds=0.02,
        request_timeout_seconds=0.02,
    )
    ref = ShipmentRef(label_id="se-1", tracking_number=UPS, carrier="ups")  # type: ignore[arg-type]  # an ID is a string
    lookup = await patient.lookups().shipment(ref, None)
    await patient.aclose()
    assert _outcomes(lookup) == {"SHIPSTATION": "FAILED", "SHIPPO": "OK"}
    assert [error.code.name for error in lookup.errors] == ["TIMEOUT"]


async def _tried(second: FakeProvider) -> list[str]:
    """Return the keys that a number alone makes the second provider try, in their order."""
    await _look_up(shipstation({}), second, tracking_number=TWELVE_DIGITS)
    return second.fetched
