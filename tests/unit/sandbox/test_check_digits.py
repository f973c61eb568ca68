"""The numbers of the parcels that both providers know are such as the carriers give out."""

from gateway.sandbox.catalogue.everything import every_parcel

NUMBERS = {
    (parcel.carrier, parcel.tracking_number)
    for parcel in every_parcel()
    if parcel.kind in ("both", "labels")
}


def weighted(digits: list[int], odd: int, even: int) -> int:
    return sum(digit * (even if place % 2 else odd) for place, digit in enumerate(digits))


# Source: github.com/jkeen/tracking_number_data, couriers ups, usps, fedex, read 2026-11-21
def ups_is_right(number: str) -> bool:
    digits = [int(one) if one.isdigit() else (ord(one) - 63) % 10 for one in number[2:]]
    return number[:2] == "1Z" and (weighted(digits[:-1], 1, 2) + digits[-1]) % 10 == 0


def usps_is_right(number: str) -> bool:
    digits = [int(one) for one in number]
    return number[:2] == "92" and (weighted(digits[:-1], 3, 1) + digits[-1]) % 10 == 0


def fedex_is_right(number: str) -> bool:
    *digits, check = map(int, number)
    return sum(x * y for x, y in zip(digits, [3, 1, 7] * 4, strict=False)) % 11 % 10 == check


RULES = {"ups": ups_is_right, "usps": usps_is_right, "fedex": fedex_is_right}


def test_the_rules_know_numbers_of_the_documentation() -> None:
    assert ups_is_right("1Z5R89390357567127")
    assert not ups_is_right("1Z5R89390357567128")
    assert usps_is_right("9205590164917337534322")
    assert not usps_is_right("9205590164917337534323")
    assert fedex_is_right("986578788855")
    assert not fedex_is_right("996578788855")


def test_every_check_digit_is_right() -> None:
    assert len(NUMBERS) == 12
    wrong = {number for carrier, number in NUMBERS if not RULES[carrier](number)}
    # One label of ups carries a USPS number, to be told from the label that it belongs to.
    assert wrong == {"9261290333517145002186"}
