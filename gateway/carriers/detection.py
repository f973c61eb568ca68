"""Work out which carriers a tracking number may belong to, and which of them to ask."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from gateway.carriers.directory import carriers
from gateway.carriers.format import Format, Match
from gateway.carriers.formats import FORMATS
from gateway.carriers.numbers import is_plausible_number, normalize_number
from gateway.carriers.s10 import operators
from gateway.model import Carrier, CarrierCandidate

#: What each carrier after the likeliest loses where one number may belong to several.
SECOND_BEST = 0.1

#: The least confidence with which a carrier is asked for a number that came without one.
LIKELY = 0.3
#: How far a carrier must be ahead of the next to be asked alone.
CLEAR_LEAD = 0.2
#: How many carriers are asked at most.
MOST = 3


def matches(number: str) -> Iterator[Match]:
    """Find every format that a normalized number has, in the order of `FORMATS`.

    A wrong check digit rules a format out, unless its shape is distinctive.
    """
    for each, fullmatch in _compiled():
        if groups := fullmatch(number):
            match = each.read(groups)
            if match.checksum_valid is not False or each.distinctive:
                yield match


def detect(number: str) -> list[CarrierCandidate]:
    """Find the carriers that a tracking number may belong to, best first.

    Takes any text; one that can't be a tracking number has no candidates. Each carrier is named
    once, with the format that speaks most for it; equals are in the order of `carriers()`.
    """
    number = normalize_number(number)
    if not is_plausible_number(number):
        return []
    best: dict[str, CarrierCandidate] = {}
    for match in matches(number):
        for candidate in _candidates(match):
            known = best.get(candidate.carrier.code)
            if known is None or candidate.confidence > known.confidence:
                best[candidate.carrier.code] = candidate
    return sorted(best.values(), key=_rank)


def choose(candidates: Sequence[CarrierCandidate]) -> tuple[CarrierCandidate, ...]:
    """Choose, from the result of `detect`, the carriers that are worth asking, best first.

    These are the likely ones: the best alone when it is clearly ahead, else those that are close
    to it, three at most. When none is likely, the ones whose distinctive format the number has
    with a wrong check digit. Empty when the number doesn't tell.
    """
    likely = [each for each in candidates if each.confidence >= LIKELY]
    if not likely:
        return tuple(each for each in candidates if each.checksum_valid is False)[:MOST]
    # Rounded, since 0.6 - 0.2 is a little less than 0.4.
    threshold = round(likely[0].confidence - CLEAR_LEAD, 2)
    return tuple(each for each in likely if each.confidence > threshold)[:MOST]


def _candidates(match: Match) -> Iterator[CarrierCandidate]:
    for place, code in enumerate(_carriers_of(match)):
        penalty = SECOND_BEST * place if match.checksum_valid else 0
        yield CarrierCandidate(
            carrier=_table()[code][1],
            checksum_valid=match.checksum_valid,
            confidence=round(match.confidence - penalty, 2),
            format=match.format.name,
        )


def _carriers_of(match: Match) -> tuple[str, ...]:
    if match.format.carrier:
        return (match.format.carrier,)
    return operators(match.groups["service"], match.groups["country"])


def _rank(candidate: CarrierCandidate) -> tuple[float, int]:
    return -candidate.confidence, _table()[candidate.carrier.code][0]


@cache
def _compiled() -> tuple[tuple[Format, Callable[[str], re.Match[str] | None]], ...]:
    return tuple((each, re.compile(each.pattern).fullmatch) for each in FORMATS)


@cache
def _table() -> dict[str, tuple[int, Carrier]]:
    return {each.code: (place, each) for place, each in enumerate(carriers())}
