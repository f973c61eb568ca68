"""Check digits are what the carriers print."""

from collections.abc import Callable
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.carriers import checkdigits
from tests.unit.carriers import congruences
from tests.unit.carriers.congruences import Congruence

DIGITS = st.text("0123456789", min_size=7, max_size=30)


@pytest.mark.parametrize(
    ("algorithm", "serial", "expected"),
    [
        (checkdigits.gs1, "920559016491731275108", "9"),
        (checkdigits.gs1, "629104150021", "3"),
        (checkdigits.luhn, "7992739871", "3"),
        (checkdigits.ups, "5R8939035756712", "7"),
        (checkdigits.ups, "999AA1012345678", "4"),
        (checkdigits.fedex, "98657878885", "5"),
        (checkdigits.fedex, "0077901797269", "7"),
        (checkdigits.mod7, "331881002", "5"),
        (checkdigits.s10, "47312482", "9"),
        (checkdigits.s10, "12345678", "5"),
        (checkdigits.mod37_36, "09980000020033", "F"),
        (checkdigits.mod37_36, "A12425GABC1234002", "M"),
    ],
)
def test_published_examples_come_out(
    algorithm: Callable[[str], str], serial: str, expected: str
) -> None:
    assert algorithm(serial) == expected


@given(DIGITS)
def test_gs1_and_luhn_fulfil_their_congruences(serial: str) -> None:
    assert congruences.gs1(serial, checkdigits.gs1(serial))
    assert congruences.luhn(serial, checkdigits.luhn(serial))


@given(st.text("0123456789" + ascii_uppercase, min_size=1, max_size=30))
def test_those_that_take_letters_fulfil_their_congruences(serial: str) -> None:
    assert congruences.ups(serial, checkdigits.ups(serial))
    assert congruences.mod37_36(serial, checkdigits.mod37_36(serial))


@pytest.mark.parametrize(
    ("algorithm", "fits", "length"),
    [
        (checkdigits.fedex, congruences.fedex, 11),
        (checkdigits.fedex, congruences.fedex, 13),
        (checkdigits.mod7, congruences.mod7, 9),
        (checkdigits.mod7, congruences.mod7, 10),
        (checkdigits.s10, congruences.s10, 8),
    ],
)
@given(data=st.data())
def test_those_of_a_fixed_length_fulfil_their_congruences(
    algorithm: Callable[[str], str], fits: Congruence, length: int, data: st.DataObject
) -> None:
    serial = data.draw(st.text("0123456789", min_size=length, max_size=length))
    assert fits(serial, algorithm(serial))


def test_ups_counts_a_letter_as_a_digit() -> None:
    values = {letter: -int(checkdigits.ups(letter)) % 10 for letter in ascii_uppercase}
    assert "".join(str(values[letter]) for letter in "ABCDEFGHIJ") == "2345678901"
    assert "".join(str(values[letter]) for letter in "KLMNOPQRST") == "2345678901"
    assert "".join(str(values[letter]) for letter in "UVWXYZ") == "234567"


def test_ups_confuses_only_letters_that_count_the_same() -> None:
    confused = {
        (one, other)
        for one in ascii_uppercase
        for other in ascii_uppercase
        if one < other and checkdigits.ups(one) == checkdigits.ups(other)
    }
    assert confused == {
        (one, other)
        for one in ascii_uppercase
        for other in ascii_uppercase
        if one < other and (ord(other) - ord(one)) % 10 == 0
    }
