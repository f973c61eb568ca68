"""What providers write of places, and what can be told from it."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.place import Coordinates, Location
from gateway.places import location, same_place, zone
from gateway.places.description import _described
from gateway.places.regions import _REGIONS, _ZIP_PREFIXES


def place(**parts: Any) -> Location:
    found = location(**parts)
    assert found is not None
    return found


# --- One location ----------------------------------------------------------------------------


def test_the_place_of_shipstations_sample_is_known_without_its_country() -> None:
    # ShipStation's documented event leaves the country empty.
    assert place(city="OCEANSIDE", region="CA", postal_code="92056", country="") == Location(
        city="OCEANSIDE",
        region="CA",
        region_code="US-CA",
        postal_code="92056",
        formatted="Oceanside, CA 92056",
    )


def test_the_place_of_shippos_sample_is_known_with_its_country() -> None:
    assert place(city="Las Vegas", region="NV", postal_code="89101", country="US") == Location(
        city="Las Vegas",
        region="NV",
        region_code="US-NV",
        postal_code="89101",
        country_code="US",
        country_name="United States",
        formatted="Las Vegas, NV 89101",
    )


@pytest.mark.parametrize("nothing", [None, "", "  ", "\n", ",", " , ,", 7, 1.5, True, [], {}, b"x"])
def test_what_says_nothing_is_no_location(nothing: object) -> None:
    assert location() is None
    assert (
        location(
            city=nothing,
            region=nothing,
            postal_code=nothing,
            country=nothing,
            latitude=nothing if isinstance(nothing, str) else None,
            longitude=nothing if isinstance(nothing, str) else None,
        )
        is None
    )


def test_text_is_trimmed_and_otherwise_kept() -> None:
    found = place(city=" O'FALLON ", region=" mo", postal_code="63366 ", country=" us ")
    assert (found.city, found.region, found.postal_code) == ("O'FALLON", "mo", "63366")


def test_one_odd_part_costs_only_itself() -> None:
    found = place(city=["Oakland"], region="CA", postal_code="94602", country="US")
    assert found.city is None
    assert found.region_code == "US-CA"


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("US", "US", "United States"),
        ("us", "US", "United States"),
        ("USA", "US", "United States"),
        ("U.S.A.", "US", "United States"),
        ("United States of America", "US", "United States"),
        ("UK", "GB", "United Kingdom"),
        ("gbr", "GB", "United Kingdom"),
        ("GERMANY", "DE", "Germany"),
        ("DEU", "DE", "Germany"),
        ("Turkey", "TR", "Türkiye"),
        ("TURKIYE", "TR", "Türkiye"),
        ("Hong Kong", "HK", "Hong Kong SAR China"),
        ("The Netherlands", "NL", "Netherlands"),
        ("Bosnia and Herzegovina", "BA", "Bosnia & Herzegovina"),
        ("Saint Lucia", "LC", "St. Lucia"),
        ("XK", "XK", "Kosovo"),
    ],
)
def test_a_country_is_known_by_code_and_by_english_name(text: str, code: str, name: str) -> None:
    found = place(country=text)
    assert (found.country_code, found.country_name) == (code, name)


@pytest.mark.parametrize("text", ["ZZ", "EU", "Atlantis", "840", "Yugoslavia"])
def test_an_unknown_country_keeps_its_name_and_gets_no_code(text: str) -> None:
    found = place(country=text)
    assert (found.country_code, found.country_name, found.formatted) == (None, text, text)


@pytest.mark.parametrize(
    ("region", "country", "code"),
    [
        ("CA", "US", "US-CA"),
        ("California", "USA", "US-CA"),
        ("DISTRICT OF COLUMBIA", "US", "US-DC"),
        ("PR", "US", "US-PR"),
        ("QC", "CA", "CA-QC"),
        ("Québec", "CA", "CA-QC"),
        ("nsw", "AU", "AU-NSW"),
        ("Victoria", "AU", "AU-VIC"),
        ("Scotland", "GB", "GB-SCT"),
        ("CA", "IT", None),
        ("Bavaria", "DE", None),
        ("AE", "US", None),
        ("XX", "US", None),
    ],
)
def test_a_region_has_a_code_where_its_country_is_known(
    region: str, country: str, code: str | None
) -> None:
    assert place(region=region, country=country).region_code == code


@pytest.mark.parametrize(
    ("region", "postal_code", "code"),
    [
        ("TX", "75071", "US-TX"),
        ("MO", "64862", "US-MO"),
        ("MO", "64862-1234", "US-MO"),
        ("MO", "648621234", "US-MO"),
        ("California", "94602", "US-CA"),
        ("TN", "38118", "US-TN"),
        ("PR", "00901", "US-PR"),
        ("ON", "M5V 3L9", "CA-ON"),
        ("bc", "v6b1a1", "CA-BC"),
        ("CA", None, None),
        ("CA", "09100", None),  # Cagliari in Italy
        ("TN", "38122", None),  # Memphis, or Trento in Italy
        ("PA", "90100", None),  # Palermo in Italy
        ("NSW", "2000", None),
        ("CA", "9205", None),
        ("CA", "٩٢٠٥٦", None),
        ("ON", "V6B 1A1", None),
    ],
)
def test_without_a_country_the_postal_code_has_to_fit_the_region(
    region: str, postal_code: str | None, code: str | None
) -> None:
    found = place(region=region, postal_code=postal_code)
    assert found.region_code == code
    assert found.country_code is None


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ({"city": "OCEANSIDE", "region": "CA", "postal_code": "92056"}, "Oceanside, CA 92056"),
        ({"city": "MCKINNEY", "region": "TX", "postal_code": "75071"}, "Mckinney, TX 75071"),
        ({"city": "McKinney", "region": "Texas", "country": "US"}, "McKinney, TX"),
        ({"city": "Berlin", "postal_code": "10115", "country": "DE"}, "Berlin 10115, Germany"),
        ({"city": "MÜNCHEN", "region": "BAYERN", "country": "DE"}, "München, Bayern, Germany"),
        (
            {"city": "Toronto", "region": "Ontario", "postal_code": "M5V 3L9", "country": "CA"},
            "Toronto, ON M5V 3L9, Canada",
        ),
        ({"city": "LAND'S END", "country": "GB"}, "Land's End, United Kingdom"),
        ({"city": "O'FALLON", "region": "MO"}, "O'Fallon, MO"),
        ({"city": "WILKES-BARRE,", "region": "PA"}, "Wilkes-Barre, PA"),
        ({"city": "  SAN   DIEGO "}, "San Diego"),
        ({"region": "CA", "postal_code": "92056"}, "CA 92056"),
        ({"postal_code": "92056"}, "92056"),
        ({"postal_code": "92056", "country": "US"}, "92056"),
        ({"country": "US"}, "United States"),
        ({"country": "DE"}, "Germany"),
        ({"latitude": 33.175, "longitude": -96.6986}, "33.175, -96.6986"),
    ],
)
def test_a_place_is_written_on_one_line(parts: dict[str, object], line: str) -> None:
    assert place(**parts).formatted == line


def test_coordinates_are_taken_beside_the_rest() -> None:
    # From the sample of ShipEngine's JavaScript SDK.
    found = place(city="MCKINNEY", latitude=33.175, longitude=-96.6986)
    assert found.coordinates == Coordinates(latitude=33.175, longitude=-96.6986)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (0, 0),
        (0.0, -0.0),
        (None, 1),
        (1, None),
        (91, 0),
        (0, -180.5),
        (float("nan"), 1),
        (1, float("inf")),
        ("1", "2"),
        (True, True),
        (10**400, 1),
    ],
)
def test_coordinates_that_cannot_be_are_left_out(latitude: object, longitude: object) -> None:
    found = place(city="Oakland", latitude=latitude, longitude=longitude)
    assert found.coordinates is None


def test_a_point_on_the_equator_is_a_place() -> None:
    assert place(latitude=0, longitude=36).coordinates == Coordinates(latitude=0, longitude=36)


# --- Its time zone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"region": "CA", "postal_code": "92056"}, "America/Los_Angeles"),
        ({"region": "CA", "country": "US"}, "America/Los_Angeles"),
        ({"region": "MO", "postal_code": "64862"}, "America/Chicago"),
        ({"region": "NY", "country": "US"}, "America/New_York"),
        ({"region": "HI", "country": "US"}, "Pacific/Honolulu"),
        ({"region": "PR", "country": "US"}, "America/Puerto_Rico"),
        ({"country": "PR"}, "America/Puerto_Rico"),
        ({"region": "AB", "country": "CA"}, "America/Edmonton"),
        ({"region": "VIC", "country": "AU"}, "Australia/Melbourne"),
        ({"region": "Scotland", "country": "GB"}, "Europe/London"),
        # Büsingen has a zone of its own, with the same clock.
        ({"country": "DE"}, "Europe/Berlin"),
        ({"country": "JP"}, "Asia/Tokyo"),
    ],
)
def test_a_place_that_lies_in_one_zone_has_it(parts: dict[str, object], name: str) -> None:
    found = zone(place(**parts))
    assert found is not None
    assert found.key == name


@pytest.mark.parametrize(
    "parts",
    [
        {"country": "US"},
        {"country": "CA"},
        {"country": "AU"},
        {"country": "ES"},
        {"country": "XK"},
        {"country": "Atlantis"},
        {"city": "Oceanside"},
        {"region": "CA"},
        {"region": "NSW", "country": "AU"},
        *(
            {"region": state, "country": "US"}
            for state in ("AK", "AZ", "FL", "ID", "IN", "KS", "KY", "MI", "ND", "NE", "NV", "OR")
        ),
        *({"region": state, "country": "US"} for state in ("SD", "TN", "TX", "UM")),
        *(
            {"region": province, "country": "CA"}
            for province in ("BC", "NL", "NU", "ON", "QC", "SK")
        ),
    ],
)
def test_a_place_that_may_lie_in_two_zones_has_none(parts: dict[str, object]) -> None:
    assert zone(place(**parts)) is None


def test_no_place_has_no_zone() -> None:
    assert zone(None) is None


# --- Whether two are the same ----------------------------------------------------------------

OCEANSIDE = place(city="OCEANSIDE", region="CA", postal_code="92056", country="")


@pytest.mark.parametrize(
    "other",
    [
        None,
        place(city="Oceanside", region="California", postal_code="92056-4321", country="US"),
        place(city="Oceanside"),
        place(postal_code="920561234"),
        place(region="California"),
        place(country="US"),
        place(latitude=33.2, longitude=-117.3),
    ],
)
def test_what_does_not_contradict_may_be_the_same_place(other: Location | None) -> None:
    assert same_place(OCEANSIDE, other)


@pytest.mark.parametrize(
    "other",
    [
        place(city="Carlsbad"),
        place(city="OCEANSIDE", region="NY", postal_code="11572"),
        place(region="OR"),
        place(region="Oregon", country="US"),
        place(postal_code="92057"),
        place(country="CA"),
    ],
)
def test_what_contradicts_is_another_place(other: Location) -> None:
    assert not same_place(OCEANSIDE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Louis", "SAINT LOUIS"),
        ("Ft Worth", "FORT WORTH"),
        ("Winston-Salem", "WINSTON SALEM"),
        ("MÜNCHEN", "Munchen"),
        ("O'FALLON", "OFALLON"),
    ],
)
def test_spellings_of_one_city_are_the_same_place(one: str, other: str) -> None:
    assert same_place(place(city=one), place(city=other))


def test_a_territory_is_the_same_place_whether_called_country_or_region() -> None:
    assert same_place(
        place(city="San Juan", country="PR"), place(city="SAN JUAN", region="PR", country="US")
    )


def test_coordinates_are_the_same_place_within_50_km() -> None:
    # Oakland and San Francisco are 13 km apart, Oakland and San Jose 62 km.
    oakland = place(latitude=37.8044, longitude=-122.2712)
    assert same_place(oakland, place(latitude=37.7749, longitude=-122.4194))
    assert not same_place(oakland, place(latitude=37.3382, longitude=-121.8863))


def test_coordinates_are_compared_across_the_date_line() -> None:
    assert same_place(place(latitude=-17, longitude=179.9), place(latitude=-17, longitude=-179.9))


# --- Whatever is sent ------------------------------------------------------------------------

words = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.text(alphabet="Aa ,.-'\t\n", max_size=8),
    st.sampled_from(["CA", "NY", "TX", "ON", "92056", "M5V 3L9", "US", "DE", "Oceanside", "Paris"]),
    st.integers(),
    st.booleans(),
)
degrees = st.one_of(st.none(), st.floats(), st.integers(), st.text(max_size=3))
locations = st.builds(
    location,
    city=words,
    region=words,
    postal_code=words,
    country=words,
    latitude=degrees,
    longitude=degrees,
)


@given(locations)
def test_a_line_is_never_empty_and_has_no_stray_commas_or_blanks(found: Location | None) -> None:
    if found is not None:
        assert found.formatted == " ".join(found.formatted.split())
        assert all(part == part.strip() != "" for part in found.formatted.split(", "))
        assert " ," not in found.formatted


@given(locations)
def test_codes_have_their_form(found: Location | None) -> None:
    if found is not None and found.country_code is not None:
        assert len(found.country_code) == 2
        assert found.country_code.isupper()
        assert found.country_name
        assert found.region_code is None or found.region_code.startswith(found.country_code + "-")


@given(locations)
def test_no_part_is_empty_text(found: Location | None) -> None:
    if found is not None:
        assert "" not in {found.city, found.region, found.postal_code, found.country_name}
        zone(found)


@given(locations, locations)
def test_being_the_same_place_is_mutual(a: Location | None, b: Location | None) -> None:
    assert same_place(a, b) == same_place(b, a)


@given(locations)
def test_every_place_is_the_same_as_itself(found: Location | None) -> None:
    assert same_place(found, found)


def test_every_state_and_province_is_found_by_its_code_and_its_name() -> None:
    for country, regions in _REGIONS.items():
        for code, name in regions.items():
            for spelling in (code, code.lower(), name, name.upper()):
                assert place(region=spelling, country=country).region_code == f"{country}-{code}"


def test_no_two_states_but_neighbours_share_a_zip_prefix() -> None:
    shared = {
        (a, b)
        for (a, runs), (b, others) in combinations(_ZIP_PREFIXES.items(), 2)
        for first, last in runs
        for start, end in others
        if first <= end and start <= last
    }
    assert shared == {("AS", "HI"), ("CT", "NY"), ("GU", "MP"), ("ID", "WY")}


def test_a_place_of_a_megabyte_is_built_and_not_kept() -> None:
    before = _described.cache_info().currsize
    found = place(city="A" * 1_000_000)
    assert found.formatted == "A" + "a" * 999_999
    assert _described.cache_info().currsize == before
