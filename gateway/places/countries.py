"""What a country is called."""

from functools import cache
from importlib.resources import files

from babel import Locale
from babel.core import get_global

from gateway.places.spelling import fold

# Kosovo has no code of ISO's, but CLDR and everybody else uses this one.
_USER_ASSIGNED = frozenset({"XK"})

# Names that CLDR and the time zone database do not have: the United Nations', and common ones.
# Source: Standard country or area codes for statistical use (M49),
# https://unstats.un.org/unsd/methodology/m49/, read 2026-11-21
_OTHER_NAMES = {
    "Burma": "MM",
    "England": "GB",
    "Great Britain": "GB",
    "Holland": "NL",
    "Islamic Republic of Iran": "IR",
    "Ivory Coast": "CI",
    "Lao People's Democratic Republic": "LA",
    "Northern Ireland": "GB",
    "Republic of Korea": "KR",
    "Republic of Moldova": "MD",
    "Russian Federation": "RU",
    "Scotland": "GB",
    "Syrian Arab Republic": "SY",
    "The Netherlands": "NL",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States of America": "US",
    "Wales": "GB",
}


def country(text: str | None) -> tuple[str | None, str | None]:
    """Return code and English name of the country that `text` stands for.

    The code is ISO 3166-1 alpha-2, the name is CLDR's. `text` is an alpha-2 or alpha-3 code or an
    English name, in any case. Of an unknown country the code is None and the name is `text`, so
    that nothing the provider wrote is lost.
    """
    if text is None:
        return None, None
    code = _codes().get(fold(text))
    return (code, _names()[code]) if code else (None, text)


@cache
def _names() -> dict[str, str]:
    """Return the English name of each country by its alpha-2 code."""
    known = _iso_names().keys() | _USER_ASSIGNED
    territories: dict[str, str] = dict(Locale("en").territories)
    return {code: name for code, name in territories.items() if code in known}


@cache
def _codes() -> dict[str, str]:
    """Return the alpha-2 code of each country by everything that it may be written as, folded."""
    names = _names()
    spellings = {name: code for code, name in _iso_names().items()} | _OTHER_NAMES
    # CLDR's aliases hold the alpha-3 codes and former codes; some stand for several countries.
    aliases = get_global("territory_aliases")
    spellings |= {
        alias: codes[0]
        for alias, codes in aliases.items()
        if alias.isalpha() and len(codes) == 1 and codes[0] in names
    }
    spellings |= {name: code for code, name in names.items()}
    spellings |= {name.replace("St. ", "Saint "): code for code, name in names.items()}
    spellings |= {code: code for code in names}
    return {fold(spelling): code for spelling, code in spellings.items()}


def _iso_names() -> dict[str, str]:
    """Return the countries of ISO 3166-1 as the time zone database lists them, name by code."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    rows = (line.split("\t", 1) for line in table.splitlines() if not line.startswith("#"))
    return dict(rows)
