"""What a state or province is called."""

import re
from functools import cache

from gateway.model.place import Location
from gateway.places.spelling import fold

# Source: ISO 3166-2:US, https://en.wikipedia.org/wiki/ISO_3166-2:US, and the pages beside it of
# the same name that end in CA, AU and GB, read 2026-11-21
_REGIONS = {
    "US": {
        "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
        "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
        "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
        "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
        "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
        "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
        "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
        "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
        "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
        "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
        "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
        "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "AS": "American Samoa",
        "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
        "UM": "United States Minor Outlying Islands", "VI": "Virgin Islands",
    },
    "CA": {
        "AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick",
        "NL": "Newfoundland and Labrador", "NS": "Nova Scotia", "NT": "Northwest Territories",
        "NU": "Nunavut", "ON": "Ontario", "PE": "Prince Edward Island", "QC": "Quebec",
        "SK": "Saskatchewan", "YT": "Yukon",
    },
    "AU": {
        "ACT": "Australian Capital Territory", "NSW": "New South Wales",
        "NT": "Northern Territory", "QLD": "Queensland", "SA": "South Australia",
        "TAS": "Tasmania", "VIC": "Victoria", "WA": "Western Australia",
    },
    "GB": {
        "ENG": "England", "NIR": "Northern Ireland", "SCT": "Scotland", "WLS": "Wales",
    },
}  # fmt: skip

# Territories of the United States that are also countries of ISO 3166-1.
_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})

# The first three digits of the ZIP codes of each state: first and last of each run.
# Source: List of ZIP Code prefixes, https://en.wikipedia.org/wiki/List_of_ZIP_Code_prefixes,
# read 2026-11-21
_ZIP_PREFIXES = {
    "AK": ((995, 999),), "AL": ((350, 369),), "AR": ((716, 729),), "AS": ((967, 967),),
    "AZ": ((850, 865),), "CA": ((900, 961),), "CO": ((800, 816),), "CT": ((60, 69),),
    "DC": ((200, 200), (202, 205)), "DE": ((197, 199),), "FL": ((320, 339), (341, 349)),
    "GA": ((300, 319), (398, 399)), "GU": ((969, 969),), "HI": ((967, 968),),
    "IA": ((500, 528),), "ID": ((832, 838),), "IL": ((600, 629),), "IN": ((460, 479),),
    "KS": ((660, 679),), "KY": ((400, 427),), "LA": ((700, 714),), "MA": ((10, 27), (55, 55)),
    "MD": ((206, 219),), "ME": ((39, 49),), "MI": ((480, 499),), "MN": ((550, 567),),
    "MO": ((630, 658),), "MP": ((969, 969),), "MS": ((386, 397),), "MT": ((590, 599),),
    "NC": ((270, 289),), "ND": ((580, 588),), "NE": ((680, 693),), "NH": ((30, 38),),
    "NJ": ((70, 89),), "NM": ((870, 884),), "NV": ((889, 898),),
    "NY": ((5, 5), (63, 63), (100, 149)), "OH": ((430, 459),), "OK": ((730, 732), (734, 749)),
    "OR": ((970, 979),), "PA": ((150, 196),), "PR": ((6, 7), (9, 9)), "RI": ((28, 29),),
    "SC": ((290, 299),), "SD": ((570, 577),), "TN": ((370, 385),),
    "TX": ((733, 733), (750, 799), (885, 885)), "UT": ((840, 847),),
    "VA": ((201, 201), (220, 246)), "VI": ((8, 8),), "VT": ((50, 54), (56, 59)),
    "WA": ((980, 994),), "WI": ((530, 549),), "WV": ((247, 268),), "WY": ((820, 831), (834, 834)),
}  # fmt: skip

# Provinces of Italy, Spain and Mexico share abbreviations with states, and their postal codes
# have five digits too. Of all of them only Trento (TN) has codes that a state has as well.
_ZIP_CODES_OF_TRENTO = "380|3812[1-3]"

# The first letters of the postal codes of each province.
# Source: Canadian postal code definitions,
# https://www.hippodirect.com/faq-items/where-can-i-find-a-listing-of-all-canadian-postal-code-definitions,
# read 2026-11-21 (X is shared by the Northwest Territories and, newer than that list, Nunavut)
_CANADIAN_LETTERS = {
    "AB": "T", "BC": "V", "MB": "R", "NB": "E", "NL": "A", "NS": "B", "NT": "X", "NU": "X",
    "ON": "KLMNP", "PE": "C", "QC": "GHJ", "SK": "S", "YT": "Y",
}  # fmt: skip


def region_code(
    region: str | None, country_code: str | None, postal_code: str | None
) -> str | None:
    """Return the ISO 3166-2 code of a region called `region`, e.g. `US-CA`; None when in doubt.

    `region` is a code or an English name, in any case, of the United States, Canada, Australia
    or the United Kingdom. Where the country is not known, a state of the United States or a
    province of Canada is recognised when its postal code fits it.
    """
    if region is None:
        return None
    name = fold(region)
    if country_code is not None:
        code = _codes(country_code).get(name)
        return f"{country_code}-{code}" if code else None
    if (state := _codes("US").get(name)) and _is_zip_of(state, postal_code or ""):
        return f"US-{state}"
    if (province := _codes("CA").get(name)) and _is_canadian_of(province, postal_code or ""):
        return f"CA-{province}"
    return None


def region_called(name: str | None) -> str | None:
    """Return the code, without its country, that `name` may stand for; None when unknown.

    A code stands for itself. A name counts only where one country has it: `Western Australia`
    is `WA`.
    """
    if name is None:
        return None
    folded = fold(name)
    codes = {codes[folded] for country in _REGIONS if folded in (codes := _codes(country))}
    if len(codes) == 1:
        return codes.pop()
    return None


def home_country(place: Location) -> str | None:
    """Return the country of `place`, told by its region where need be; None when unknown.

    Puerto Rico and its like are always the country of their own ISO code, whether a provider
    calls them a country or a region of the United States.
    """
    if place.region_code is None:
        return place.country_code
    country, _, region = place.region_code.partition("-")
    return region if country == "US" and region in _TERRITORIES else country


@cache
def _codes(country_code: str) -> dict[str, str]:
    """Return the regions of a country: code by folded code and folded name."""
    regions = _REGIONS.get(country_code, {})
    return {fold(name): code for code, name in regions.items()} | {
        code.casefold(): code for code in regions
    }


def _is_zip_of(state: str, postal_code: str) -> bool:
    if not re.fullmatch(r"[0-9]{5}(-?[0-9]{4})?", postal_code):
        return False
    if state == "TN" and re.match(_ZIP_CODES_OF_TRENTO, postal_code):
        return False
    prefix = int(postal_code[:3])
    return any(first <= prefix <= last for first, last in _ZIP_PREFIXES.get(state, ()))


def _is_canadian_of(province: str, postal_code: str) -> bool:
    is_canadian = re.fullmatch(r"[A-Za-z][0-9][A-Za-z][ -]?[0-9][A-Za-z][0-9]", postal_code)
    return bool(is_canadian) and postal_code[0].upper() in _CANADIAN_LETTERS.get(province, "")
