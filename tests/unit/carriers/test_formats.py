"""Every format knows its own numbers, and a wrong digit when its algorithm can tell."""

import re
from collections.abc import Callable, Iterator
from statistics import mean

import pytest

from gateway.carriers import carrier_by_code, choose, detect, normalize_number
from gateway.carriers.detection import LIKELY
from gateway.carriers.formats import FORMATS
from gateway.model import CarrierCandidate
from tests.unit.carriers import congruences
from tests.unit.carriers.congruences import Congruence
from tests.unit.carriers.published import PUBLISHED
from tests.unit.carriers.shapes import SHAPES, Sample

NUMBERS_A_FORMAT = 30
NUMBERS_A_RATE = 2_000
BY_NAME = {each.name: each for each in FORMATS}
CARRIERS = {name: carrier for name, carrier, _, _ in PUBLISHED}
CHECKED = [name for name, shape in SHAPES.items() if shape.fits]
UNCHECKED = [name for name, shape in SHAPES.items() if not shape.fits]

#: How often an algorithm misses a wrong digit, by the digit's place in the serial. Weights that
#: share no factor with the modulus miss nothing; a doubled digit modulo 10 hides ±5, one error in
#: nine; modulo 7 hides ±7, six errors of ninety; modulo 11 shows two of eleven remainders as the
#: same digit, which one error in 55 goes between.
MISSES: dict[Congruence, Callable[[int], float]] = {
    congruences.gs1: lambda place: 0,
    congruences.usps_legacy: lambda place: 0,
    congruences.luhn: lambda place: 0,
    congruences.mod37_36: lambda place: 0,
    congruences.ups: lambda place: 1 / 9 if place % 2 else 0,
    congruences.ontrac_c: lambda place: 0 if place % 2 else 1 / 9,
    congruences.ontrac_d: lambda place: 0 if place % 2 else 1 / 9,
    congruences.mod7: lambda place: 1 / 15,
    congruences.fedex: lambda place: 1 / 55,
    congruences.s10: lambda place: 1 / 55,
}


def test_every_format_is_tried_out() -> None:
    published = {name for name, _, _, _ in PUBLISHED}
    assert len(published) == len(PUBLISHED) == 39
    assert {each.name for each in FORMATS} == published | {"Shippo test"}
    assert SHAPES.keys() == published


def test_every_format_belongs_to_a_carrier() -> None:
    for each in FORMATS:
        assert each.name == "S10" or carrier_by_code(each.carrier) is not None


@pytest.mark.parametrize(("name", "carrier", "valid", "_"), PUBLISHED)
def test_a_published_number_has_its_own_carrier_first(
    name: str, carrier: str, valid: str, _: str
) -> None:
    best = detect(valid)[0]
    assert (best.carrier.code, best.format) == (carrier, name)
    assert best.checksum_valid is (True if name in CHECKED else None)


@pytest.mark.parametrize(("name", "_carrier", "_valid", "invalid"), PUBLISHED)
def test_a_published_wrong_number_does_not_count_as_valid(
    name: str, _carrier: str, _valid: str, invalid: str
) -> None:
    assert not _is_accepted(name, normalize_number(invalid))
    for each in detect(invalid):
        assert each.checksum_valid is False
        assert each.confidence <= 0.15


@pytest.mark.parametrize("name", SHAPES)
def test_a_generated_number_has_its_own_carrier_among_the_candidates(name: str) -> None:
    for number in _numbers(name):
        own = _candidate(number, CARRIERS[name])
        assert own is not None, number
        assert own.checksum_valid is not False
        assert _is_accepted(name, number)
        assert own.checksum_valid or name in UNCHECKED


def test_a_thousand_numbers_are_generated() -> None:
    counts = {name: len(set(_numbers(name))) for name in SHAPES}
    print(f"\n{sum(counts.values())} valid numbers of {len(counts)} formats")
    assert min(counts.values()) >= 25
    assert sum(counts.values()) >= 1000


@pytest.mark.parametrize("name", UNCHECKED)
def test_confidence_without_a_check_digit_is_never_high(name: str) -> None:
    for number in _numbers(name):
        for each in detect(number):
            assert each.checksum_valid is not None or each.confidence < 0.7
            assert each.checksum_valid is not None or not number.isdigit() or not choose([each])


@pytest.mark.parametrize("name", CHECKED)
def test_only_errors_that_the_algorithm_cannot_see_are_missed(name: str) -> None:
    fits = SHAPES[name].fits
    assert fits is not None
    for wrong in _wrong_numbers(name):
        assert not _is_accepted(name, wrong.number) or fits(wrong.serial, wrong.check), wrong


def test_wrong_digits_are_caught_as_often_as_the_algorithms_allow() -> None:
    print(f"\n{'format':<34}{'algorithm':<13}{'digits':>7}{'covered':>8}{'theory':>9}{'caught':>9}")
    for name in CHECKED:
        fits = SHAPES[name].fits
        assert fits is not None
        samples = SHAPES[name].samples(NUMBERS_A_RATE)
        # One digit of each number, each in its turn, so that the errors don't depend on each other.
        places = [_places(sample)[i % len(_places(sample))] for i, sample in enumerate(samples)]
        theory = 1 - mean(map(_chance_to_miss(fits), samples, places))
        errors = [wrong for pair in zip(samples, places, strict=True) for wrong in _wrong_at(*pair)]
        caught = mean(not _is_accepted(name, wrong.number) for wrong in errors)
        digits = mean(sum(map(str.isdigit, sample.number)) for sample in samples)
        covered = mean(len(_places(sample)) for sample in samples)
        sizes = f"{digits:>7.1f}{covered:>8.1f}"
        print(f"{name:<34}{fits.__name__:<13}{sizes}{theory:>9.2%}{caught:>9.2%}")
        assert caught == pytest.approx(theory, abs=0.005)


@pytest.mark.parametrize("name", CHECKED)
def test_a_wrong_digit_leaves_at_most_a_doubtful_candidate(name: str) -> None:
    for wrong in _wrong_numbers(name):
        for each in detect(wrong.number):
            if each.format == name and not _is_accepted(name, wrong.number):
                assert each.checksum_valid is False
                assert each.confidence <= 0.15 < LIKELY


def _numbers(name: str) -> list[str]:
    return [sample.number for sample in SHAPES[name].samples(NUMBERS_A_FORMAT)]


def _wrong_numbers(name: str) -> Iterator[Sample]:
    for sample in SHAPES[name].samples(NUMBERS_A_FORMAT):
        for place in _places(sample):
            yield from _wrong_at(sample, place)


def _candidate(number: str, carrier: str) -> CarrierCandidate | None:
    return next((each for each in detect(number) if each.carrier.code == carrier), None)


def _is_accepted(name: str, number: str) -> bool:
    """Tell whether the format takes the number, leaving out what other formats say of it."""
    groups = re.fullmatch(BY_NAME[name].pattern, number)
    return groups is not None and BY_NAME[name].read(groups).checksum_valid is not False


def _places(sample: Sample) -> list[int]:
    """Return the places of the digits that the check digit covers, itself included."""
    covered = sample.serial + sample.check
    return [place for place, character in enumerate(covered) if character.isdigit()]


def _wrong_at(sample: Sample, place: int) -> Iterator[Sample]:
    """Make the nine numbers that have another digit there."""
    covered = sample.serial + sample.check
    for digit in set("0123456789") - {covered[place]}:
        wrong = covered[:place] + digit + covered[place + 1 :]
        yield Sample(sample.before, wrong[:-1], wrong[-1], sample.after)


def _chance_to_miss(fits: Congruence) -> Callable[[Sample, int], float]:
    # A wrong check digit is always seen.
    return lambda sample, place: MISSES[fits](place) if place < len(sample.serial) else 0
