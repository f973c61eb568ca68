"""How the made-up parcels are named, so that a name can be guessed from the documentation."""

LABEL_ROOM = 15


def label_id(group: str, *words: str) -> str:
    """Name a label: `se-`, its group, the words in small letters with dashes.

    Words of more than 15 characters, dashes included, are cut to three letters each and written
    as one, as in
    `se-detail-attdel2nd` for ATTEMPTED_DELIVERY_2ND.
    """
    parts = "-".join(words).lower().replace("_", "-")
    if len(parts) > LABEL_ROOM:
        parts = "".join(part[:3] for part in parts.split("-"))[:LABEL_ROOM]
    return f"se-{group}-{parts}"


def number_of(label: str) -> str:
    """Name a label's tracking number: the label without `se-` and dashes, in capitals."""
    return label.removeprefix("se-").replace("-", "").upper()


def sandbox_number(code: str) -> str:
    """Name the Shippo number of a status or substatus: SANDBOX and the code's letters."""
    return "SANDBOX" + code.upper().replace("_", "")
