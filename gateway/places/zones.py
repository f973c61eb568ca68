"""The time zone of a location, where there is no doubt."""

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from gateway.model.place import Location
from gateway.places.regions import home_country

# States, provinces and territories that lie in one zone by law. Missing ones lie in two or more,
# or keep daylight saving time in one part only (Arizona, because of the Navajo Nation).
# Source: List of time offsets by U.S. state and territory,
# https://en.wikipedia.org/wiki/List_of_time_offsets_by_U.S._state_and_territory, and the comments
# of zone.tab in the time zone database, https://www.iana.org/time-zones; both read 2026-11-21
_REGIONS = {
    "America/New_York": "US-CT US-DC US-DE US-GA US-MA US-MD US-ME US-NC US-NH US-NJ US-NY US-OH "
    "US-PA US-RI US-SC US-VA US-VT US-WV",
    "America/Chicago": "US-AL US-AR US-IA US-IL US-LA US-MN US-MO US-MS US-OK US-WI",
    "America/Denver": "US-CO US-MT US-NM US-UT US-WY",
    "America/Los_Angeles": "US-CA US-WA",
    "Pacific/Honolulu": "US-HI",
    "America/Halifax": "CA-NS CA-PE",
    "America/Moncton": "CA-NB",
    "America/Winnipeg": "CA-MB",
    "America/Edmonton": "CA-AB",
    "America/Whitehorse": "CA-YT",
    "Australia/Sydney": "AU-ACT",
    "Australia/Melbourne": "AU-VIC",
    "Australia/Hobart": "AU-TAS",
    "Australia/Brisbane": "AU-QLD",
    "Australia/Adelaide": "AU-SA",
    "Australia/Darwin": "AU-NT",
}

# Zones of a country count as one when their clocks agree in these years: before, no parcel of
# today was under way, and what comes later nobody knows.
_FIRST_YEAR, _LAST_YEAR = 2015, 2035


def zone(location: Location | None) -> ZoneInfo | None:
    """Return the time zone that `location` lies in; None when it may lie in several.

    A state, province or territory decides where it lies in one zone, else a country whose clocks
    all agree. City, postal code and coordinates are not looked at.
    """
    if location is None:
        return None
    name = _region_zones().get(location.region_code or "")
    return ZoneInfo(name) if name else _country_zone(home_country(location))


@cache
def _region_zones() -> dict[str, str]:
    return {region: name for name, regions in _REGIONS.items() for region in regions.split()}


@cache
def _country_zone(country_code: str | None) -> ZoneInfo | None:
    zones = [ZoneInfo(name) for name in _country_zones().get(country_code or "", ())]
    return (
        zones[0] if zones and all(_clocks_agree(zones[0], other) for other in zones[1:]) else None
    )


@cache
def _country_zones() -> dict[str, list[str]]:
    """Return the names of each country's zones, the one with the most people first."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    zones: dict[str, list[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country_code, _, name, *_ = line.split("\t")
            zones.setdefault(country_code, []).append(name)
    return zones


def _clocks_agree(a: ZoneInfo, b: ZoneInfo) -> bool:
    # Every week: no zone leaves the others for less than that.
    day, week = datetime(_FIRST_YEAR, 1, 1), timedelta(weeks=1)  # noqa: DTZ001  # a wall clock
    while day.year <= _LAST_YEAR:
        if a.utcoffset(day) != b.utcoffset(day):
            return False
        day += week
    return True
