"""The tables agree with the references they were made from, on machines that have those."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gateway.carriers import carrier_by_code, carriers, is_plausible_number, normalize_number
from gateway.carriers.format import Format
from gateway.carriers.formats import FORMATS
from gateway.carriers.s10 import operators
from gateway.model import CarrierCodeEvidence, ProviderCode
from tests.unit.carriers.shapes import SHAPES

GRADES = dict(zip("ABCD", CarrierCodeEvidence, strict=True))
#: Codes of ShipStation's documents that its map to Shippo leaves out.
NOT_IN_THE_MAP = {
    "access_worldwide",
    "amazon_shipping_uk",
    "dhl_express_au",
    "dhl_express_ca",
    "firstmile",
    "imex",
    "newgistics",
    "on_trac",
    "seko",
    "sendle",
}
#: All but Shippo's own test numbers.
PUBLISHED = [each for each in FORMATS if each.carrier != "shippo"]
JsonObject = dict[str, Any]


@pytest.fixture(scope="module")
def reference(examples_dir: Path) -> Path:
    """The folder of references."""
    return examples_dir.parent


@pytest.fixture(scope="module")
def formats(reference: Path) -> dict[str, JsonObject]:
    """The 39 published formats by name."""
    couriers = [json.loads(path.read_text()) for path in reference.glob("tracking-numbers/*.json")]
    return {each["name"]: each for courier in couriers for each in courier["tracking_numbers"]}


def test_the_table_says_what_the_map_of_carriers_says(reference: Path) -> None:
    with (reference / "maps" / "carrier_map.csv").open(newline="") as file:
        expected = {
            (row["shippo_token"], row["shipstation_carrier_code"], GRADES[row["evidence"]])
            for row in csv.DictReader(file)
        }
    mapped = {shippo for shippo, _, _ in expected}
    assert expected == {
        (carrier.code, each.code, each.evidence)
        for carrier in carriers()
        for each in carrier.provider_codes
        if each.provider is ProviderCode.SHIPSTATION
        and each.code not in NOT_IN_THE_MAP
        and (carrier.code in mapped or each.evidence is not CarrierCodeEvidence.AMBIGUOUS)
    }


def test_every_code_of_the_map_is_accepted(reference: Path) -> None:
    with (reference / "maps" / "carrier_map.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            by_shippo = carrier_by_code(row["shippo_token"])
            by_shipstation = carrier_by_code(row["shipstation_carrier_code"])
            assert by_shippo is not None
            assert by_shippo == by_shipstation or row["evidence"] == "D"


def test_every_published_format_is_here(formats: dict[str, JsonObject]) -> None:
    assert {each.name for each in PUBLISHED} == set(formats)


def test_every_published_example_is_taken_or_refused(formats: dict[str, JsonObject]) -> None:
    for ours in PUBLISHED:
        tests = formats[ours.name]["test_numbers"]
        assert all(_takes(ours, normalize_number(number)) for number in tests["valid"])
        assert not any(_takes(ours, normalize_number(number)) for number in tests["invalid"])


@pytest.mark.parametrize("ours", PUBLISHED, ids=lambda each: each.name)
def test_a_format_takes_what_the_published_one_takes(
    ours: Format, formats: dict[str, JsonObject]
) -> None:
    published = formats[ours.name]
    taken = 0
    for number in _likely_and_unlikely_numbers(ours.name):
        expected = _published_takes(published, number)
        assert _takes(ours, number) is expected, number
        taken += expected
    assert taken >= 100


def test_every_country_that_issues_international_numbers_has_an_operator(
    formats: dict[str, JsonObject],
) -> None:
    known = {each["matches"] for each in formats["S10"]["additional"][1]["lookup"]}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    countries = {one + other for one in letters for other in letters if operators("R", one + other)}
    assert countries == known | {"TW", "MO"}


def _takes(ours: Format, number: str) -> bool:
    groups = re.fullmatch(ours.pattern, number)
    return groups is not None and ours.read(groups).checksum_valid is not False


def _likely_and_unlikely_numbers(name: str) -> Iterator[str]:
    """Make valid numbers, and each once more with a character changed, added or left out."""
    random = Random(name)  # noqa: S311 - numbers to test with, no secrets
    for sample in SHAPES[name].samples(200):
        number = sample.number
        place = random.randrange(len(number))
        other = random.choice("0123456789ABCDEFGJKLNXZ")
        variants = [
            number,
            number[:place] + other + number[place + 1 :],
            number[:place] + other + number[place:],
            number[:place] + number[place + 1 :],
        ]
        yield from filter(is_plausible_number, variants)


def _published_takes(published: JsonObject, number: str) -> bool:
    source = published["regex"]
    pattern = source if isinstance(source, str) else "".join(source)
    groups = re.fullmatch(pattern.replace("(?<", "(?P<").replace("(?P<!", "(?<!"), number)
    if groups is None:
        return False
    checksum = published["validation"].get("checksum")
    return checksum is None or _published_check(published, groups) == groups["CheckDigit"]


def _published_check(published: JsonObject, groups: re.Match[str]) -> str:
    """Compute a check digit by the rules that come with a format."""
    serial: str = groups["SerialNumber"]
    prepend = published["validation"].get("serial_number_format", {}).get("prepend_if")
    if prepend and re.search(prepend["matches_regex"], serial):
        serial = prepend["content"] + serial
    rule: JsonObject = published["validation"]["checksum"]
    values = [int(each) if each.isdigit() else (ord(each) - 3) % 10 for each in serial]
    match rule["name"]:
        case "mod10":
            multipliers = rule["evens_multiplier"], rule["odds_multiplier"]
            total = sum(value * multipliers[place % 2] for place, value in enumerate(values))
            return str((10 - total % 10) % 10)
        case "luhn":
            doubled = [sum(divmod(2 * value, 10)) for value in values[::-2]]
            return str((10 - sum(doubled + values[-2::-2]) % 10) % 10)
        case "mod7":
            return str(int(serial) % 7)
        case "sum_product_with_weightings_and_modulo":
            total = sum(map(int.__mul__, values, rule["weightings"]))
            return str(total % rule["modulo1"] % rule["modulo2"])
        case "s10":
            remainder = sum(map(int.__mul__, values, rule["weightings"])) % rule["modulo"]
            return {1: "0", 0: "5"}.get(remainder, str(11 - remainder))
        case "mod_37_36":
            product = 36
            for each in serial:
                product = ((product + int(each, 36)) % 36 or 36) * 2 % 37
            return str(rule["alphabet"][(37 - product) % 36])
        case other:
            raise AssertionError(f"no such rule: {other}")
