"""A tracking number is the same however it was typed, and nothing harmful passes for one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.carriers import is_plausible_number, normalize_number

SAFE = set(string.ascii_uppercase + string.digits + "_-")


@pytest.mark.parametrize(
    "text",
    [
        "1Z999AA10123456784",
        " 1z 999 aa1 01 2345 6784\t",
        "1Z-999-AA1-01-2345-6784",
        "1Z\u00a0999\u2009AA1\u202f01\u30002345\u20036784",
        "1Z\u2010999\u2011AA1\u201201\u20132345\u20146784\u2212",
        "\u200e1Z999AA10123456784\u200f",
        "\ufeff1Z999AA1\u200b0123456784\u2060",
        "1Z999AA1\u00ad0123456784",
    ],
)
def test_blanks_dashes_invisible_marks_and_case_do_not_matter(text: str) -> None:
    assert normalize_number(text) == "1Z999AA10123456784"


@pytest.mark.parametrize(
    "text", ["1LS7119013618127-1", "1ls7 1190 1361 8127 1", "1LS7-1190-1361-8127\u20131"]
)
def test_the_one_dash_that_belongs_to_a_number_is_put_in(text: str) -> None:
    assert normalize_number(text) == "1LS7119013618127-1"


@pytest.mark.parametrize("text", ["1LS717793482164", "1LS7119013618127-2"])
def test_no_dash_is_put_into_anything_else(text: str) -> None:
    assert "-" not in normalize_number(text)


@given(st.text())
def test_cleaning_up_twice_changes_nothing(text: str) -> None:
    once = normalize_number(text)
    assert normalize_number(once) == once


@pytest.mark.parametrize(
    "number",
    ["1234", "SHIPPO_PRE_TRANSIT", "1LS7119013618127-1", "1Z999AA10123456784", "9" * 40],
)
def test_what_may_be_a_tracking_number_is_plausible(number: str) -> None:
    assert is_plausible_number(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "9" * 41,
        "9" * 10_000,
        "../labels",
        "12345/../6",
        "1234%2f5",
        "1234?x=1",
        "1234#x",
        "1234:5",
        "1234.5",
        "_1234",
        "1Z999AA1\r\n0123456784",
        "1Z999AA10123456784\n",
        "1Z999AA1\x000123456784",
        "1Z999AA1\x850123456784",
        "1Z999AA1\u20280123456784",
        "\u0661\u0662\u0663\u0664\u0665",
        "\uff11\uff12\uff13\uff14\uff15",
        "stra\u00dfe12345",
        "\u0131234567",
        "\u017f234567",
        "12345\U0001f4e6",
        "12345\ud800",
    ],
)
def test_what_could_change_a_url_is_not_plausible(text: str) -> None:
    assert not is_plausible_number(normalize_number(text))


@given(st.text(max_size=60))
def test_a_plausible_number_holds_nothing_but_safe_characters(text: str) -> None:
    number = normalize_number(text)
    if is_plausible_number(number):
        assert 4 <= len(number) <= 40
        assert set(number) <= SAFE
        assert number[0] not in "_-"
