"""What a provider wrote of a place → `Location`."""

import re
from functools import lru_cache

from gateway.model.place import Coordinates, Location
from gateway.places.countries import country as country_called
from gateway.places.regions import region_code

# Countries whose addresses carry the code of the state rather than its name.
_WRITTEN_BY_CODE = ("US-", "CA-", "AU-")

# Longer than any code of a region: what is longer is a name.
_LONGEST_CODE = 3

# Characters of a place that is kept for the next time; bounds the memory that they take.
_LONGEST_REMEMBERED = 200


def location(
    *,
    city: object = None,
    region: object = None,
    postal_code: object = None,
    country: object = None,
    latitude: object = None,
    longitude: object = None,
) -> Location | None:
    """Build a location from what a provider wrote; None when that says nothing.

    Arguments are loose: text is trimmed, and empty text and whatever is not text (for the
    coordinates: not a number) counts as missing. `city`, `region` and `postal_code` stay as
    written; `region_code`, `country_code`, `country_name` and `formatted` are worked out, and a
    country or region that cannot be told for certain has no code.

    `formatted` is `City, REGION POSTAL, Country` without the parts that are missing; the country
    is left out when it is the United States and anything else is known. With nothing but
    coordinates it is these: it is never empty.
    """
    texts = _written(city), _written(region), _written(postal_code), _written(country)
    coordinates = _coordinates(latitude, longitude)
    # The events of a parcel, and of many parcels, are at the same few places.
    is_short = sum(map(len, texts)) <= _LONGEST_REMEMBERED
    return (_described if is_short else _described.__wrapped__)(texts, coordinates)


@lru_cache(maxsize=4096)
def _described(
    texts: tuple[str, str, str, str], coordinates: Coordinates | None
) -> Location | None:
    city, region, postal_code, country = map(_text, texts)
    if not (city or region or postal_code or country or coordinates):
        return None
    country_code, country_name = country_called(country)
    code = region_code(region, country_code, postal_code)
    line = _line(city, _short(region, code), postal_code)
    if country_name and (country_code != "US" or not line):
        line = _tidy(f"{line}, {country_name}")
    if not line and coordinates:
        line = f"{coordinates.latitude:g}, {coordinates.longitude:g}"
    return Location(
        city=city,
        region=region,
        region_code=code,
        postal_code=postal_code,
        country_code=country_code,
        country_name=country_name,
        formatted=line,
        coordinates=coordinates,
    )


def _written(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(written: str) -> str | None:
    # Commas and blanks alone say nothing.
    return written.strip() if _tidy(written) else None


def _coordinates(latitude: object, longitude: object) -> Coordinates | None:
    if latitude is None or longitude is None:
        return None
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    # Providers write 0, 0 where they know nothing; no parcel is scanned in the Gulf of Guinea.
    if north is None or east is None or (north == 0 and east == 0):
        return None
    return Coordinates(latitude=north, longitude=east)


def _degrees(value: object, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # NaN and the infinities fail the comparison as well.
    return float(value) if -most <= value <= most else None


def _short(region: str | None, code: str | None) -> str | None:
    if code and code.startswith(_WRITTEN_BY_CODE):
        return code[3:]
    return _spoken(region) if region and len(region) > _LONGEST_CODE else region


def _line(city: str | None, region: str | None, postal_code: str | None) -> str:
    """Join the parts as `City, REGION POSTAL`."""
    place = ", ".join(_tidy(part) for part in (_spoken(city), region) if part)
    return _tidy(f"{place} {postal_code}" if postal_code else place)


def _tidy(text: str) -> str:
    """Collapse blanks, and drop commas that separate nothing."""
    return ", ".join(filter(None, (" ".join(part.split()) for part in text.split(","))))


def _spoken(name: str | None) -> str | None:
    """Write a name that is all in capitals with capital initials: `O'FALLON` → `O'Fallon`."""
    if name is None or not name.isupper():
        return name
    return re.sub(r"[^\W_]+(?:['\u2019]S\b)?", lambda word: word[0].capitalize(), name)
