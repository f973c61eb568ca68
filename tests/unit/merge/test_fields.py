"""Field by field: the best answer, and what contradicts it."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.merge.conflicts import conflicts
from gateway.model import (
    DeliveryEstimate,
    EstimatePrecision,
    FieldConflict,
    ServiceLevel,
    Shipment,
    SourceOutcome,
)
from gateway.places import location
from tests.unit.merge.parcels import (
    DENVER,
    FETCHED,
    OAKLAND,
    OAKLAND_SPOKEN,
    A,
    B,
    day,
    moment,
    report,
    scan,
    shipment,
    silent,
    source,
    utc,
)

TEN, ELEVEN = "2026-03-01T10:00", "2026-03-01T11:00"

# Field of a report, two values, and where a shipment shows it.
FIELDS: list[tuple[str, Any, Any, str]] = [
    ("tracking_url", "https://a.example/1", "https://b.example/1", "tracking_url"),
    ("shipped_at", utc(TEN), utc(ELEVEN), "shipped_at"),
    ("estimate", day("2026-03-04"), day("2026-03-05", B), "delivery_estimate"),
    ("original_estimate", day("2026-03-04"), day("2026-03-05", B), "original_delivery_estimate"),
    ("delivered_at", utc(TEN), utc(ELEVEN), "delivered_at"),
    ("signed_by", "EXAMPLE", "NEIGHBOUR", "signed_by"),
    ("origin", OAKLAND, DENVER, "origin"),
    ("destination", OAKLAND, DENVER, "destination"),
    ("service_level", ServiceLevel(name="Ground"), ServiceLevel(name="Air"), "service_level"),
    ("metadata", "Order 1", "Order 2", "metadata"),
    ("transaction_id", "t1", "t2", "transaction_id"),
]
IDS = [field[0] for field in FIELDS]


def conflict(found: Shipment, name: str) -> FieldConflict | None:
    return next((each for each in found.conflicts if each.field == name), None)


def claims(found: Shipment, name: str) -> list[tuple[str, str, bool]]:
    each = conflict(found, name)
    return [(c.provider.name, c.value, c.chosen) for c in each.claims] if each else []


@pytest.mark.parametrize(("field", "ours", "theirs", "shown"), FIELDS, ids=IDS)
def test_a_value_beats_none(field: str, ours: Any, theirs: Any, shown: str) -> None:
    found = shipment(report(A), report(B, **{field: theirs}))
    assert getattr(found, shown) == theirs


@pytest.mark.parametrize(("field", "ours", "theirs", "shown"), FIELDS, ids=IDS)
def test_a_fresh_value_beats_a_stale_one(field: str, ours: Any, theirs: Any, shown: str) -> None:
    stale = source(report(A, **{field: ours}), SourceOutcome.STALE)
    fresh = source(report(B, **{field: theirs}))
    assert getattr(shipment(stale, fresh), shown) == theirs


@pytest.mark.parametrize(("field", "ours", "theirs", "shown"), FIELDS, ids=IDS)
def test_otherwise_the_order_of_the_providers_decides(
    field: str, ours: Any, theirs: Any, shown: str
) -> None:
    told = report(A, **{field: ours}), report(B, **{field: theirs})
    assert getattr(shipment(*told), shown) == ours
    assert shipment(*told) == shipment(*reversed(told))


def test_messages_of_all_providers_are_kept_once() -> None:
    told = report(A, messages=("one", "two")), report(B, messages=("two", "three"))
    assert shipment(*told).messages == ["one", "two", "three"]


def test_providers_that_agree_are_in_no_conflict() -> None:
    same: dict[str, Any] = {field: ours for field, ours, _, _ in FIELDS}
    assert shipment(report(A, **same), report(B, **same)).conflicts == []


def test_one_provider_is_in_no_conflict() -> None:
    same: dict[str, Any] = {field: ours for field, ours, _, _ in FIELDS}
    told = report(A, scan(A, TEN, "Delivered", says="DELIVERED"), **same)
    assert shipment(told, silent(B, SourceOutcome.NOT_FOUND)).conflicts == []


@pytest.mark.parametrize(
    ("name", "field", "ours", "theirs", "written"),
    [
        ("carrier", "carrier", "ups", "usps", ("ups", "usps")),
        ("shippedAt", "shipped_at", utc(TEN), utc(ELEVEN), (f"{TEN}:00Z", f"{ELEVEN}:00Z")),
        (
            "deliveryEstimate",
            "estimate",
            day("2026-03-04"),
            moment("2026-03-06T02:00", B),
            ("2026-03-04", "2026-03-06T02:00:00Z"),
        ),
        (
            "originalDeliveryEstimate",
            "original_estimate",
            day("2026-03-04"),
            day("2026-03-05", B),
            ("2026-03-04", "2026-03-05"),
        ),
        ("deliveredAt", "delivered_at", utc(TEN), utc(ELEVEN), (f"{TEN}:00Z", f"{ELEVEN}:00Z")),
        ("signedBy", "signed_by", "EXAMPLE", "NEIGHBOUR", ("EXAMPLE", "NEIGHBOUR")),
        ("origin", "origin", OAKLAND, DENVER, ("Oakland, CA 94615", "Denver, CO 80216")),
        ("destination", "destination", OAKLAND, DENVER, ("Oakland, CA 94615", "Denver, CO 80216")),
    ],
)
def test_a_contradiction_names_both_claims_and_the_chosen_one(
    name: str, field: str, ours: Any, theirs: Any, written: tuple[str, str]
) -> None:
    told = report(A, **{field: ours}), report(B, **{field: theirs})
    expected = [("SHIPSTATION", written[0], True), ("SHIPPO", written[1], False)]
    assert claims(shipment(*told), name) == expected
    stale = shipment(source(told[0], SourceOutcome.STALE), told[1])
    # A carrier is part of the id: it doesn't follow freshness.
    is_fixed = name == "carrier"
    assert [chosen for _, _, chosen in claims(stale, name)] == [is_fixed, not is_fixed]


def test_a_status_conflict_names_the_status_that_is_shown() -> None:
    found = shipment(report(A, says="IN_TRANSIT"), report(B, says="DELIVERED"))
    assert claims(found, "status") == [
        ("SHIPSTATION", "IN_TRANSIT", False),
        ("SHIPPO", "DELIVERED", True),
    ]


def test_a_status_from_the_history_is_what_the_provider_claims() -> None:
    delivered = scan(B, TEN, "Delivered", says="DELIVERED")
    late = report(B, delivered, scan(B, ELEVEN), says="IN_TRANSIT")
    assert conflict(shipment(report(A, says="DELIVERED"), late), "status") is None
    assert claims(shipment(report(A, says="IN_TRANSIT"), late), "status") == [
        ("SHIPSTATION", "IN_TRANSIT", False),
        ("SHIPPO", "DELIVERED", True),
    ]


@pytest.mark.parametrize("minutes", [(1, 0, 2), (0, 1, 2), (0, 2, 1)])
def test_any_two_of_three_reports_can_be_in_conflict(minutes: tuple[int, ...]) -> None:
    at = [utc(TEN) + timedelta(minutes=each) for each in minutes]
    told = [report(A, shipped_at=each) for each in at]
    shown = dict.fromkeys(("trackingNumber", "carrier", "status"), "") | {"shippedAt": at[0]}
    (found,) = conflicts(told, shown)
    assert [each.chosen for each in found.claims] == [True, False, False]


def test_another_number_than_the_others_is_a_conflict() -> None:
    told = report(A, tracking_number="N1234"), report(B, tracking_number="N5678")
    found = shipment(*told, tracking_number="N5678")
    assert claims(found, "trackingNumber") == [
        ("SHIPSTATION", "N1234", False),
        ("SHIPPO", "N5678", True),
    ]


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("shipped_at", utc(TEN), utc(TEN) + timedelta(minutes=1)),
        ("delivered_at", utc(TEN), utc(TEN) - timedelta(seconds=59)),
        ("signed_by", "EXAMPLE", "Example"),
        ("origin", OAKLAND, OAKLAND_SPOKEN),
        ("destination", OAKLAND, location(country="US")),
        # The instant is still 4 March at the place of delivery.
        ("estimate", day("2026-03-04"), moment("2026-03-05T03:00", B)),
        ("original_estimate", moment("2026-03-04T10:00"), moment("2026-03-04T10:01", B)),
    ],
)
def test_what_differs_within_the_tolerance_is_no_conflict(
    field: str, ours: Any, theirs: Any
) -> None:
    assert shipment(report(A, **{field: ours}), report(B, **{field: theirs})).conflicts == []


def test_conflicts_come_in_the_order_of_the_fields() -> None:
    ours: dict[str, Any] = {field: one for field, one, _, _ in FIELDS}
    theirs: dict[str, Any] = {field: other for field, _, other, _ in FIELDS}
    found = shipment(report(A, **ours), report(B, says="DELIVERED", **theirs))
    assert [each.field for each in found.conflicts] == [
        "status",
        "shippedAt",
        "deliveryEstimate",
        "originalDeliveryEstimate",
        "deliveredAt",
        "signedBy",
        "origin",
        "destination",
    ]


@pytest.mark.parametrize("estimate", [day("2026-03-04"), moment("2026-03-04T10:00")])
def test_an_estimate_of_a_day_is_never_shown_as_an_instant(estimate: DeliveryEstimate) -> None:
    found = shipment(report(A, estimate=estimate, original_estimate=estimate))
    is_day = estimate.precision is EstimatePrecision.DATE
    assert found.delivery_estimate == found.original_delivery_estimate == estimate
    assert found.estimated_delivery == (None if is_day else estimate.at)
    assert found.original_estimated_delivery == (None if is_day else estimate.at)


def test_a_delivery_without_a_date_was_at_its_newest_event() -> None:
    told = report(A, scan(A, TEN, "DELIVERED"), scan(A, ELEVEN, "Arrived"), says="DELIVERED")
    assert shipment(told).delivered_at == utc(TEN)
    told = report(A, scan(A, TEN, "DELIVERED"), says="DELIVERED", at=ELEVEN)
    assert shipment(told).delivered_at == utc(ELEVEN)
    coded = scan(A, TEN, "Left at the door", says="DELIVERED")
    assert shipment(report(A, coded, says="DELIVERED")).delivered_at == utc(TEN)


def test_no_delivery_is_read_out_of_the_words_of_an_undelivered_parcel() -> None:
    assert shipment(report(A, scan(A, TEN, "Delivered"), says="IN_TRANSIT")).delivered_at is None
    told = report(A, scan(A, TEN, "Delivered to Access Point"), says="DELIVERED")
    assert shipment(told).delivered_at is None
    told = report(A, scan(A, TEN, "Delivered", says="OUT_FOR_DELIVERY"), says="DELIVERED")
    assert shipment(told).delivered_at is None


def test_a_returned_parcel_keeps_the_time_of_its_delivery() -> None:
    told = report(B, says="RETURNED", delivered_at=utc(TEN))
    assert shipment(told).delivered_at == utc(TEN)


def test_the_number_that_was_asked_for_is_shown() -> None:
    assert shipment(report(A, tracking_number="N5678"), tracking_number="N1234") == shipment(
        report(A, tracking_number="N5678"), tracking_number="N1234", carrier="ups"
    )
    found = shipment(report(A, tracking_number="N5678"), label_id="se-1")
    assert found.tracking_number == "N5678"


@pytest.mark.parametrize("outcome", [SourceOutcome.FAILED, SourceOutcome.STALE])
def test_an_answer_without_a_provider_that_failed_is_partial(outcome: SourceOutcome) -> None:
    theirs = silent(B, outcome) if outcome is SourceOutcome.FAILED else source(report(B), outcome)
    assert shipment(report(A), theirs).is_partial


@pytest.mark.parametrize("outcome", [SourceOutcome.NOT_FOUND, SourceOutcome.SKIPPED])
def test_an_answer_without_a_provider_that_knows_nothing_is_whole(outcome: SourceOutcome) -> None:
    found = shipment(report(A), silent(B, outcome))
    assert not found.is_partial
    assert found.fetched_at == FETCHED


def test_sources_come_in_the_order_of_the_providers() -> None:
    found = shipment(silent(B, SourceOutcome.FAILED), report(A))
    assert [each.provider for each in found.all_sources] == [A, B]
