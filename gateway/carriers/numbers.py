"""Clean tracking numbers up, and refuse what can't be one."""

import re

# Blanks of every width, the invisible marks that come along when a number is copied from a
# message, and dashes of every length. Line breaks and other control characters stay, so that the
# number is refused: nobody types them, and they do harm in a URL or a header.
_NOISE = re.compile(
    r"[\t \u00a0\u00ad\u1680\u2000-\u200f\u202a-\u202f\u205f-\u2064\u2066-\u2069\u3000\ufeff"
    r"\-\u058a\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+"
)
# LaserShip's long format ends in a dash and a one: the only dash that belongs to a number.
_WITH_DASH = re.compile(r"(1LS7[12][0-9]{2}01[1-4][0-9]{6})(1)")
_PLAUSIBLE = re.compile(r"[A-Z0-9][A-Z0-9_-]{3,39}")


def normalize_number(text: str) -> str:
    """Return a tracking number in upper case, without blanks and dashes.

    However LaserShip's `1LS7119013618127-1` is typed, it gets its dash. Letters outside ASCII
    stay as they are, so that none turns into a plain one; such a number is not plausible.
    """
    # As a rule there is none.
    number = text if text.isalnum() else _NOISE.sub("", text)
    if not number.isascii():
        return number
    number = number.upper()
    dashed = _WITH_DASH.fullmatch(number)
    return "-".join(dashed.groups()) if dashed else number


def is_plausible_number(number: str) -> bool:
    """Tell whether a normalized number is safe to send: 4 to 40 of `A-Z`, `0-9`, `_` and `-`."""
    return _PLAUSIBLE.fullmatch(number) is not None


# A USPS barcode may lead with the ZIP code of the destination; the parcel is the same.
# Source: USPS Publication 199, Intelligent Mail Package Barcode Implementation Guide, read
# 2026-11-21.
_ROUTING = re.compile(r"420(?:[0-9]{5}|[0-9]{9})(?=9[0-9]{19,25}\Z)")


def same_number(one: str | None, other: str | None) -> bool:
    """Say whether two normalised numbers may name one parcel.

    None may be any; so may what can't be a tracking number, since one odd leaf costs no parcel.
    """
    if one == other or one is None or other is None or not is_plausible_number(other):
        return True
    return _ROUTING.sub("", one) == _ROUTING.sub("", other)
