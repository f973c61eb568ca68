"""Global ids (Relay): opaque for callers, and readable by the gateway without any memory."""

import base64
import binascii
from typing import Annotated

import strawberry

from gateway.model.definition import about, interface


@interface("An object with a global id (Relay).")
class Node:
    """An object with a global id."""

    id: Annotated[strawberry.ID, about("Global id: opaque, stable and unique among all types.")]


def global_id(kind: str, *parts: str) -> strawberry.ID:
    """Return the id of the object of type `kind` that `parts` name.

    Parts hold no `:`; the last one may.
    """
    text = ":".join((kind, *parts))
    return strawberry.ID(base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def parse_global_id(value: str, parts: int) -> tuple[str, ...] | None:
    """Return the type and the `parts` named parts of an id.

    Or None where it is not one of this gateway's.
    """
    try:
        text = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    found = tuple(text.split(":", parts))
    # An id has one spelling: what decodes but would not be written so is refused.
    return found if len(found) == parts + 1 and global_id(*found) == value else None
