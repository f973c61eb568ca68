"""What people name parcels by, as references of the gateway's schema. Pure."""

import base64
import binascii
import csv
import re
from collections.abc import Iterator

Ref = dict[str, str]
"""A `ShipmentRef`: some of `trackingNumber`, `carrier`, `labelId` and `id`."""

MOST = 10_000
"""References of one run."""

_LABEL = re.compile(r"se(-[a-z0-9]+)+", re.IGNORECASE)
_BOUND = re.compile(r"(?:(?P<label>se-[^+:]+)\+)?(?P<carrier>[^+:\s]+):(?P<number>[^+:]+)")
_SEPARATORS = re.compile(r"[,;|\t\"'<>]+")
_GROUP = re.compile(r"[A-Za-z0-9]{1,6}")
_CARRIER = re.compile(r"[A-Za-z_]+")

# Columns of a file, by their names in small letters without blanks and marks.
_COLUMNS = {
    "trackingnumber": "trackingNumber",
    "number": "trackingNumber",
    "carrier": "carrier",
    "carriercode": "carrier",
    "labelid": "labelId",
    "label": "labelId",
    "id": "id",
}


class NotReferences(Exception):  # a condition, like every error here
    """What was given can't be read as references; the message says why."""


def to_reference(text: str, carrier: str | None = None) -> Ref:
    """Read one reference; `carrier` is for a tracking number that names none itself.

    It is a label id (`se-…`), a global id, a number, a number with its carrier (`ups:1Z…`), or
    label and number of one parcel (`se-…+ups:1Z…`).
    """
    text = text.strip()
    if _LABEL.fullmatch(text):
        return {"labelId": text.lower()}
    if _is_global_id(text):
        return {"id": text}
    if bound := _BOUND.fullmatch(text):
        ref = {"trackingNumber": bound["number"], "carrier": bound["carrier"]}
        return {**ref, "labelId": bound["label"].lower()} if bound["label"] else ref
    return {"trackingNumber": text, **({"carrier": carrier} if carrier else {})}


def write(ref: Ref) -> str:
    """Write a reference as `to_reference` reads it."""
    number = ":".join(filter(None, (ref.get("carrier"), ref.get("trackingNumber"))))
    return "+".join(filter(None, (ref.get("labelId"), number))) or ref.get("id", "")


def read_text(text: str, carrier: str | None = None) -> list[Ref]:
    """Read references from a file, in its order.

    With a header that names `tracking_number`, `carrier`, `label_id` or `id` it is a table, whose
    cells are separated by commas, semicolons, tabs or bars. Otherwise a line holds one or more
    references between any separators; a word of letters alone is the carrier of its line's numbers,
    of those behind it where it stands between two; short groups in a row are one number as it is
    printed.

    Raises:
        NotReferences: it is no table that can be read, or holds more than `MOST`.
    """
    lines = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    lines = [line for line in lines if line.strip()]
    header = _header(lines[0]) if lines else None
    refs = list(_from_table(lines, *header) if header else _from_lines(lines, carrier))
    if carrier:
        refs = [{"carrier": carrier, **ref} if "trackingNumber" in ref else ref for ref in refs]
    if len(refs) > MOST:
        raise NotReferences(f"These are {len(refs)} references; one run takes {MOST}.")
    return refs


def _header(line: str) -> tuple[str, list[str | None]] | None:
    """Return the separator and the members that the columns stand for; None where it is none."""
    separator = max(",;\t|", key=line.count)
    names = [re.sub(r"[^a-z]", "", cell.lower()) for cell in line.split(separator)]
    members = [_COLUMNS.get(name) for name in names]
    return (separator, members) if {*members} - {None, "carrier"} else None


def _from_table(lines: list[str], separator: str, members: list[str | None]) -> Iterator[Ref]:
    try:
        for row in csv.reader(lines[1:], delimiter=separator):
            cells = zip(members, row, strict=False)
            ref = {member: cell.strip() for member, cell in cells if member and cell.strip()}
            if ref.keys() - {"carrier"}:
                yield ref
    except csv.Error as error:
        raise NotReferences(f"The table can't be read: {error}.") from None


def _from_lines(lines: list[str], carrier: str | None) -> Iterator[Ref]:
    for line in lines:
        words = [word for piece in _SEPARATORS.split(line) for word in _words(piece)]
        carriers = [word for word in words if _CARRIER.fullmatch(word)]
        if len(carriers) == 1 and len(words) > 1:
            yield from _round(carriers[0], words, carrier)
        else:
            yield from (to_reference(word, carrier) for word in words)


def _round(named: str, words: list[str], carrier: str | None) -> Iterator[Ref]:
    """Read the words round a carrier, which stands between numbers for those behind it."""
    place = words.index(named)
    behind = [to_reference(word, named) for word in words[place + 1 :]]
    is_between = any("trackingNumber" in ref for ref in behind)
    for word in words[:place]:
        yield to_reference(word, carrier if is_between else named)
    yield from behind


def _words(piece: str) -> list[str]:
    """Split at blanks, but for the groups by which numbers are printed."""
    words = piece.split()
    numbers = [word for word in words if not _CARRIER.fullmatch(word)]
    if len(numbers) > 1 and all(_GROUP.fullmatch(word) for word in numbers):
        return ["".join(numbers), *(word for word in words if word not in numbers)]
    return words


def _is_global_id(text: str) -> bool:
    # Source: `gateway.model.node`, which is not worth its imports for this.
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return False
    return decoded.startswith(b"Shipment:")
