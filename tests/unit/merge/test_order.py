"""The order of events."""

from gateway.merge.scans import MAX_BESIDE
from tests.unit.merge.parcels import A, B, history, members, report, scan, shipment, words

NINE, TEN, ELEVEN = "2026-03-01T09:00", "2026-03-01T10:00", "2026-03-01T11:00"


def test_events_of_two_providers_are_sorted_by_time() -> None:
    ours = [scan(A, NINE, "a"), scan(A, ELEVEN, "c")]
    assert words(history(ours, [scan(B, TEN, "b")])) == ["a", "b", "c"]


def test_a_history_keeps_its_order_even_where_dates_contradict_it() -> None:
    theirs = [scan(B, NINE, "a"), scan(B, ELEVEN, "b"), scan(B, TEN, "c")]
    assert words(history([], theirs)) == ["a", "b", "c"]
    ours = [scan(A, "2026-03-01T09:30", "x"), scan(A, "2026-03-01T12:00", "y")]
    assert words(history(ours, theirs)) == ["a", "x", "b", "c", "y"]


def test_an_undated_event_follows_its_predecessor_at_once() -> None:
    theirs = [scan(B, NINE, "a"), scan(B, None, "undated"), scan(B, ELEVEN, "c")]
    assert words(history([scan(A, TEN, "b")], theirs)) == ["a", "undated", "b", "c"]


def test_an_undated_event_that_comes_first_goes_right_before_its_successor() -> None:
    theirs = [scan(B, None, "undated"), scan(B, TEN, "b")]
    assert words(history([scan(A, NINE, "a")], theirs)) == ["a", "undated", "b"]


def test_a_history_without_any_date_comes_before_the_rest() -> None:
    theirs = [scan(B, None, "x"), scan(B, None, "y")]
    assert words(history([scan(A, NINE, "a")], theirs)) == ["x", "y", "a"]


def test_a_local_time_is_sorted_as_if_it_were_utc() -> None:
    ours = [scan(A, None, "local", local="2026-03-01T09:30")]
    assert words(history(ours, [scan(B, NINE, "a"), scan(B, TEN, "b")])) == ["a", "local", "b"]


def test_of_two_histories_that_contradict_each_other_the_first_ones_order_holds() -> None:
    ours = [scan(A, TEN, "x"), scan(A, TEN, "y"), scan(A, ELEVEN, "z")]
    theirs = [scan(B, TEN, "y"), scan(B, TEN, "x"), scan(B, ELEVEN, "z")]
    found = history(ours, theirs)
    assert words(found) == ["x", "y", "z"]
    assert members(found) == [2, 2, 2]


def test_the_latest_event_is_the_newest_even_after_a_delivery() -> None:
    delivered = scan(B, TEN, "Delivered", says="DELIVERED")
    late = scan(B, ELEVEN, "Arrived at Facility", says="IN_TRANSIT")
    found = shipment(report(B, delivered, late, says="DELIVERED", at=TEN))
    assert found.newest_event == found.history[-1]
    assert found.newest_event is not None
    assert found.newest_event.description == "Arrived at Facility"


def test_a_shipment_without_events_has_no_latest_one() -> None:
    assert shipment(report(A)).newest_event is None


def test_a_thousand_events_of_one_minute_are_merged_in_bounded_steps() -> None:
    # A pair costs microseconds; without the bound there would be a million of them.
    ours = [scan(A, TEN, f"Arrived {number}") for number in range(1_000)]
    theirs = [scan(B, "2026-03-01T10:00:30", f"Arrival {number}") for number in range(1_000)]
    found = history(ours, theirs)
    assert sum(members(found)) == 2_000
    assert sum(count == 2 for count in members(found)) == MAX_BESIDE


def test_a_thousand_events_of_one_minute_join_their_copies() -> None:
    ours = [scan(A, TEN, f"Arrived {number}") for number in range(1_000)]
    theirs = [scan(B, TEN, f"Arrived {number}") for number in range(1_000)]
    assert members(history(ours, theirs)) == [2] * 1_000
