"""Make valid tracking numbers of every format, as many as are wanted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from string import ascii_uppercase, digits

from tests.unit.carriers import congruences
from tests.unit.carriers.congruences import Congruence


@dataclass(frozen=True)
class Sample:
    """A valid number in its parts."""

    before: str
    serial: str
    check: str
    after: str

    @property
    def number(self) -> str:
        """The number in one piece."""
        return self.before + self.serial + self.check + self.after


@dataclass(frozen=True)
class Shape:
    """What the numbers of a format look like.

    In a template `#` is a digit, `@` a letter, `*` either, `<A|B>` one of several; the serial is
    in parentheses and `!` is its check character.
    """

    fits: Congruence | None
    templates: tuple[str, ...]

    def samples(self, count: int) -> list[Sample]:
        """Make valid numbers, the same ones every time, by all templates in turn."""
        random = Random(self.templates[0])  # noqa: S311 - numbers to test with, no secrets
        return [self._fill(self.templates[i % len(self.templates)], random) for i in range(count)]

    def _fill(self, template: str, random: Random) -> Sample:
        filled = re.sub(r"<[^>]+>|[#@*]", lambda each: _replace(each, random), template)
        before, _, rest = filled.rpartition("(")
        serial, _, after = rest.rpartition(")")
        alphabet = digits + ascii_uppercase if self.fits is congruences.mod37_36 else digits
        check = [each for each in alphabet if self.fits and self.fits(serial, each)]
        assert len(check) == (self.fits is not None), "a serial has one check character"
        return Sample(before, serial, "".join(check), after.removeprefix("!"))


def _replace(placeholder: re.Match[str], random: Random) -> str:
    alphabets = {"#": digits, "@": ascii_uppercase, "*": digits + ascii_uppercase}
    mark: str = placeholder[0]
    return random.choice(alphabets.get(mark) or mark.strip("<>").split("|"))


def _shape(fits: Congruence | None, *templates: str) -> Shape:
    # `#{9}` is short for nine of them.
    repeat = re.compile(r"([#*])\{(\d+)\}")
    return Shape(fits, tuple(repeat.sub(lambda m: m[1] * int(m[2]), each) for each in templates))


_NOT_9 = "<0|1|2|3|4|5|6|7|8>"
_SERVICE = "<01|02|03|04|05|06|07|08|14|21|22|23|24|25|26|34|50|56|73|82|83|85>"
_S10_SERVICE = "<LB|RB|RX|UA|VV|HA|AV>"

# Source: `regex` in https://github.com/jkeen/tracking_number_data (MIT), read 2026-11-21
#: The name of a format to its shape.
SHAPES: Mapping[str, Shape] = {
    "UPS": _shape(congruences.ups, "1Z(*{15})!"),
    "UPS Waybill": _shape(congruences.ups, "<A|H|J|K|T|V>(#{9})!"),
    "USPS 20": _shape(congruences.gs1, f"({_SERVICE}#{{17}})!"),
    "USPS IMpb N": _shape(
        congruences.gs1,
        "(94###9#{15})!",
        "(94###9#{19})!",
        "(94###9#{23})!",
        f"(94###{_NOT_9}#{{15}})!",
        f"(94###{_NOT_9}#{{19}})!",
        "420#####(94###9#{15})!",
        "420#########(94###9#{15})!",
        f"420#####(94###{_NOT_9}#{{19}})!",
    ),
    "USPS Legacy": _shape(
        congruences.usps_legacy,
        f"(91{_SERVICE}#{{17}})!",
        f"({_SERVICE}#{{17}})!",
        f"420#####(91{_SERVICE}#{{17}})!",
        f"420#########(91{_SERVICE}#{{17}})!",
        f"420#####({_SERVICE}#{{17}})!",
    ),
    "USPS IMpb C": _shape(
        congruences.gs1,
        "(9<2|5>###9#{15})!",
        "(9<2|5>###9#{19})!",
        f"(9<3|5>###{_NOT_9}#{{15}})!",
        f"(9<3|5>###{_NOT_9}#{{19}})!",
        "420#####(92###9#{15})!",
        f"420#########(93###{_NOT_9}#{{15}})!",
    ),
    "FedEx Express (12)": _shape(congruences.fedex, "(#{11})!"),
    "FedEx Express (34)": _shape(congruences.fedex, f"{_NOT_9}#{{19}}(#{{13}})!"),
    "FedEx ASTRA (32)": _shape(congruences.fedex, "3#{15}(#{11})!####"),
    "FedEx Ground": _shape(congruences.gs1, "(#{14})!"),
    "FedEx Ground (SSCC-18)": _shape(congruences.gs1, "<00|01|02|04>(#{15})!"),
    "FedEx Ground 96 (22)": _shape(congruences.gs1, "96#####(#{14})!"),
    "FedEx Ground GSN": _shape(congruences.fedex, "96#{18}(#{13})!"),
    "S10": _shape(congruences.s10, f"{_S10_SERVICE}(#{{8}})!GB"),
    "DHL Express": _shape(congruences.mod7, "(#{9})!", "(#{10})!"),
    "DHL Express (Piece ID)": _shape(None, "J@@#{9}", "J@@@#{10}"),
    "DHL E-Commerce": _shape(
        None, "<GM|LX|RX|UV|CN>#*{9}", "<SG|TH|IN|HK|MY>#*{20}", "GM#{16}", "GM#*{37}"
    ),
    "DHL E-Commerce (14)": _shape(None, "#{14}"),
    "DPD (28)": _shape(congruences.mod37_36, "(#{21}<101|136|350><040|250|276|528|826>)!"),
    "DPD (14)": _shape(congruences.mod37_36, "(#{14})!"),
    "Canada Post (16)": _shape(congruences.gs1, "(#{15})!"),
    "Purolator (12)": _shape(congruences.luhn, "(<0|1|2|3|4|5>#{10})!"),
    "Purolator (alpha + 9)": _shape(None, "@@@#{9}"),
    "Canpar (22)": _shape(None, "<C|D|K|L|S|U|X|Z>#{21}"),
    "OnTrac": _shape(congruences.ontrac_c, "C(#{13})!"),
    "OnTrac D": _shape(congruences.ontrac_d, "D(#{13})!"),
    "LaserShip LX": _shape(None, "L<A|I|E|H|N|X><1|2|3>#{7}"),
    "LaserShip 1LS7 (15)": _shape(None, "1LS7<1|2>#{10}"),
    "LaserShip 1LS7 (18)": _shape(None, "1LS7<1|2>##01<1|2|3|4>#{6}-1"),
    "LaserShip 1LSCX (15)": _shape(None, "1LSCX*{10}"),
    "Old Dominion": _shape(congruences.luhn, "(<777|778|072|780>#{7})!"),
    "Old Dominion Guaranteed Shipment": _shape(congruences.luhn, "(80#{8})!"),
    "Amazon Logistics": _shape(None, "TB<A|C|M>#{12}"),
    "Amazon International": _shape(None, "<A|F|C>#{10}"),
    "GOFO Express (US)": _shape(None, "GFUS#{14}"),
    "Landmark Global LTN": _shape(None, "LTN#{8}N1"),
    "Spee-Dee (20)": _shape(None, "SP#{18}"),
    "Yodel": _shape(None, "JD#{16}", "JJD#{16}"),
    "YunExpress": _shape(None, "YT#{16}"),
}
