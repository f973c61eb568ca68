"""What a format of tracking numbers is, and what it says of one number."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

#: Confidence in a distinctive format whose check digit is wrong: below everything that fits.
WRONG_CHECK = 0.1
#: The most confidence in a number whose service, container or country is on no list.
UNLISTED = 0.3


@dataclass(frozen=True)
class Format:
    """One format, as it looks in a normalized number.

    The group `serial` of the pattern is what the check digit is computed over, `check` the digit
    itself. Where the pattern has a group `known`, a number in which that group takes no part
    carries a code that no list has, e.g. of a service or a country.
    """

    name: str
    carrier: str
    """The gateway's code; empty for S10, which names the country instead of the carrier."""
    pattern: str
    confidence: float
    """How likely a number of this shape belongs to the carrier, once its check digit fits."""
    check: Callable[[str], str] | None = None
    """Computes the check digit of a serial; None for a format without one."""
    prefix: str = ""
    """What the check digit also counts, before a serial that doesn't begin with it."""
    distinctive: bool = False
    """Whether the shape alone tells the carrier, even where the check digit is wrong."""

    def read(self, groups: re.Match[str]) -> "Match":
        """Say what this format makes of a number that its pattern matches."""
        checksum_valid = self._checksum_valid(groups)
        confidence = self.confidence
        if checksum_valid is False:
            confidence = WRONG_CHECK
        elif "known" in groups.re.groupindex and groups["known"] is None:
            confidence = UNLISTED
        return Match(self, groups, checksum_valid, confidence)

    def _checksum_valid(self, groups: re.Match[str]) -> bool | None:
        if self.check is None:
            return None
        serial: str = groups["serial"]
        if not serial.startswith(self.prefix):
            serial = self.prefix + serial
        return self.check(serial) == groups["check"]


class Match(NamedTuple):
    """A format that a number has, and what it says of the number."""

    format: Format
    groups: re.Match[str]
    checksum_valid: bool | None
    """The check digit fits; None when the format has none."""
    confidence: float
    """How likely the number belongs to the format's carrier, from 0 to 1."""
