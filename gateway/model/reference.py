"""What the gateway knows of one shipment before it is looked up. Not part of the schema."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A checked reference: at least a label id or a tracking number.

    `tracking_number` is normalised (upper case, no blanks), `carrier` is a code of
    `gateway.carriers`; None means that it is not known. Every part is allow-listed: none can change
    a URL.
    """

    tracking_number: str | None = None
    carrier: str | None = None
    label_id: str | None = None


# Source: `se_id` of the ShipStation v2 specification, read 2026-11-21.
_LABEL_ID = re.compile(r"se(-[a-z0-9]+)+")


def is_label_id(value: str) -> bool:
    """Say whether a text may be a ShipStation label id. What is none is never sent."""
    return len(value) <= 25 and _LABEL_ID.fullmatch(value) is not None
