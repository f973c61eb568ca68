"""How carriers compute their check digits: each function takes a serial and returns its check."""

# Source: `checksum` in https://github.com/jkeen/tracking_number_data (MIT), read 2026-11-21

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DOUBLED = "0246813579"


def gs1(serial: str) -> str:
    """Weigh digits by 3 and 1 in turn, from the right; modulo 10 (USPS, FedEx Ground)."""
    total = 3 * sum(map(int, serial[::-2])) + sum(map(int, serial[-2::-2]))
    return str(-total % 10)


def luhn(serial: str) -> str:
    """Double every second digit from the right and add the digits up; modulo 10."""
    total = sum(map(int, serial[-2::-2])) + sum(int(_DOUBLED[int(each)]) for each in serial[::-2])
    return str(-total % 10)


def ups(serial: str) -> str:
    """Weigh digits and letters by 1 and 2 in turn, from the left; modulo 10.

    A letter counts as the last digit of its ASCII code less three: A is 2, B is 3, I is 0.
    """
    values = [int(each) if each.isdigit() else (ord(each) - 3) % 10 for each in serial]
    return str(-(sum(values[::2]) + 2 * sum(values[1::2])) % 10)


def fedex(serial: str) -> str:
    """Weigh digits by 1, 3 and 7 in turn, from the right; modulo 11, where 10 counts as 0."""
    digits = [int(each) for each in reversed(serial)]
    total = sum(digits[::3]) + 3 * sum(digits[1::3]) + 7 * sum(digits[2::3])
    return str(total % 11 % 10)


def mod7(serial: str) -> str:
    """Take the serial as one number, modulo 7 (DHL Express)."""
    return str(int(serial) % 7)


def s10(serial: str) -> str:
    """Weigh eight digits by 8 6 4 2 3 5 9 7 and subtract from 11, where 10 is 0 and 11 is 5."""
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    total = sum(weight * int(each) for weight, each in zip(weights, serial, strict=True))
    return {10: "0", 11: "5"}.get(11 - total % 11, str(11 - total % 11))


def mod37_36(serial: str) -> str:
    """Compute the check character, a digit or a letter, of ISO 7064 MOD 37,36 (DPD)."""
    product = 36
    for each in serial:
        product = ((product + _ALPHABET.index(each)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - product) % 36]
