"""What providers write of times, and how far it can be trusted."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.codes import EstimatePrecision, ProviderCode, TimeConfidence
from gateway.model.delivery import DeliveryEstimate
from gateway.model.place import Location
from gateway.model.scalars import LocalDateTime, ProviderTimestamp
from gateway.places import location
from gateway.times import EventTime, Moment, estimate, event_time, instant, parse, zoned_time

EXACT, BEST_EFFORT = TimeConfidence.EXACT, TimeConfidence.BEST_EFFORT
DERIVED, UNKNOWN = TimeConfidence.DERIVED, TimeConfidence.UNKNOWN


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day, …


def wall(*parts: int) -> LocalDateTime:
    return LocalDateTime(utc(*parts).replace(tzinfo=None))


def place(**parts: Any) -> Location:
    found = location(**parts)
    assert found is not None
    return found


CALIFORNIA = place(city="OCEANSIDE", region="CA", postal_code="92056", country="")
MISSOURI = place(city="SARCOXIE", region="MO", postal_code="64862", country="")
TEXAS = place(city="MCKINNEY", region="TX", postal_code="75071", country="")
LONDON = place(city="London", country="GB")

NO_TIME = EventTime(None, None, UNKNOWN)


# --- One text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # An instant, in the forms of the providers' samples.
        ("2024-10-25T12:32:00Z", Moment(utc(2024, 10, 25, 12, 32), None, is_date=False)),
        (
            "2021-11-01T19:54:08.906Z",
            Moment(utc(2021, 11, 1, 19, 54, 8, 906000), None, is_date=False),
        ),
        (
            "2024-10-25T11:59:03.2891234567Z",
            Moment(utc(2024, 10, 25, 11, 59, 3, 289123), None, is_date=False),
        ),
        ("2024-10-25t12:32:00z", Moment(utc(2024, 10, 25, 12, 32), None, is_date=False)),
        ("2024-10-25 12:32Z", Moment(utc(2024, 10, 25, 12, 32), None, is_date=False)),
        ("2024-10-25T12:32:00+00:00", Moment(utc(2024, 10, 25, 12, 32), None, is_date=False)),
        (" 2024-10-25T12:32:00Z\n", Moment(utc(2024, 10, 25, 12, 32), None, is_date=False)),
        # With an offset, the clock time is known as well.
        (
            "2019-08-09T17:00:00-06:00",
            Moment(utc(2019, 8, 9, 23), wall(2019, 8, 9, 17), is_date=False),
        ),
        (
            "2019-08-09T17:00:00+0530",
            Moment(utc(2019, 8, 9, 11, 30), wall(2019, 8, 9, 17), is_date=False),
        ),
        (
            "2019-08-09T00:00:00-06:00",
            Moment(utc(2019, 8, 9, 6), wall(2019, 8, 9), is_date=False),
        ),
        # Without one, only the clock time is known.
        ("2024-10-25T05:32:00", Moment(None, wall(2024, 10, 25, 5, 32), is_date=False)),
        ("2024-10-25 05:32", Moment(None, wall(2024, 10, 25, 5, 32), is_date=False)),
        # A date, and what a date becomes that was taken for a time.
        ("2024-10-25", Moment(None, wall(2024, 10, 25), is_date=True)),
        ("2026-04-30T00:00:00", Moment(None, wall(2026, 4, 30), is_date=True)),
        ("2016-07-23T00:00:00Z", Moment(utc(2016, 7, 23), None, is_date=True)),
        ("8/4/2021", Moment(None, wall(2021, 8, 4), is_date=True)),
        ("12/31/2021", Moment(None, wall(2021, 12, 31), is_date=True)),
        # The ends of the calendar.
        ("0001-01-01T00:00:00Z", Moment(utc(1, 1, 1), None, is_date=True)),
        (
            "9999-12-31T23:59:59Z",
            Moment(utc(9999, 12, 31, 23, 59, 59), None, is_date=False),
        ),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, moment: Moment) -> None:
    assert parse(text) == moment
    assert instant(text) == moment.instant


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "today",
        "N/A",
        "2024",
        "2024-10",
        "20241025",
        "20241025T123200Z",
        "2024-W43-5",
        "2024-10-25x12:32:00Z",
        "2024-10-25\ud80012:32:00Z",
        "2024-10-25T",
        "2024-13-01",
        "2024-02-30T12:00:00Z",
        "2024-10-25T25:00:00Z",
        "2024-10-25T12:32:00+25:00",
        "\uff12\uff10\uff12\uff14-10-25",
        "25/12/2021",
        "2/30/2021",
        "8/4/21",
        "8/4/2021 12:00",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "2024-10-25T12:32:00." + "1" * 100 + "Z",
        "2024-10-25" * 100_000,
        "2024-10-25" + " " * 1_000_000,
        20241025,
        1729859520.5,
        True,
        b"2024-10-25",
        ["2024-10-25"],
        {},
        datetime(2024, 10, 25, tzinfo=UTC),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_anything_else_is_no_time(text: object) -> None:
    assert parse(text) is None
    assert instant(text) is None
    assert estimate(text, ProviderCode.SHIPPO) is None
    assert event_time(text, text, CALIFORNIA) == NO_TIME
    assert zoned_time(text, CALIFORNIA) == NO_TIME


# --- ShipStation's pair ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("converted", "local", "where", "expected"),
    [
        pytest.param(
            "2024-10-25T12:32:00Z",
            "2024-10-25T05:32:00",
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32), wall(2024, 10, 25, 5, 32), EXACT),
            id="the documented sample: 7 hours behind is Pacific Daylight Time",
        ),
        pytest.param(
            "2021-09-20T19:03:00Z",
            "2021-09-20T14:03:00",
            MISSOURI,
            EventTime(utc(2021, 9, 20, 19, 3), wall(2021, 9, 20, 14, 3), EXACT),
            id="the documented USPS delivery",
        ),
        pytest.param(
            "2021-07-23T12:42:00Z",
            "2021-07-23T07:42:00",
            TEXAS,
            EventTime(utc(2021, 7, 23, 12, 42), wall(2021, 7, 23, 7, 42), BEST_EFFORT),
            id="Texas has two zones: nothing to check the conversion by",
        ),
        pytest.param(
            "2025-10-22T20:00:00Z",
            "2025-10-22T16:00:00",
            place(city="Oakland", region="CA", postal_code="94602", country="US"),
            EventTime(utc(2025, 10, 22, 20), wall(2025, 10, 22, 16), BEST_EFFORT),
            id="a sample whose offset is New York's, at a place in California",
        ),
        pytest.param(
            "2020-09-16T17:04:32Z",
            "2020-09-16T17:04:32",
            CALIFORNIA,
            EventTime(utc(2020, 9, 17, 0, 4, 32), wall(2020, 9, 16, 17, 4, 32), DERIVED),
            id="a Z behind the local time: the delivery was at 2020-09-17T00:04:32Z",
        ),
        pytest.param(
            "2020-09-16T17:04:32Z",
            "2020-09-16T17:04:32Z",
            CALIFORNIA,
            EventTime(utc(2020, 9, 17, 0, 4, 32), wall(2020, 9, 16, 17, 4, 32), DERIVED),
            id="a Z behind both",
        ),
        pytest.param(
            "2020-09-16T17:04:32Z",
            "2020-09-16T17:04:32",
            None,
            EventTime(None, wall(2020, 9, 16, 17, 4, 32), UNKNOWN),
            id="a Z behind the local time, or a place where it is right: nobody can tell",
        ),
        pytest.param(
            "2020-12-16T17:04:32Z",
            "2020-12-16T17:04:32",
            LONDON,
            EventTime(utc(2020, 12, 16, 17, 4, 32), wall(2020, 12, 16, 17, 4, 32), EXACT),
            id="both equal in London in winter, where that is right",
        ),
        pytest.param(
            "2020-07-16T17:04:32Z",
            "2020-07-16T17:04:32",
            LONDON,
            EventTime(utc(2020, 7, 16, 16, 4, 32), wall(2020, 7, 16, 17, 4, 32), DERIVED),
            id="both equal in London in summer, where that is wrong",
        ),
        pytest.param(
            "2024-10-25T12:32:17.5Z",
            "2024-10-25T05:32:00",
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32, 17, 500000), wall(2024, 10, 25, 5, 32), EXACT),
            id="seconds cut off one of the two",
        ),
        pytest.param(
            "2024-10-25T12:32:00Z",
            "2023-01-01T05:11:00",
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32), wall(2023, 1, 1, 5, 11), BEST_EFFORT),
            id="two times that cannot belong together",
        ),
        pytest.param(
            "2024-10-25T13:32:00Z",
            "2024-10-25T05:32:00",
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 13, 32), wall(2024, 10, 25, 5, 32), BEST_EFFORT),
            id="daylight saving time forgotten: which of the two is wrong is open",
        ),
        pytest.param(
            "2024-11-03T08:30:00Z",
            "2024-11-03T01:30:00",
            CALIFORNIA,
            EventTime(utc(2024, 11, 3, 8, 30), wall(2024, 11, 3, 1, 30), EXACT),
            id="the hour that comes twice, for the first time",
        ),
        pytest.param(
            "2024-11-03T09:30:00Z",
            "2024-11-03T01:30:00",
            CALIFORNIA,
            EventTime(utc(2024, 11, 3, 9, 30), wall(2024, 11, 3, 1, 30), EXACT),
            id="the hour that comes twice, for the second time",
        ),
        pytest.param(
            "2024-03-10T10:30:00Z",
            "2024-03-10T02:30:00",
            CALIFORNIA,
            EventTime(utc(2024, 3, 10, 10, 30), wall(2024, 3, 10, 2, 30), EXACT),
            id="the hour that is skipped, by a clock not yet put forward",
        ),
        pytest.param(
            "2024-10-25T12:32:00Z",
            None,
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32), None, BEST_EFFORT),
            id="only UTC: as well as ShipStation could convert it",
        ),
        pytest.param(
            "2024-10-25T05:32:00-07:00",
            "",
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32), wall(2024, 10, 25, 5, 32), BEST_EFFORT),
            id="only UTC, written with an offset",
        ),
        pytest.param(
            None,
            "2024-10-25T05:32:00",
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32), wall(2024, 10, 25, 5, 32), DERIVED),
            id="only the local time, at a known place",
        ),
        pytest.param(
            "never",
            "2024-10-25T05:32:00",
            TEXAS,
            EventTime(None, wall(2024, 10, 25, 5, 32), UNKNOWN),
            id="only the local time, in one of two zones",
        ),
        pytest.param(
            None,
            "2024-10-25T00:00:00",
            CALIFORNIA,
            EventTime(None, wall(2024, 10, 25), UNKNOWN),
            id="only a date: no instant is made of it",
        ),
        pytest.param(
            None,
            "2024-10-25T05:32:00-07:00",
            TEXAS,
            EventTime(utc(2024, 10, 25, 12, 32), wall(2024, 10, 25, 5, 32), EXACT),
            id="a local time with its offset",
        ),
        pytest.param(
            "2024-10-25T05:32:00",
            None,
            CALIFORNIA,
            EventTime(utc(2024, 10, 25, 12, 32), wall(2024, 10, 25, 5, 32), DERIVED),
            id="occurred_at without a zone is a local time",
        ),
        pytest.param(
            "2024-10-25T12:32:00",
            "2024-10-25T05:32:00",
            None,
            EventTime(None, wall(2024, 10, 25, 5, 32), UNKNOWN),
            id="neither has a zone: carrier_occurred_at is the local one",
        ),
        pytest.param(None, None, CALIFORNIA, NO_TIME, id="no time at all"),
    ],
)
def test_the_pair_of_times_is_judged_by_the_clock_at_the_place(
    converted: str | None, local: str | None, where: Location | None, expected: EventTime
) -> None:
    assert event_time(converted, local, where) == expected


@pytest.mark.parametrize("local", ["0001-01-01T00:30:00", "9999-12-31T23:30:00"])
def test_a_clock_at_the_end_of_the_calendar_has_no_instant_where_utc_is_beyond_it(
    local: str,
) -> None:
    found = [event_time(None, local, where) for where in (CALIFORNIA, place(country="JP"))]
    assert {each.confidence for each in found} == {DERIVED, UNKNOWN}
    assert all(each.occurred_at_local for each in found)


# --- Shippo's one time -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        pytest.param(
            "2021-11-01T19:54:08.906Z",
            place(city="San Francisco", region="CA", postal_code="94103", country="US"),
            EventTime(utc(2021, 11, 1, 19, 54, 8, 906000), None, EXACT),
            id="recorded in 2021",
        ),
        pytest.param(
            "2016-07-23T00:00:00Z",
            place(city="Las Vegas", region="NV", postal_code="89101", country="US"),
            EventTime(utc(2016, 7, 23), None, BEST_EFFORT),
            id="the documented sample: midnight may be a date",
        ),
        pytest.param(
            "2019-08-09T17:00:00-06:00",
            None,
            EventTime(utc(2019, 8, 9, 23), wall(2019, 8, 9, 17), EXACT),
            id="an offset tells the clock time too",
        ),
        pytest.param(
            "2018-03-01T14:00:00",
            CALIFORNIA,
            EventTime(utc(2018, 3, 1, 22), wall(2018, 3, 1, 14), DERIVED),
            id="without a zone, at a known place",
        ),
        pytest.param(
            "2018-03-01T14:00:00",
            None,
            EventTime(None, wall(2018, 3, 1, 14), UNKNOWN),
            id="without a zone, anywhere",
        ),
        pytest.param(
            "2018-03-01",
            CALIFORNIA,
            EventTime(None, wall(2018, 3, 1), UNKNOWN),
            id="a date",
        ),
        pytest.param(None, CALIFORNIA, NO_TIME, id="missing, as for an unused UPS label"),
    ],
)
def test_one_time_is_as_good_as_its_offset(
    text: str | None, where: Location | None, expected: EventTime
) -> None:
    assert zoned_time(text, where) == expected


# --- Estimates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-12-08T00:00:00Z", date(2016, 12, 8)),
        ("2021-07-23T00:00:00Z", date(2021, 7, 23)),
        ("2026-04-30T00:00:00", date(2026, 4, 30)),
        ("2026-04-30T17:00:00", date(2026, 4, 30)),
        ("2026-04-30", date(2026, 4, 30)),
        ("8/4/2021", date(2021, 8, 4)),
        ("2019-08-09T00:00:00-06:00", date(2019, 8, 9)),
        ("2019-08-09T00:00:00+09:00", date(2019, 8, 9)),
    ],
)
def test_an_estimate_that_is_a_day_stays_the_day_that_is_written(text: str, day: date) -> None:
    assert estimate(text, ProviderCode.SHIPPO) == DeliveryEstimate(
        precision=EstimatePrecision.DATE,
        date=day,
        at=None,
        provider=ProviderCode.SHIPPO,
        provider_value=ProviderTimestamp(text),
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-10-27T11:59:03.289Z", utc(2024, 10, 27, 11, 59, 3, 289000)),
        ("2019-08-09T17:00:00-06:00", utc(2019, 8, 9, 23)),
        ("2019-08-09T20:00:00-06:00", utc(2019, 8, 10, 2)),
    ],
)
def test_an_estimate_with_time_and_offset_is_an_instant(text: str, at: datetime) -> None:
    assert estimate(text, ProviderCode.SHIPSTATION) == DeliveryEstimate(
        precision=EstimatePrecision.INSTANT,
        date=at.date(),
        at=at,
        provider=ProviderCode.SHIPSTATION,
        provider_value=ProviderTimestamp(text),
    )


# --- Whatever is sent ------------------------------------------------------------------------

offsets = st.one_of(
    st.just(UTC),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
written = st.datetimes(timezones=st.one_of(st.none(), offsets)).map(datetime.isoformat)
texts = st.one_of(
    written,
    written.map(lambda text: text.replace("+00:00", "Z")),
    written.map(lambda text: text.replace("T", " ")),
    st.text(alphabet="0123456789-:.TZ+/ ", max_size=30),
    st.text(max_size=70),
    st.dates().map(date.isoformat),
)
anything = st.one_of(
    texts,
    st.none(),
    st.integers(),
    st.floats(),
    st.binary(max_size=10),
    st.lists(texts, max_size=2),
    st.datetimes(),
    st.sampled_from(["\ud800", "2024-10-25\udfff12:00", "\0", "2024-10-25T12:00\0"]),
)
places = st.sampled_from(
    [None, CALIFORNIA, TEXAS, LONDON, place(country="JP"), place(country="KI"), place(country="IN")]
)


def is_instant(value: datetime | None) -> bool:
    return value is not None and value.tzinfo is UTC


def is_wall_clock(value: datetime | None) -> bool:
    return value is not None and value.tzinfo is None


@given(anything)
def test_a_moment_has_an_instant_in_utc_or_a_local_time(text: object) -> None:
    moment = parse(text)
    if moment is not None:
        assert is_instant(moment.instant) or moment.instant is None
        assert is_wall_clock(moment.local) or moment.local is None
        assert moment.instant or moment.local
        assert instant(text) == moment.instant


@given(anything, anything, places)
def test_an_event_has_an_instant_exactly_when_something_is_known_of_it(
    converted: object, local: object, where: Location | None
) -> None:
    for found in (event_time(converted, local, where), zoned_time(local, where)):
        assert is_instant(found.occurred_at) == (found.confidence is not UNKNOWN)
        assert is_wall_clock(found.occurred_at_local) or found.occurred_at_local is None


@given(anything)
def test_an_estimate_has_an_instant_exactly_when_it_is_one(text: object) -> None:
    found = estimate(text, ProviderCode.SHIPPO)
    if found is not None:
        assert is_instant(found.at) == (found.precision is EstimatePrecision.INSTANT)
        assert found.provider_value == text


@given(
    st.datetimes(min_value=wall(2, 1, 1), max_value=wall(9998, 12, 31), timezones=offsets),
    places,
)
def test_an_offset_says_it_all(when: datetime, where: Location | None) -> None:
    text = when.isoformat()
    assert instant(text) == when
    assert zoned_time(text, where).occurred_at == when
    assert event_time(text, None, where).occurred_at == when


@given(st.datetimes(min_value=wall(1970, 1, 2), max_value=wall(2037, 1, 1)), places)
def test_the_clock_at_the_place_confirms_its_own_conversion(
    clock: datetime, where: Location | None
) -> None:
    derived = event_time(None, clock.isoformat(), where)
    if derived.occurred_at is not None:
        again = event_time(derived.occurred_at.isoformat(), clock.isoformat(), where)
        assert again == EventTime(derived.occurred_at, LocalDateTime(clock), EXACT)
