"""May two locations be the same place?"""

import re
from collections.abc import Callable
from math import asin, cos, hypot, radians, sin, sqrt

from gateway.model.place import Coordinates, Location
from gateway.places.regions import home_country, region_called
from gateway.places.spelling import fold

# Providers give the middle of the city, of the postal code area or the place itself.
_SAME_WITHIN_KM = 50

_EARTH_RADIUS_KM = 6371

# Carriers write these words out or shorten them as they like.
_SHORT_FORMS = {"saint": "st", "fort": "ft", "mount": "mt"}


def same_place(a: Location | None, b: Location | None) -> bool:
    """Return whether `a` and `b` may be the same place.

    They may unless a part that both know differs: country, region, postal code (of a ZIP+4 code
    only the first five digits count), city (case, accents, punctuation and `St.` for `Saint`
    don't), or coordinates more than 50 km apart. A missing part, or a missing location,
    contradicts nothing. Symmetric and reflexive, but not transitive.
    """
    if a is None or b is None or a == b:
        return True
    return (
        _agree(a, b, home_country)
        and _agree(a, b, _region)
        and _agree(a, b, _postal_code)
        and _agree(a, b, _city)
        and _near(a.coordinates, b.coordinates)
    )


def _agree(a: Location, b: Location, part: Callable[[Location], str | None]) -> bool:
    mine, yours = part(a), part(b)
    return not mine or not yours or mine == yours


def _region(place: Location) -> str | None:
    # Without the country: that is compared by itself, and may be known to only one of the two.
    return place.region_code[3:] if place.region_code else region_called(place.region)


def _postal_code(place: Location) -> str | None:
    code = fold(place.postal_code or "")
    is_zip_plus_4 = len(code) == 9 and code.isdecimal()
    return code[:5] if is_zip_plus_4 else code


def _city(place: Location) -> str | None:
    if not place.city:
        return None
    words = re.split(r"\W+", place.city.casefold())
    return fold("".join(_SHORT_FORMS.get(word, word) for word in words))


def _near(a: Coordinates | None, b: Coordinates | None) -> bool:
    return a is None or b is None or _distance_km(a, b) <= _SAME_WITHIN_KM


def _distance_km(a: Coordinates, b: Coordinates) -> float:
    """Return the great-circle distance (haversine formula)."""
    half_north = sin(radians(b.latitude - a.latitude) / 2)
    half_east = sin(radians(b.longitude - a.longitude) / 2)
    breadth = sqrt(cos(radians(a.latitude)) * cos(radians(b.latitude)))
    return 2 * _EARTH_RADIUS_KM * asin(min(1, hypot(half_north, breadth * half_east)))
