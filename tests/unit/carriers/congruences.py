"""Which check character fits a serial, by the congruence that defines each algorithm.

Nothing here computes a check digit, so that nothing is shared with the package under test.
"""

from collections.abc import Callable
from itertools import cycle
from string import ascii_uppercase

Congruence = Callable[[str, str], bool]
"""Tells whether a check character, the second argument, fits a serial."""


def _weighed(serial: str, *weights: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(serial, cycle(weights), strict=False))


def gs1(serial: str, check: str) -> bool:
    return _weighed((serial + check)[::-1], 1, 3) % 10 == 0


def luhn(serial: str, check: str) -> bool:
    doubled = "".join(str(2 * int(digit)) for digit in serial[::-2])
    return sum(map(int, doubled + serial[-2::-2] + check)) % 10 == 0


def ups(serial: str, check: str) -> bool:
    in_digits = serial.translate(str.maketrans(ascii_uppercase, "23456789012345678901234567"))
    return (_weighed(in_digits, 1, 2) + int(check)) % 10 == 0


def ontrac_c(serial: str, check: str) -> bool:
    return ups(serial if serial.startswith("4") else f"4{serial}", check)


def ontrac_d(serial: str, check: str) -> bool:
    return ups(serial if serial.startswith("5") else f"5{serial}", check)


def usps_legacy(serial: str, check: str) -> bool:
    return gs1(serial if serial.startswith("91") else f"91{serial}", check)


def mod7(serial: str, check: str) -> bool:
    return int(check) < 7 and (int(serial) - int(check)) % 7 == 0


def fedex(serial: str, check: str) -> bool:
    weights = (3, 1, 7) if len(serial) == 11 else (1, 7, 3)
    return _weighed(serial, *weights) % 11 in ({0, 10} if check == "0" else {int(check)})


def s10(serial: str, check: str) -> bool:
    fitting = {"0": {1}, "5": {0, 6}}.get(check, {11 - int(check)})
    return _weighed(serial, 8, 6, 4, 2, 3, 5, 9, 7) % 11 in fitting


def mod37_36(serial: str, check: str) -> bool:
    total = 36
    for character in serial:
        total = 2 * ((total + int(character, 36)) % 36 or 36) % 37
    return (total + int(check, 36)) % 36 == 1
