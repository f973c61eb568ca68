"""A carrier is found by any code that anybody has for it."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.carriers import (
    carrier_by_code,
    carriers,
    is_plausible_number,
    normalize_number,
    provider_codes,
    tracking_page,
)
from gateway.carriers.codes import CODES
from gateway.carriers.pages import TRACKING_PAGES
from gateway.model import CarrierCodeEvidence, ProviderCarrierCode, ProviderCode

SHIPSTATION, SHIPPO = ProviderCode.SHIPSTATION, ProviderCode.SHIPPO
AMBIGUOUS = CarrierCodeEvidence.AMBIGUOUS
GRADES = list(CarrierCodeEvidence)
ROWS = [
    (provider, evidence, carrier, own)
    for provider, grades in CODES.items()
    for evidence, pairs in grades.items()
    for carrier, own in pairs
]


def test_carriers_are_ordered_by_name() -> None:
    # An accented letter goes with the plain one.
    names = [each.name.casefold().replace("č", "c") for each in carriers()]
    assert names == sorted(names)


def test_every_carrier_has_one_code_one_name_and_a_website() -> None:
    known = carriers()
    assert len({each.code for each in known}) == len({each.name for each in known}) == len(known)
    for each in known:
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", each.code)
        assert each.website is not None
        assert urlsplit(each.website).scheme == "https"


@pytest.mark.parametrize("code", [each.code for each in carriers()])
def test_a_carrier_is_found_by_its_own_code(code: str) -> None:
    found = carrier_by_code(code)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(("provider", "evidence", "carrier", "own"), ROWS)
def test_every_row_says_whose_code_it_is_and_how_sure_that_is(
    provider: ProviderCode, evidence: CarrierCodeEvidence, carrier: str, own: str
) -> None:
    expected = ProviderCarrierCode(provider=provider, code=own, evidence=evidence)
    found = carrier_by_code(carrier)
    assert found is not None
    assert expected in found.provider_codes


@pytest.mark.parametrize(
    ("carrier", "own"),
    sorted({(carrier, own) for _, grade, carrier, own in ROWS if grade is not AMBIGUOUS}),
)
def test_either_providers_code_is_accepted(carrier: str, own: str) -> None:
    found = carrier_by_code(own)
    assert found is not None
    assert found.code == carrier


def test_no_code_of_a_provider_stands_for_two_carriers_unless_graded_ambiguous() -> None:
    rows = Counter((provider, own) for provider, grade, _, own in ROWS if grade is not AMBIGUOUS)
    assert set(rows.values()) == {1}


def test_no_code_of_one_provider_means_another_carrier_to_the_other() -> None:
    meanings: dict[str, set[str]] = {}
    for _, evidence, carrier, own in ROWS:
        if evidence is not AMBIGUOUS:
            meanings.setdefault(own, set()).add(carrier)
    assert {own: which for own, which in meanings.items() if len(which) > 1} == {}


@pytest.mark.parametrize(
    ("code", "carrier"),
    [
        ("stamps_com", "usps"),
        ("ups_walleted", "ups"),
        ("dhl_global_mail", "dhl_ecommerce"),
        ("purolator_canada", "purolator"),
        ("evri", "hermes_uk"),
        ("royal_mail_sf", "royal_mail"),
        ("UPS", "ups"),
        (" FedEx ", "fedex"),
        ("DHL Express", "dhl_express"),
        ("dhl-express", "dhl_express"),
        ("dhlexpress", "dhl_express"),
        ("Stamps.com", None),
        ("dhl", None),
        ("", None),
        ("nobody", None),
        ("amazon_buy_shipping", None),
    ],
)
def test_case_blanks_dashes_and_underscores_do_not_matter(code: str, carrier: str | None) -> None:
    found = carrier_by_code(code)
    assert (found.code if found else None) == carrier


@given(st.text())
def test_any_text_may_be_looked_up(text: str) -> None:
    found = carrier_by_code(text)
    assert found is None or found in carriers()


def test_dpd_is_the_group_whose_members_share_its_code() -> None:
    group = carrier_by_code("dpd")
    assert group is not None
    assert (group.code, group.name) == ("dpd", "DPD")
    assert provider_codes("dpd", SHIPPO) == ("dpd_de", "dpd_uk")
    assert provider_codes("dpd_uk", SHIPPO) == ("dpd_uk",)
    for carrier in ("dpd", "dpd_de", "dpd_uk"):
        assert provider_codes(carrier, SHIPSTATION) == ("dpd",)


@pytest.mark.parametrize(
    ("carrier", "provider", "expected"),
    [
        ("usps", SHIPSTATION, ("stamps_com", "usps", "endicia")),
        ("usps", SHIPPO, ("usps",)),
        ("ups", SHIPSTATION, ("ups", "ups_walleted")),
        ("ups_walleted", SHIPPO, ("ups",)),
        ("dhl_ecommerce", SHIPSTATION, ("dhl_global_mail", "dhl_ecommerce")),
        ("yunexpress", SHIPSTATION, ()),
        ("yunexpress", SHIPPO, ()),
        ("shippo", SHIPPO, ("shippo",)),
        ("shippo", SHIPSTATION, ()),
        ("sendle", SHIPPO, ()),
        ("nobody", SHIPPO, ()),
    ],
)
def test_a_provider_is_asked_with_its_own_codes(
    carrier: str, provider: ProviderCode, expected: tuple[str, ...]
) -> None:
    assert provider_codes(carrier, provider) == expected


def test_codes_with_the_best_evidence_come_first() -> None:
    for carrier in carriers():
        for provider in ProviderCode:
            grades = [
                GRADES.index(each.evidence)
                for each in carrier.provider_codes
                if each.provider is provider
            ]
            assert grades == sorted(grades)


def test_every_tracking_page_belongs_to_a_carrier_and_takes_a_number() -> None:
    assert TRACKING_PAGES.keys() <= {each.code for each in carriers()}
    for template in TRACKING_PAGES.values():
        assert urlsplit(template).scheme == "https"
        assert template.count("{}") == 1


def test_a_tracking_page_is_found_by_any_code() -> None:
    assert tracking_page("ups_walleted", "1Z999AA10123456784") == (
        "https://www.ups.com/track?tracknum=1Z999AA10123456784"
    )
    assert tracking_page("shippo", "SHIPPO_DELIVERED") is None
    assert tracking_page("nobody", "1234") is None


def test_a_number_cannot_leave_its_place_in_the_address() -> None:
    assert tracking_page("veho", "../?a=b&c#d e/ü") == (
        "https://track.shipveho.com/#/barcode/..%2F%3Fa%3Db%26c%23d%20e%2F%C3%BC"
    )


def test_shippos_test_carrier_is_named_as_such() -> None:
    found = carrier_by_code("shippo")
    assert found is not None
    assert found.name == "Shippo (test)"
    assert is_plausible_number(normalize_number("shippo_delivered"))
