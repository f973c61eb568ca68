"""Ids: the same in every answer."""

from collections.abc import Sequence

from gateway.model import ProviderEvent, SourceOutcome, TrackingEvent, parse_global_id
from gateway.providers.shippo.mapping import to_report
from tests.unit.merge.parcels import (
    DENVER,
    NUMBER,
    A,
    B,
    history,
    report,
    scan,
    shipment,
    source,
)

NINE, TEN, ELEVEN = "2026-03-01T09:00", "2026-03-01T10:00", "2026-03-01T11:00"


def ids(events: Sequence[TrackingEvent]) -> list[str]:
    return [event.id for event in events]


def id_of(event: ProviderEvent, events: Sequence[TrackingEvent]) -> str:
    return next(each.id for each in events if event in each.reports)


def test_an_event_has_the_same_id_whoever_of_the_providers_answered() -> None:
    ours, theirs = scan(A, TEN), scan(B, "2026-03-01T10:00:42", "Has arrived")
    joined = ids(shipment(report(A, ours), report(B, theirs)).history)
    assert joined == ids(shipment(report(A, ours)).history)
    assert joined == ids(shipment(report(B, theirs)).history)


def test_a_scan_that_only_one_provider_knows_moves_no_other_id() -> None:
    ours = [scan(A, TEN, "Departed from Facility")]
    theirs = [scan(B, TEN, "Has arrived"), scan(B, TEN, "Has departed")]
    alone = shipment(report(A, *ours)).history
    both = shipment(report(A, *ours), report(B, *theirs)).history
    assert len(both) == 2
    assert id_of(ours[0].event, both) == id_of(ours[0].event, alone)
    other = shipment(report(B, *theirs)).history
    assert ids(other) == ids(both)


def test_ids_are_unique_among_events_of_one_minute_and_meaning() -> None:
    found = shipment(report(A, scan(A, TEN), scan(A, TEN, place=DENVER), scan(A, TEN, "Arrived")))
    assert len(set(ids(found.history))) == 3


def test_a_later_event_changes_no_id() -> None:
    before = [scan(A, NINE), scan(A, TEN, None), scan(A, None, "Undated")]
    earlier = shipment(report(A, *before)).history
    later = shipment(report(A, *before, scan(A, ELEVEN)), report(B, scan(B, ELEVEN, "x"))).history
    assert ids(later)[: len(earlier)] == ids(earlier)


def test_ids_do_not_depend_on_the_providers_own() -> None:
    body = (
        b'{"tracking_number":"1Z54F78A0339004129","carrier":"ups","tracking_history":[{"object_id":'
        b'"%s","status":"TRANSIT","status_details":"Arrived","status_date":"2026-03-01T10:00:00Z"}'
        b"]}"
    )
    found = [shipment(to_report(body % name)).history for name in (b"one", b"two")]
    assert found[0][0].reports != found[1][0].reports
    assert ids(found[0]) == ids(found[1])


def test_ids_do_not_depend_on_seconds_case_or_place() -> None:
    ours = shipment(report(A, scan(A, TEN, "ARRIVED AT FACILITY", None))).history
    theirs = shipment(report(B, scan(B, "2026-03-01T10:00:59", "Has arrived."))).history
    assert ids(ours) == ids(theirs)


def test_an_event_that_is_joined_later_keeps_the_first_providers_minute() -> None:
    ours, theirs = scan(A, "2026-03-01T09:59:58"), scan(B, "2026-03-01T10:00:03")
    assert ids(shipment(report(A, ours), report(B, theirs)).history) == ids(
        shipment(report(A, ours)).history
    )


def test_an_undated_event_is_named_by_its_words_and_its_place() -> None:
    found = shipment(report(A, scan(A, None), scan(A, None, place=DENVER), scan(A, None, "Seen")))
    assert len(set(ids(found.history))) == 3
    more = shipment(report(A, scan(A, TEN), scan(A, None)))
    assert ids(more.history)[1] == ids(found.history)[0]


def test_events_of_two_parcels_have_different_ids() -> None:
    told = report(A, scan(A, TEN))
    other = shipment(told, tracking_number="1ZA83F2E0342718055")
    assert set(ids(shipment(told).history)).isdisjoint(ids(other.history))


def test_the_id_of_a_shipment_is_its_carrier_and_number() -> None:
    found = shipment(report(A))
    assert parse_global_id(found.id, 2) == ("Shipment", "ups", NUMBER)


def test_a_number_with_its_routing_is_the_number_without_it() -> None:
    short, long = "9205590164917400288176", "420606119205590164917400288176"
    told = report(A, tracking_number=short, carrier="usps")
    echo = report(B, tracking_number=long, carrier="usps")
    found = shipment(told, echo, tracking_number=long)
    assert found.id == shipment(told, tracking_number=short).id
    assert (found.tracking_number, found.conflicts) == (short, [])


def test_the_id_does_not_follow_freshness() -> None:
    ours, theirs = report(A, carrier="dhl_express"), report(B, carrier="dhl_ecommerce")
    stale = source(ours, SourceOutcome.STALE)
    assert shipment(ours, theirs).id == shipment(stale, source(theirs)).id


def test_a_shipment_without_a_number_is_named_by_its_label() -> None:
    told = report(A, tracking_number=None, label_id="se-1")
    other = report(A, tracking_number="..:/\ud800", label_id="se-2")
    found = shipment(told, label_id="se-1"), shipment(other, label_id="se-2")
    assert [each.tracking_number for each in found] == ["", ""]
    assert found[0].id != found[1].id


def test_years_at_both_ends_of_the_calendar_are_merged() -> None:
    first, last = "0001-01-01T00:00", "9999-12-31T23:59:59"
    ours = [scan(A, first, local=first), scan(A, last, local=last)]
    theirs = [scan(B, first), scan(B, last)]
    told = [
        report(A, *ours, at=first, shipped_at=ours[0].event.occurred_at),
        report(B, *theirs, at=last, shipped_at=theirs[1].event.occurred_at),
    ]
    found = shipment(*told)
    assert [len(event.reports) for event in found.history] == [2, 2]
    assert [conflict.field for conflict in found.conflicts] == ["shippedAt"]
    assert len(history(ours)) == 2
