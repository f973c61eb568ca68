"""Read the times that providers write, and say how far each can be trusted.

The rules and their reasons are in `docs/times.md`. Pure: no clock, and nothing here ever raises
for what a provider may send.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from gateway.model.codes import EstimatePrecision, ProviderCode, TimeConfidence
from gateway.model.delivery import DeliveryEstimate
from gateway.model.place import Location
from gateway.model.scalars import LocalDateTime, ProviderTimestamp
from gateway.places import zone

# The longest time in ISO 8601 with nine digits of a fraction has 35 characters.
_LONGEST = 64

ESTIMATES = 1_024
"""Estimates that are remembered: many parcels are to come on the same few days."""

_SEPARATORS = ("T", " ", "")

_MIDNIGHT = time()

_NO_OFFSET = timedelta(0)

# Providers cut seconds and fractions off one of two times that belong together.
_SAME_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """What one text says about when something was or will be.

    `instant` is aware and in UTC; None when the text has no offset. `local` is the naive clock
    time; None when the text is in UTC and so says nothing about a clock anywhere. `is_date`: only
    the day means anything, because the text is a date alone, or midnight in UTC or without an
    offset, which is what a date becomes that was taken for a time.
    """

    instant: datetime | None
    local: datetime | None
    is_date: bool


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event happened: in UTC and on the clock at its place; None where that is unknown."""

    occurred_at: datetime | None
    occurred_at_local: LocalDateTime | None
    confidence: TimeConfidence


def parse(text: object) -> Moment | None:
    """Read a time: ISO 8601 with a four-digit year and dashes, or a date like `8/4/2021`.

    In ISO 8601 the time of day, its seconds, their fraction (of any length; microseconds are
    kept) and the offset may be missing, `T` may be a blank, and `T` and `Z` may be small.
    `8/4/2021` is month, day, year, as in ShipStation's documentation. None for anything else, and
    for an instant that falls outside the years 1 to 9999.
    """
    value = _read(text)
    if value is None:
        return None
    offset = value.utcoffset()
    return Moment(
        instant=None if offset is None else value.astimezone(UTC),
        local=None if offset == _NO_OFFSET else value.replace(tzinfo=None),
        is_date=not offset and value.time() == _MIDNIGHT,
    )


def instant(text: object) -> datetime | None:
    """Return the instant (aware, UTC) that `text` names; None when it names none for certain."""
    value = _read(text)
    return value.astimezone(UTC) if value and value.tzinfo else None


def event_time(utc: object, local: object, place: Location | None) -> EventTime:
    """Combine the two times that ShipStation gives for an event at `place`.

    `utc` is `occurred_at`: UTC, as well as ShipStation could convert it. `local` is
    `carrier_occurred_at`: the carrier's clock at `place`, where a `Z` means nothing.
    """
    converted, clock = _read(utc), _read(local)
    if clock and clock.utcoffset():
        return _at(clock, TimeConfidence.EXACT)
    if converted and not converted.tzinfo:
        # ISO 8601: without an offset it is local time, whatever the field is called.
        converted, clock = None, clock or converted
    if converted is None:
        return _derived(clock, zone(place))
    if clock is None:
        return _at(converted, TimeConfidence.BEST_EFFORT)
    return _paired(converted.astimezone(UTC), clock.replace(tzinfo=None), zone(place))


def zoned_time(text: object, place: Location | None) -> EventTime:
    """Read the one time that Shippo gives for an event at `place`."""
    value = _read(text)
    if value is None or not value.tzinfo:
        return _derived(value, zone(place))
    # Midnight in UTC is a time of day like any other, or else a date that was taken for a time.
    is_sure = value.utcoffset() or value.time() != _MIDNIGHT
    return _at(value, TimeConfidence.EXACT if is_sure else TimeConfidence.BEST_EFFORT)


def estimate(text: object, provider: ProviderCode) -> DeliveryEstimate | None:
    """Read when `provider` expects a delivery; None when `text` is no time.

    Midnight, and a time without an offset, stand for the day that is written, which is never
    shifted. Anything else is an instant.
    """
    return _estimate(text, provider) if isinstance(text, str) and len(text) <= _LONGEST else None


@lru_cache(maxsize=ESTIMATES)
def _estimate(text: str, provider: ProviderCode) -> DeliveryEstimate | None:
    value = _read(text)
    if value is None:
        return None
    is_instant = value.tzinfo and value.time() != _MIDNIGHT
    at = value.astimezone(UTC) if is_instant else None
    return DeliveryEstimate(
        precision=EstimatePrecision.INSTANT if at else EstimatePrecision.DATE,
        date=(at or value).date(),
        at=at,
        provider=provider,
        provider_value=ProviderTimestamp(text),
    )


def _read(text: object) -> datetime | None:
    """Return the time as it is written: aware when there is an offset, else naive.

    Whatever is aware can be converted to UTC.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    text = text.strip().upper()
    if "/" in text:
        return _american_date(text)
    # fromisoformat would also take weeks, dates without dashes, and any character for the T.
    if text[4:5] != "-" or text[7:8] != "-" or text[10:11] not in _SEPARATORS:
        return None
    try:
        value = datetime.fromisoformat(text)
        value.astimezone(UTC) if value.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return value


def _american_date(text: str) -> datetime | None:
    parts = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    if parts is None:
        return None
    month, day, year = map(int, parts.groups())
    try:
        return datetime(year, month, day)  # noqa: DTZ001  # a date has no zone
    except ValueError:
        return None


def _at(value: datetime, confidence: TimeConfidence) -> EventTime:
    """Return the instant `value` and, unless it is in UTC, the clock time that it names."""
    clock = LocalDateTime(value.replace(tzinfo=None)) if value.utcoffset() else None
    return EventTime(value.astimezone(UTC), clock, confidence)


def _paired(converted: datetime, clock: datetime, tz: ZoneInfo | None) -> EventTime:
    """Judge the provider's conversion of `clock` by the clocks at the place."""
    offset = clock - converted.replace(tzinfo=None)
    if tz is not None and _is_offset_of(tz, clock, offset):
        return EventTime(converted, LocalDateTime(clock), TimeConfidence.EXACT)
    if abs(offset) < _SAME_MINUTE:
        # Nothing was converted: a Z was put behind the local time.
        return _derived(clock, tz)
    return EventTime(converted, LocalDateTime(clock), TimeConfidence.BEST_EFFORT)


def _derived(clock: datetime | None, tz: ZoneInfo | None) -> EventTime:
    """Work the instant out of the clock time, unless that is a mere date or the zone is unknown."""
    if clock is None:
        return EventTime(None, None, TimeConfidence.UNKNOWN)
    local = LocalDateTime(clock.replace(tzinfo=None))
    if tz is None or local.time() == _MIDNIGHT:
        return EventTime(None, local, TimeConfidence.UNKNOWN)
    try:
        return EventTime(local.replace(tzinfo=tz).astimezone(UTC), local, TimeConfidence.DERIVED)
    except OverflowError:
        return EventTime(None, local, TimeConfidence.UNKNOWN)


def _is_offset_of(tz: ZoneInfo, clock: datetime, offset: timedelta) -> bool:
    """Say whether the zone has this offset at `clock`.

    It has two when clocks are turned back or forward, else one.
    """
    return _is_near(tz.utcoffset(clock), offset) or _is_near(
        tz.utcoffset(clock.replace(fold=1)), offset
    )


def _is_near(known: timedelta | None, offset: timedelta) -> bool:
    return known is not None and abs(offset - known) < _SAME_MINUTE
