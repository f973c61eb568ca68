"""What holds for whatever two providers may tell of a parcel.

A pair is a parcel's life as two providers tell it: each leaves scans out, cuts seconds, loses
places, repeats itself, forgets dates, puts a Z behind local times, and one shuffles its history.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.merge.events import merge_events
from gateway.merge.meaning import said
from gateway.merge.status import MOVEMENTS, PROBLEMS, RANK, choose, claim
from gateway.model import (
    EventReport,
    LocalDateTime,
    Location,
    ProviderCode,
    ProviderEvent,
    Report,
    Shipment,
    SourceOutcome,
    StatusCode,
    TimeConfidence,
    TrackingEvent,
)
from gateway.places import location
from tests.unit.merge.parcels import NUMBER, A, B, report, shipment, source, status, utc

START = utc("2026-03-01T00:00")

# City, region, postal code, hours from UTC.
PLACES = [
    ("Oakland", "CA", "94615", -8),
    ("Denver", "CO", "80216", -7),
    ("Chicago", "IL", "60611", -6),
    ("New York", "NY", "10011", -5),
]

# What ShipStation says, what Shippo says, Shippo's status and substatus.
STEPS = [
    (
        "Shipping Label Created",
        "The label has been created.",
        "PRE_TRANSIT",
        "information_received",
    ),
    ("Origin Scan", "Accepted at the origin facility.", "ACCEPTED", "package_accepted"),
    ("Arrived at Facility", "Your shipment has arrived.", "IN_TRANSIT", "package_arrived"),
    ("Departed from Facility", "Departed", "IN_TRANSIT", "package_departed"),
    ("In transit to next facility", "On its way", "IN_TRANSIT", None),
    ("Delay", "Delay", "EXCEPTION", "package_held"),
    ("Out For Delivery Today", "Out for delivery.", "OUT_FOR_DELIVERY", "out_for_delivery"),
    ("Delivery Attempted", "Notice left", "DELIVERY_ATTEMPTED", "notice_left"),
    ("The package can't be delivered", "Undeliverable", "FAILED", "package_undeliverable"),
    ("DELIVERED", "Your shipment has been delivered.", "DELIVERED", "delivered"),
    ("Delivered, To Original Sender", "Returned to its sender.", "RETURNED", "return_to_sender"),
]

HEADLINES = ["UNKNOWN", "NOT_YET_IN_SYSTEM", "CANCELLED", "IN_TRANSIT", "AVAILABLE_FOR_PICKUP"]


@dataclass(frozen=True)
class Pair:
    """What both say of one parcel, and what it did next."""

    ours: Report
    theirs: Report
    next_step: int

    @property
    def reports(self) -> tuple[Report, Report]:
        return self.ours, self.theirs


def _event(provider: ProviderCode, at: datetime, place: int, step: int, odd: int) -> EventReport:
    """Tell a scan; each bit of `odd` is an oddity."""
    city, region, code, offset = PLACES[place]
    is_ours = provider is A
    where: Location | None = location(
        city=city.upper() if is_ours else city,
        region=region,
        postal_code=None if odd & 1 else code,
        country=None if is_ours else "US",
    )
    at = at.replace(second=0) if odd & 2 else at
    clock = LocalDateTime((at + timedelta(hours=offset)).replace(tzinfo=None))
    event = ProviderEvent(
        provider=provider,
        occurred_at=at,
        occurred_at_local=clock if is_ours else None,
        time_confidence=TimeConfidence.EXACT,
        description=None if odd & 12 == 12 else STEPS[step][0 if is_ours else 1],
        status=status(STEPS[step][2], provider, STEPS[step][3]) if not is_ours or odd & 4 else None,
        location=None if odd & 24 == 24 else where,
    )
    if odd & 96 == 96:
        # Not even the day; or, for the other provider, a Z behind the local time.
        event = replace(event, occurred_at=None, time_confidence=TimeConfidence.UNKNOWN)
        event = replace(event, occurred_at_local=None) if odd & 128 else event
    elif odd & 96 == 32 and not is_ours:
        event = replace(event, occurred_at=clock.replace(tzinfo=at.tzinfo))
    return EventReport(event=event, code=STEPS[step][0][:2] if is_ours else None)


ODD = st.integers(0, 255)
SCANS = st.lists(
    # Minutes since the scan before, place, step, who tells it, how oddly each.
    st.tuples(
        st.sampled_from([0, 0, 1, 2, 5, 45, 600]),
        st.integers(0, len(PLACES) - 1),
        st.integers(0, len(STEPS) - 1),
        st.integers(0, 7),
        ODD,
        ODD,
    ),
    max_size=7,
)


def _pair(
    scans: Sequence[tuple[int, int, int, int, int, int]], seconds: int, headline: int, swap: int
) -> Pair:
    at = START + timedelta(seconds=seconds)
    sides: tuple[list[EventReport], list[EventReport]] = ([], [])
    for minutes, place, step, told, *odd in scans:
        at += timedelta(minutes=minutes)
        for number, provider in enumerate((A, B)):
            # Most scans are told by both; one that is told twice is so by the second.
            if told != number:
                sides[number].append(_event(provider, at, place, step, odd[number]))
        if told == 7:
            sides[1].append(_event(B, at, place, step, odd[1]))
    if swap < len(sides[1]):
        sides[1].insert(0, sides[1].pop(swap))
    told_by = [_report(code, side, headline) for code, side in zip((A, B), sides, strict=True)]
    return Pair(told_by[0], told_by[1], swap % len(STEPS))


def _report(provider: ProviderCode, events: Sequence[EventReport], headline: int) -> Report:
    newest = next((e.event.status for e in reversed(events) if e.event.status), None)
    if newest is not None and headline % 4:
        return report(provider, *events, says=newest.code.name)
    return report(provider, *events, says=HEADLINES[headline % len(HEADLINES)])


PAIRS = st.builds(_pair, SCANS, st.integers(0, 86_399), st.integers(0, 59), st.integers(0, 9))


def distinct(events: Sequence[EventReport]) -> Iterator[ProviderEvent]:
    """Yield the events of one history without what is told twice."""
    seen: list[tuple[object, ...]] = []
    for told in events:
        event = told.event
        # Each step has its own words, so these are as good as all the rest.
        key = (event.occurred_at, event.occurred_at_local, event.description, event.status)
        content = (*key, event.location, told.code)
        is_dated = event.occurred_at or event.occurred_at_local
        if content not in (seen if is_dated else seen[-1:]):
            yield event
        seen.append(content)


def contents(shipment: Shipment) -> list[ProviderEvent]:
    return [told for event in shipment.history for told in event.reports]


def ids(events: Sequence[TrackingEvent]) -> list[str]:
    return [event.id for event in events]


def merging_again_changes_nothing(pair: Pair) -> None:
    once = shipment(*pair.reports)
    assert shipment(*pair.reports) == once
    twice = [
        replace(told, events=tuple(replace(e) for e in told.events for _ in (0, 1)))
        for told in pair.reports
    ]
    assert shipment(*twice).history == once.history
    ours = once.history
    copied = replace(pair.ours, events=pair.ours.events)
    assert merge_events([copied, pair.theirs], ("ups", once.tracking_number)) == ours


def a_copy_by_the_other_provider_adds_no_scan(pair: Pair) -> None:
    copies = tuple(
        replace(told, event=replace(told.event, provider=B)) for told in pair.ours.events
    )
    alone = shipment(pair.ours).history
    both = shipment(pair.ours, replace(pair.theirs, events=copies)).history
    # What nobody dated, described or placed is not joined.
    single = [event for event in both if len(event.reports) == 1]
    assert all(
        not (event.occurred_at or event.occurred_at_local) or (event.description is None)
        for event in single
    )
    assert len(both) == len(alone) + len(single) / 2


def one_report_is_merged_as_several_are(pair: Pair) -> None:
    for told, other in (pair.reports, pair.reports[::-1]):
        alone = shipment(told)
        assert merge_events([told, replace(other, events=())], ("ups", NUMBER)) == alone.history
        assert choose([told, told]) == alone.status


def the_order_of_reports_does_not_matter(pair: Pair) -> None:
    ours, theirs = pair.reports
    assert shipment(ours, theirs) == shipment(theirs, ours)
    stale = source(ours, SourceOutcome.STALE)
    assert shipment(stale, theirs) == shipment(theirs, stale)
    # Whose answer is old is nothing to the events.
    assert shipment(stale, theirs).history == shipment(ours, theirs).history


def no_event_is_lost_and_none_invented(pair: Pair) -> None:
    found = shipment(*pair.reports)
    told = Counter(map(id, contents(found)))
    given_ = [event for side in pair.reports for event in distinct(side.events)]
    assert told == Counter(map(id, given_))
    for event in found.history:
        assert event.providers == [each.provider for each in event.reports]
        assert len(set(event.providers)) == len(event.providers) > 0
        assert event.occurred_at in [each.occurred_at for each in event.reports]
        locals_ = [each.occurred_at_local for each in event.reports]
        assert event.occurred_at_local in locals_
        assert event.description in [each.description for each in event.reports]
        assert event.status in [each.status for each in event.reports]


def each_history_keeps_its_order(pair: Pair) -> None:
    found = shipment(*pair.reports)
    order = {id(told): number for number, told in enumerate(contents(found))}
    position = {id(told): n for n, event in enumerate(found.history) for told in event.reports}
    ours, theirs = (
        [position[id(event)] for event in distinct(side.events)] for side in pair.reports
    )
    assert ours == sorted(ours)
    shared = [n for n in theirs if len(found.history[n].reports) == 2]
    if shared == sorted(shared):
        assert theirs == sorted(theirs)
    assert len(order) == len(contents(found))


def the_status_never_falls_back(pair: Pair) -> None:
    shown = shipment(*pair.reports).status.code
    for told in pair.reports:
        claimed = claim(told).code
        finals = {e.event.status.code for e in told.events if e.event.status}
        if StatusCode.DELIVERED in finals:
            assert shown in {StatusCode.DELIVERED, StatusCode.RETURNED}
        if RANK[shown] < RANK[claimed]:
            is_recovery = claimed in PROBLEMS and shown in MOVEMENTS
            is_new_problem = claimed in MOVEMENTS and shown in PROBLEMS
            arriving = {"OUT_FOR_DELIVERY", "DELIVERY_ATTEMPTED", "AVAILABLE_FOR_PICKUP"}
            is_new_attempt = {claimed.name, shown.name} <= arriving
            assert is_recovery or is_new_problem or is_new_attempt


def ids_are_unique_and_stay_when_the_parcel_moves_on(pair: Pair) -> None:
    before = shipment(*pair.reports).history
    assert len(set(ids(before))) == len(before)
    later = START + timedelta(days=30)
    moved = [
        replace(told, events=(*told.events, _event(code, later, 0, pair.next_step, 0)))
        for code, told in zip((A, B), pair.reports, strict=True)
    ]
    assert set(ids(before)) <= set(ids(shipment(*moved).history))
    assert set(ids(before)) <= set(ids(shipment(moved[0], pair.theirs).history))
    assert set(ids(before)) <= set(ids(shipment(pair.ours, moved[1]).history))


def ids_are_the_same_whoever_answered(pair: Pair) -> None:
    both = shipment(*pair.reports).history
    keys = Counter(map(_minute_and_meaning, both))
    for side in pair.reports:
        alone = set(ids(shipment(side).history))
        for event in both:
            key = _minute_and_meaning(event)
            told = [each for each in event.reports if each.provider is side.tracking.provider]
            # Told by this provider too, at the same minute, in words that say what it was.
            if told and None not in key and key == _key(told[0]) and keys[key] == 1:
                assert event.id in alone


def _minute_and_meaning(event: TrackingEvent) -> tuple[object, ...]:
    minute, _ = _key(event.reports[0])
    return minute, next(filter(None, (said(told.description) for told in event.reports)), None)


def _key(told: ProviderEvent) -> tuple[object, ...]:
    at = told.occurred_at or told.occurred_at_local
    return at and at.isoformat()[:16], said(told.description)


RULES: list[Callable[[Pair], None]] = [
    merging_again_changes_nothing,
    a_copy_by_the_other_provider_adds_no_scan,
    one_report_is_merged_as_several_are,
    the_order_of_reports_does_not_matter,
    no_event_is_lost_and_none_invented,
    each_history_keeps_its_order,
    the_status_never_falls_back,
    ids_are_unique_and_stay_when_the_parcel_moves_on,
    ids_are_the_same_whoever_answered,
]
EXAMPLES = 10_000 // len(RULES) + 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_ten_thousand_pairs_keep_every_rule(
    rule: Callable[[Pair], None], capsys: pytest.CaptureFixture[str]
) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(PAIRS)
    def check(pair: Pair) -> None:
        seen["pairs"] += 1
        seen["joined"] += any(len(e.reports) == 2 for e in shipment(*pair.reports).history)
        rule(pair)

    check()
    with capsys.disabled():
        print(f"\n{rule.__name__}: {seen['pairs']} pairs, {seen['joined']} with a joined scan")
    assert seen["pairs"] >= EXAMPLES
    assert seen["joined"] > seen["pairs"] // 4
