"""The likeliest carrier comes first, and only the likely ones are asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.carriers import carrier_by_code, carriers, choose, detect
from gateway.model import Carrier, CarrierCandidate

TEXT = st.text() | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_ ", max_size=41)
SHIPPO_TEST_NUMBERS = ["PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN"]


def found(number: str) -> list[tuple[str, bool | None, float]]:
    return [(each.carrier.code, each.checksum_valid, each.confidence) for each in detect(number)]


def chosen(number: str) -> list[str]:
    return [each.carrier.code for each in choose(detect(number))]


@given(TEXT)
def test_any_text_may_be_asked_about(text: str) -> None:
    candidates = detect(text)
    codes = [each.carrier.code for each in candidates]
    assert len(set(codes)) == len(codes)
    for each in candidates:
        assert each.carrier in carriers()
        assert 0 < each.confidence <= 1


@given(TEXT | st.from_regex(r"\A[0-9]{10,34}\Z"))
def test_candidates_are_sorted_best_first(text: str) -> None:
    confidences = [each.confidence for each in detect(text)]
    assert confidences == sorted(confidences, reverse=True)


@given(TEXT | st.from_regex(r"\A[0-9]{10,34}\Z"))
def test_the_chosen_are_the_best_and_three_at_most(text: str) -> None:
    candidates = detect(text)
    few = choose(candidates)
    assert len(few) <= 3
    assert list(few) == candidates[: len(few)]


@pytest.mark.parametrize(
    "text",
    ["", "x", "hello world", "../../labels", "9" * 41, "9" * 10_000, "LTN74207623N2", "SHIPPO_"],
)
def test_what_is_no_tracking_number_has_no_candidates(text: str) -> None:
    assert detect(text) == []
    assert choose([]) == ()


@pytest.mark.parametrize("text", ["1Z 999 AA1 01 2345 6784", "1z999aa10123456784"])
def test_a_number_is_recognized_however_it_is_typed(text: str) -> None:
    assert found(text) == [("ups", True, 0.98)]


@pytest.mark.parametrize("status", SHIPPO_TEST_NUMBERS)
def test_shippos_test_numbers_are_certain(status: str) -> None:
    assert found(f"SHIPPO_{status}") == [("shippo", None, 1.0)]
    assert chosen(f"SHIPPO_{status}") == ["shippo"]


@pytest.mark.parametrize("number", ["9205590164917312751089", "9400111899223197428490"])
def test_the_numbers_of_the_documentations_are_the_postal_services(number: str) -> None:
    assert detect(number)[0].carrier.code == "usps"
    assert chosen(number) == ["usps"]


@pytest.mark.parametrize("number", ["1Z932R800390810600", "1Z0000000000000000"])
def test_ups_numbers_of_shipstations_documentation_stay_with_ups(number: str) -> None:
    assert chosen(number) == ["ups"]


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("1Z999AA10123456785", "ups"),
        ("RB123456786GB", "royal_mail"),
        ("9205590164917312751080", "usps"),
        ("C11031500001870", "ontrac"),
        ("9611020987654312345670", "fedex"),
    ],
)
def test_a_distinctive_number_with_a_wrong_check_digit_is_doubtful_but_tried(
    number: str, carrier: str
) -> None:
    assert found(number) == [(carrier, False, 0.1)]
    assert chosen(number) == [carrier]


@pytest.mark.parametrize(
    "number",
    ["986578788856", "041441760228965", "0073938000549292", "03071790000523483742", "K1506235622"],
)
def test_bare_digits_with_a_wrong_check_digit_are_nobodys(number: str) -> None:
    assert chosen(number) == []


def test_bare_digits_without_a_check_digit_are_not_tried() -> None:
    assert found("60120172242323") == [("dhl_ecommerce", None, 0.2)]
    assert chosen("60120172242323") == []


@pytest.mark.parametrize("number", ["TBA000000000000", "GFUS01011884214464", "1LS717793482164"])
def test_a_distinctive_number_without_a_check_digit_is_tried(number: str) -> None:
    assert len(chosen(number)) == 1


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("LZ473124829US", "usps"),
        ("RB473124829CA", "canada_post"),
        ("RB473124829DE", "deutsche_post"),
        ("RB473124829FR", "la_poste"),
        ("RB473124829ES", "correos_espana"),
        ("RB473124829AU", "australia_post"),
        ("RB473124829NO", "bring"),
        ("RB473124829HK", "hongkong_post"),
        ("RB473124829CN", "china_post"),
        ("RB473124829TW", "chunghwa_post"),
        ("RB473124829DZ", "postal_operator"),
    ],
)
def test_an_international_number_belongs_to_the_operator_of_its_country(
    number: str, carrier: str
) -> None:
    assert found(number)[0] == (carrier, True, 0.9)
    assert chosen(number) == [carrier]


@pytest.mark.parametrize(
    ("number", "carriers_"),
    [
        ("CP473124829DE", ["dhl_germany", "deutsche_post"]),
        ("EE473124829FR", ["chronopost", "la_poste"]),
        ("CB473124829FR", ["colissimo", "la_poste"]),
        ("EB473124829GB", ["parcelforce", "royal_mail"]),
    ],
)
def test_parcels_and_express_mail_may_be_with_the_operators_own_carrier(
    number: str, carriers_: list[str]
) -> None:
    assert chosen(number) == carriers_


def test_a_number_of_no_country_is_nobodys() -> None:
    assert detect("RB473124829XX") == []
    assert detect("RB473124829ZZ") == []


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("YB473124829US", "usps"),  # no such postal service
        ("99071790000523483741", "usps"),  # no such service of USPS
        ("030123450000000027", "fedex"),  # no such container
        ("0081827099800000200335350001", "dpd"),  # no such country
    ],
)
def test_a_code_that_no_list_has_takes_the_confidence_away(number: str, carrier: str) -> None:
    listed = [each for each in found(_with_right_check(number)) if each[0] == carrier]
    assert listed == [(carrier, True, 0.3)]


def test_one_carrier_is_named_once_with_its_best_format() -> None:
    # The ZIP code of nine digits makes it look like a newer number with one of five.
    (candidate,) = detect("420 12345 9412 9101026837331000039521")
    assert (candidate.carrier.code, candidate.format) == ("usps", "USPS Legacy")
    assert candidate.checksum_valid
    assert detect("420 12345 9412 9101026837331000039522")[0].format == "USPS IMpb N"


def test_a_clear_winner_is_asked_alone() -> None:
    assert _chosen_of(0.9, 0.7, 0.3) == [0.9]


def test_close_ones_are_asked_together() -> None:
    assert _chosen_of(0.75, 0.65, 0.6, 0.55) == [0.75, 0.65, 0.6]
    assert _chosen_of(0.6, 0.6, 0.6, 0.6) == [0.6, 0.6, 0.6]


def test_a_lead_counts_the_same_everywhere() -> None:
    # In floating point 0.6 - 0.2 is less than 0.4, and 0.9 - 0.2 is more than 0.7.
    assert _chosen_of(0.6, 0.4) == [0.6]
    assert _chosen_of(0.9, 0.7) == [0.9]


def test_the_unlikely_are_not_asked() -> None:
    assert _chosen_of(0.29, 0.2) == []
    assert _chosen_of(0.3, 0.29) == [0.3]


def test_a_likely_one_keeps_the_doubtful_from_being_asked() -> None:
    doubtful = CarrierCandidate(
        carrier=_carrier("ups"), checksum_valid=False, confidence=0.1, format="UPS"
    )
    assert choose([doubtful]) == (doubtful,)
    likely = _candidate(0.5)
    assert choose([likely, doubtful]) == (likely,)
    assert choose([_candidate(0.2), doubtful]) == (doubtful,)


def _carrier(code: str) -> Carrier:
    carrier = carrier_by_code(code)
    assert carrier is not None
    return carrier


def _candidate(confidence: float) -> CarrierCandidate:
    return CarrierCandidate(carrier=_carrier("fedex"), confidence=confidence, format="any")


def _chosen_of(*confidences: float) -> list[float]:
    return [each.confidence for each in choose([_candidate(each) for each in confidences])]


def _with_right_check(number: str) -> str:
    """Return the number with that check digit with which a carrier takes it."""
    place = 10 if number.endswith("US") else len(number) - 1
    variants = [
        number[:place] + each + number[place + 1 :]
        for each in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ]
    return next(each for each in variants if any(candidate[1] for candidate in found(each)))
