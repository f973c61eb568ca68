"""Which reports become one event."""

import pytest

from gateway.merge.meaning import said
from gateway.model import Location, TimeConfidence
from gateway.places import location
from tests.unit.merge.parcels import (
    DENVER,
    OAKLAND,
    OAKLAND_SPOKEN,
    A,
    B,
    history,
    members,
    scan,
    words,
)

TEN = "2026-03-01T10:00"


def test_reports_of_one_scan_become_one_event() -> None:
    ours = scan(A, TEN, "Arrived at USPS Regional Facility", OAKLAND)
    theirs = scan(B, TEN, "Your shipment has arrived at the USPS facility.", OAKLAND_SPOKEN)
    (event,) = history([ours], [theirs])
    assert event.reports == [ours.event, theirs.event]
    assert event.providers == [A, B]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(TEN, "2026-03-01T10:00:59"), ("2026-03-01T09:59:50", TEN), (TEN, "2026-03-01T10:01")],
)
def test_seconds_may_have_been_cut_off(ours: str, theirs: str) -> None:
    assert members(history([scan(A, ours)], [scan(B, theirs)])) == [2]


def test_a_clock_may_be_three_minutes_wrong_where_place_and_meaning_agree() -> None:
    assert members(history([scan(A, TEN)], [scan(B, "2026-03-01T10:03")])) == [2]
    assert members(history([scan(A, TEN)], [scan(B, "2026-03-01T10:03:01")])) == [1, 1]
    # The meaning is open, or the place.
    assert members(history([scan(A, TEN, "Seen")], [scan(B, "2026-03-01T10:03", "Here")])) == [1, 1]
    ours, theirs = scan(A, TEN, place=None), scan(B, "2026-03-01T10:03", "Has arrived")
    assert members(history([ours], [theirs])) == [1, 1]


def test_the_clock_at_the_place_counts_where_an_instant_is_missing() -> None:
    ours = scan(A, None, local="2026-03-01T02:00")
    assert members(history([ours], [scan(B, None, local="2026-03-01T02:00")])) == [2]
    both = scan(B, TEN, local="2026-03-01T02:00")
    assert members(history([ours], [both])) == [2]
    assert members(history([ours], [scan(B, None, local="2026-03-01T03:00")])) == [1, 1]


def test_a_z_behind_a_local_time_is_seen_through_where_place_and_meaning_agree() -> None:
    ours = scan(A, TEN, local="2026-03-01T02:00")
    (event,) = history([ours], [scan(B, "2026-03-01T02:00")])
    assert event.occurred_at == ours.event.occurred_at
    assert len(event.reports) == 2
    # Two minutes beside it, another place, an open meaning: another scan.
    assert members(history([ours], [scan(B, "2026-03-01T02:02")])) == [1, 1]
    assert members(history([ours], [scan(B, "2026-03-01T02:00", place=DENVER)])) == [1, 1]
    open_meaning = scan(A, TEN, "Seen", local="2026-03-01T02:00")
    assert members(history([open_meaning], [scan(B, "2026-03-01T02:00", "Here")])) == [1, 1]


def test_a_z_behind_a_local_time_counts_for_less_than_a_derived_time() -> None:
    ours = scan(A, TEN, local="2026-03-01T02:00", confidence=TimeConfidence.DERIVED)
    (event,) = history([ours], [scan(B, "2026-03-01T02:00")])
    assert event.occurred_at == ours.event.occurred_at
    assert event.time_confidence is TimeConfidence.DERIVED


def test_a_true_time_is_preferred_to_one_behind_a_wrong_z() -> None:
    ours = [
        scan(A, "2026-03-01T02:00", local="2026-02-28T18:00"),
        scan(A, TEN, local="2026-03-01T02:00"),
    ]
    theirs = [scan(B, "2026-03-01T02:00")]
    assert members(history(ours, theirs)) == [2, 1]


def test_midnight_joins_nothing_by_time_and_place_alone() -> None:
    midnight = "2026-03-01T00:00"
    ours, theirs = scan(A, midnight, "Seen"), scan(B, midnight, "Here")
    assert members(history([ours], [theirs])) == [1, 1]
    assert members(history([scan(A, midnight)], [scan(B, midnight)])) == [2]
    assert members(history([scan(A, TEN, "Seen")], [scan(B, TEN, "Here")])) == [2]


@pytest.mark.parametrize(
    "elsewhere",
    [DENVER, location(city="Oakland", region="NJ", postal_code="07436", country="US")],
)
def test_scans_at_different_places_are_never_joined(elsewhere: Location | None) -> None:
    assert members(history([scan(A, TEN)], [scan(B, TEN, place=elsewhere)])) == [1, 1]


def test_scans_of_different_meaning_are_never_joined() -> None:
    ours, theirs = scan(A, TEN, "Arrived at Facility"), scan(B, TEN, "Departed from Facility")
    assert members(history([ours], [theirs])) == [1, 1]
    ours, theirs = scan(A, TEN, "Seen", says="ACCEPTED"), scan(B, TEN, "Here", says="DELIVERED")
    assert members(history([ours], [theirs])) == [1, 1]


def test_scans_whose_statuses_contradict_each_other_are_never_joined() -> None:
    ours = scan(A, TEN, "Seen", says="EXCEPTION", detail="INFORMATION")
    theirs = scan(B, TEN, "Here", says="DELIVERED")
    assert members(history([ours], [theirs])) == [1, 1]


def test_time_alone_joins_nothing() -> None:
    ours, theirs = scan(A, TEN, "Seen", None), scan(B, TEN, "Here", None)
    assert members(history([ours], [theirs])) == [1, 1]
    country = location(country="US")
    ours, theirs = scan(A, TEN, "Seen", country), scan(B, TEN, "Here", country)
    assert members(history([ours], [theirs])) == [1, 1]


def test_undated_events_are_never_joined() -> None:
    assert members(history([scan(A, None)], [scan(B, None)])) == [1, 1]
    assert members(history([scan(A, None)], [scan(B, TEN)])) == [1, 1]


def test_events_of_one_provider_are_never_joined() -> None:
    ours = [scan(A, TEN, "Arrived at Facility"), scan(A, TEN, "Arrived at the hub")]
    assert members(history(ours)) == [1, 1]
    assert members(history(ours, [scan(B, TEN, "Has arrived")])) == [2, 1]


def test_one_report_is_joined_with_one_scan_only() -> None:
    ours = [scan(A, TEN, place=None), scan(A, TEN)]
    assert members(history(ours, [scan(B, TEN)])) == [2, 1]
    assert members(history(ours, [scan(B, "2026-03-01T10:00:30")])) == [2, 1]


def test_the_nearest_events_are_joined() -> None:
    ours = [scan(A, "2026-03-01T09:58"), scan(A, TEN)]
    theirs = [scan(B, TEN), scan(B, "2026-03-01T10:02")]
    found = history(ours, theirs)
    assert members(found) == [1, 2, 1]
    same_words = [scan(A, TEN, "Arrived at the hub"), scan(A, TEN, "Arrived at Facility")]
    joined = history(same_words, [scan(B, TEN, "ARRIVED AT  FACILITY")])
    assert [(event.description, len(event.reports)) for event in joined] == [
        ("Arrived at the hub", 1),
        ("Arrived at Facility", 2),
    ]


def test_equal_words_mean_the_same_whatever_the_codes() -> None:
    ours = scan(A, TEN, "Tendered to agent", None, says="EXCEPTION", detail="INFORMATION")
    theirs = scan(B, TEN, "tendered to Agent", None, says="PRE_TRANSIT", detail="other")
    assert members(history([ours], [theirs])) == [2]


def test_codes_mean_something_where_words_are_open() -> None:
    ours = scan(A, TEN, "Seen", None, says="IN_TRANSIT", detail="HUB_SCAN_OUT")
    theirs = scan(B, TEN, "Has been processed", None, says="IN_TRANSIT", detail="package_processed")
    assert members(history([ours], [theirs])) == [2]
    ours = scan(A, TEN, "On its way to you", None, says="IN_TRANSIT")
    theirs = scan(B, TEN, "Out for Delivery", None, says="IN_TRANSIT", detail="out_for_delivery")
    assert members(history([ours], [theirs])) == [1, 1]


def test_a_coarse_status_joins_a_finer_one() -> None:
    ours = scan(A, TEN, "Out For Delivery Today", says="IN_TRANSIT")
    theirs = scan(B, TEN, "Out for delivery.", says="OUT_FOR_DELIVERY", detail="out_for_delivery")
    (event,) = history([ours], [theirs])
    assert event.status == theirs.event.status


def test_duplicates_in_one_history_collapse() -> None:
    one, other = scan(A, TEN), scan(A, "2026-03-01T11:00")
    assert len(history([one, other, scan(A, TEN), scan(A, TEN, "ARRIVED at  facility")])) == 2
    assert len(history([scan(A, TEN), scan(A, TEN, code="X")])) == 2
    assert len(history([scan(A, TEN), scan(A, TEN, place=DENVER)])) == 2


def test_undated_duplicates_collapse_only_side_by_side() -> None:
    told = ["Arrived at Facility", "Arrived at Facility", "Departed", "Arrived at Facility"]
    assert words(history([], [scan(B, None, text) for text in told])) == [
        "Arrived at Facility",
        "Departed",
        "Arrived at Facility",
    ]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Shipper created a label, UPS has not received the package yet.", "announced"),
        ("The shipping label has been created and the USPS is awaiting the item.", "announced"),
        ("Shipment information sent to FedEx", "announced"),
        ("Origin Scan", "accepted"),
        ("Picked up", "accepted"),
        ("Your shipment has been accepted at the USPS origin facility.", "accepted"),
        ("Your shipment has arrived at the USPS facility.", "arrived"),
        ("Left FedEx origin facility", "departed"),
        ("Processing at UPS Facility", "processed"),
        ("Your shipment is out for delivery.", "out for delivery"),
        ("On FedEx vehicle for delivery", "out for delivery"),
        ("The receiver was not available for delivery", "attempted"),
        ("Notice Left (No Authorized Recipient Available)", "attempted"),
        ("Available for Pickup", "pickup"),
        ("Delivered to UPS Access Point", "delivered"),
        ("Delivered to Access Point", "pickup"),
        ("Delivered, Front Desk/Reception/Mail Room", "delivered"),
        ("Delivered, Left with Individual", "delivered"),
        ("Delivered, To Original Sender", "returned"),
        ("Return to Sender Processed", "returned"),
        ("The package can't be delivered", "problem"),
        ("Delay", "problem"),
        ("Held in customs", "problem"),
        ("Clearance in progress", "customs"),
        ("In transit to next facility", None),
        ("", None),
        (None, None),
    ],
)
def test_words_mean_what_carriers_mean_by_them(text: str | None, meaning: str | None) -> None:
    assert said(text) == meaning


def test_the_time_that_can_be_trusted_most_is_shown() -> None:
    ours = scan(A, TEN, local="2026-03-01T02:00", confidence=TimeConfidence.BEST_EFFORT)
    theirs = scan(B, "2026-03-01T10:00:20")
    (event,) = history([ours], [theirs])
    assert event.occurred_at == theirs.event.occurred_at
    assert event.occurred_at_local == ours.event.occurred_at_local
    assert event.time_confidence is TimeConfidence.EXACT


def test_a_time_that_is_missing_never_beats_one_that_is_there() -> None:
    ours = scan(A, None, local="2026-03-01T02:00")
    theirs = scan(B, TEN, local="2026-03-01T02:00", confidence=TimeConfidence.DERIVED)
    (event,) = history([ours], [theirs])
    assert event.occurred_at == theirs.event.occurred_at
    assert event.time_confidence is TimeConfidence.DERIVED


def test_a_time_that_only_repeats_a_local_clock_is_a_best_effort() -> None:
    ours = scan(A, None, local=TEN)
    theirs = scan(B, TEN)
    (event,) = history([ours], [theirs])
    assert event.occurred_at == theirs.event.occurred_at
    assert event.time_confidence is TimeConfidence.BEST_EFFORT


def test_where_nobody_knows_the_instant_it_stays_unknown() -> None:
    ours, theirs = scan(A, None, local=TEN), scan(B, None, local=TEN)
    (event,) = history([ours], [theirs])
    assert event.occurred_at is None
    assert event.occurred_at_local == ours.event.occurred_at_local
    assert event.time_confidence is TimeConfidence.UNKNOWN


def test_each_part_of_an_event_takes_the_first_answer() -> None:
    ours = scan(A, TEN, None, says="UNKNOWN", code="U1", signed_by="EXAMPLE")
    theirs = scan(B, TEN, "Has arrived", says="IN_TRANSIT", detail="package_arrived")
    (event,) = history([ours], [theirs])
    assert (event.description, event.code, event.signed_by) == ("Has arrived", "U1", "EXAMPLE")
    assert event.status == theirs.event.status


def test_the_place_with_the_most_parts_is_shown_with_anybodys_coordinates() -> None:
    located = location(city="OAKLAND", region="CA", latitude=37.8, longitude=-122.3)
    (event,) = history([scan(A, TEN, place=located)], [scan(B, TEN, place=OAKLAND_SPOKEN)])
    assert event.location is not None
    assert located is not None
    assert (event.location.city, event.location.country_code) == ("Oakland", "US")
    assert event.location.coordinates == located.coordinates
