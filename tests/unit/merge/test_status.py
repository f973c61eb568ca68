"""Which of several statuses is shown."""

from itertools import permutations

import pytest

from gateway.merge.status import RANK, choose, contradict
from gateway.model import SourceOutcome, Status, StatusCode
from tests.unit.merge.parcels import A, B, report, scan, shipment, silent, source, status

DAY_1, DAY_2 = "2026-03-01T10:00", "2026-03-02T10:00"


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("UNKNOWN", "NOT_YET_IN_SYSTEM"),
        ("NOT_YET_IN_SYSTEM", "PRE_TRANSIT"),
        ("PRE_TRANSIT", "ACCEPTED"),
        ("CANCELLED", "IN_TRANSIT"),
        ("ACCEPTED", "IN_TRANSIT"),
        ("IN_TRANSIT", "OUT_FOR_DELIVERY"),
        ("OUT_FOR_DELIVERY", "DELIVERED"),
        ("AVAILABLE_FOR_PICKUP", "DELIVERED"),
        ("EXCEPTION", "DELIVERED"),
        ("FAILED", "DELIVERED"),
        ("DELIVERED", "RETURNED"),
    ],
)
def test_the_most_advanced_report_is_shown(less: str, more: str) -> None:
    for one, other in ((less, more), (more, less)):
        assert shipment(report(A, says=one), report(B, says=other)).status.code.name == more


def test_every_status_has_its_rank() -> None:
    assert set(RANK) == set(StatusCode)


def test_a_stale_delivery_is_not_taken_back_by_a_fresh_report() -> None:
    stale = source(report(A, says="DELIVERED", at=DAY_1), SourceOutcome.STALE)
    found = shipment(stale, report(B, says="IN_TRANSIT", at=DAY_2))
    assert found.status.code is StatusCode.DELIVERED
    assert found.is_partial


def test_among_equals_the_fresh_report_and_then_the_first_provider_is_shown() -> None:
    ours, theirs = report(A, says="DELIVERED"), report(B, says="DELIVERED")
    assert shipment(ours, theirs).status.provider is A
    assert shipment(source(ours, SourceOutcome.STALE), theirs).status.provider is B


def test_delivered_stays_delivered_when_a_late_scan_follows() -> None:
    delivered = scan(B, DAY_1, "Delivered", says="DELIVERED")
    late = scan(B, DAY_2, "Arrived at Facility", says="IN_TRANSIT")
    told = report(B, delivered, late, says="IN_TRANSIT", at=DAY_2)
    assert shipment(told).status == delivered.event.status
    assert shipment(told, report(A, at=DAY_2)).status.code is StatusCode.DELIVERED


def test_a_return_after_delivery_is_shown() -> None:
    delivered = scan(B, DAY_1, "Delivered", says="DELIVERED")
    back = scan(B, DAY_2, "Returned", says="RETURNED")
    told = report(B, delivered, back, says="IN_TRANSIT")
    assert shipment(told).status.code is StatusCode.RETURNED
    ours = report(A, says="DELIVERED", at=DAY_2)
    theirs = report(B, says="RETURNED", at=DAY_1)
    # The later delivery is the one to the sender.
    assert shipment(ours, theirs).status.code is StatusCode.RETURNED


def test_a_provider_may_take_its_own_return_back() -> None:
    unclaimed = scan(B, DAY_1, "Unclaimed", says="RETURNED")
    told = report(B, unclaimed, says="DELIVERED", at=DAY_2)
    assert shipment(told).status.code is StatusCode.DELIVERED


@pytest.mark.parametrize("problem", ["EXCEPTION", "FAILED"])
@pytest.mark.parametrize("movement", ["ACCEPTED", "IN_TRANSIT", "OUT_FOR_DELIVERY"])
def test_of_a_problem_and_a_movement_the_later_is_shown(problem: str, movement: str) -> None:
    for first, then in ((problem, movement), (movement, problem)):
        found = shipment(report(A, says=first, at=DAY_1), report(B, says=then, at=DAY_2))
        assert found.status.code.name == then
        found = shipment(report(A, says=then, at=DAY_2), report(B, says=first, at=DAY_1))
        assert found.status.code.name == then


def test_a_status_without_a_time_is_as_old_as_the_newest_event() -> None:
    failed = report(A, scan(A, DAY_1), says="FAILED")
    moving = report(B, scan(B, DAY_2), says="IN_TRANSIT")
    assert shipment(failed, moving).status.code is StatusCode.IN_TRANSIT


def test_a_claim_is_as_old_as_its_newest_confirmation() -> None:
    moving = report(A, scan(A, DAY_1), scan(A, "2026-03-03T10:00"), says="IN_TRANSIT", at=DAY_1)
    failed = report(B, says="FAILED", at=DAY_2)
    assert shipment(moving, failed).status.code is StatusCode.IN_TRANSIT


def test_without_a_time_the_more_advanced_report_is_shown() -> None:
    failed, moving = report(A, says="FAILED"), report(B, says="IN_TRANSIT", at=DAY_2)
    assert shipment(failed, moving).status.code is StatusCode.FAILED


def test_what_differs_by_a_minute_is_not_later() -> None:
    failed = report(A, says="FAILED", at="2026-03-01T10:00")
    moving = report(B, says="IN_TRANSIT", at="2026-03-01T10:01")
    assert shipment(failed, moving).status.code is StatusCode.FAILED


@pytest.mark.parametrize("first", ["DELIVERY_ATTEMPTED", "AVAILABLE_FOR_PICKUP"])
def test_after_an_attempt_the_parcel_goes_out_again(first: str) -> None:
    ours = report(A, says=first, at=DAY_1)
    theirs = report(B, says="OUT_FOR_DELIVERY", at=DAY_2)
    assert shipment(ours, theirs).status.code is StatusCode.OUT_FOR_DELIVERY


def test_an_arrival_is_not_taken_back_by_a_later_scan_on_the_way() -> None:
    ours = report(A, says="OUT_FOR_DELIVERY", at=DAY_1)
    theirs = report(B, says="IN_TRANSIT", at=DAY_2)
    assert shipment(ours, theirs).status.code is StatusCode.OUT_FOR_DELIVERY


def test_three_reports_are_judged_alike_in_any_order() -> None:
    told = [
        report(A, says="OUT_FOR_DELIVERY", at="2026-03-01T10:00"),
        report(B, says="FAILED", at="2026-03-02T10:00"),
        report(A, says="IN_TRANSIT", at="2026-03-03T10:00"),
        report(B, says="UNKNOWN", at="2026-03-04T10:00"),
    ]
    codes = {choose(order).code for order in permutations(told)}
    assert codes == {StatusCode.IN_TRANSIT}


def test_a_parcel_of_which_nobody_can_tell_is_unknown() -> None:
    assert shipment(report(A, says="UNKNOWN")).status.code is StatusCode.UNKNOWN
    found = shipment(report(A, says="UNKNOWN"), silent(B, SourceOutcome.FAILED))
    assert (found.status.code, found.is_partial) == (StatusCode.UNKNOWN, True)


@pytest.mark.parametrize(
    ("ours", "theirs", "differ"),
    [
        (status("IN_TRANSIT", A), status("DELIVERED", B), True),
        (status("DELIVERED", A), status("RETURNED", B), True),
        (status("PRE_TRANSIT", A), status("IN_TRANSIT", B), True),
        # A word of its own, which Shippo has and ShipStation would have had.
        (status("IN_TRANSIT", A), status("AVAILABLE_FOR_PICKUP", B, "pickup_available"), True),
        # A word that the provider has no finer one for.
        (status("AVAILABLE_FOR_PICKUP", A), status("IN_TRANSIT", B), False),
        (status("EXCEPTION", A), status("IN_TRANSIT", B), False),
        (status("EXCEPTION", A), status("RETURNED", B, "return_to_sender"), False),
        (status("EXCEPTION", A, "PARCEL_DAMAGED"), status("RETURNED", B), True),
        (status("IN_TRANSIT", A), status("OUT_FOR_DELIVERY", B, "out_for_delivery"), False),
        (status("AVAILABLE_FOR_PICKUP", A), status("IN_TRANSIT", B, "package_arrived"), True),
        # One thing seen from two sides.
        (status("NOT_YET_IN_SYSTEM", A), status("PRE_TRANSIT", B), False),
        (status("ACCEPTED", A), status("IN_TRANSIT", B, "package_arrived"), False),
        (status("UNKNOWN", A), status("DELIVERED", B), False),
    ],
)
def test_a_coarse_word_does_not_contradict_a_finer_one(
    ours: Status, theirs: Status, differ: bool
) -> None:
    assert contradict(ours, theirs) is differ
    assert contradict(theirs, ours) is differ
