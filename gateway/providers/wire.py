"""Read what providers send: typed where it must be, loose at the leaves.

A wire struct names its fields as the provider's documentation does. Leaves are `Any` and read with
`text`, `number` and `flag`, which answer None for what they can't use: an odd leaf costs that leaf.
Containers are typed; one of the wrong type is dropped before it can cost the parcel.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

import msgspec

S = TypeVar("S", bound=msgspec.Struct)

MAX_TEXT = 2_000
"""Characters kept of one text."""

MAX_EVENTS = 1_000
"""Events kept of one history: the newest."""

_UNUSABLE = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\<>\"]+([/?#][^\s\\<>\"]*)?", re.IGNORECASE)


class NotTrackingData(Exception):  # a condition, like every error here
    """The body is not what was asked for; what it holds is not told."""


def decode(body: bytes, kind: type[S]) -> S:
    """Read a JSON object as `kind`.

    Containers of another type than `kind` declares are left out, and lone surrogates are replaced;
    everything else is kept.

    Raises:
        NotTrackingData: the body is no JSON object.
    """
    try:
        value: S = _decoder(kind)(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _decode_odd(body, kind)
    return value


@cache
def _decoder(kind: type[msgspec.Struct]) -> Callable[[bytes], Any]:
    return msgspec.json.Decoder(kind).decode


def _decode_odd(body: bytes, kind: type[S]) -> S:
    try:
        value = json.loads(body.decode("utf-8", "replace"))
        if not isinstance(value, dict):
            raise NotTrackingData
        return msgspec.convert(_fit(value, kind), kind)
    except (ValueError, RecursionError) as error:
        raise NotTrackingData from error


def _fit(value: Any, kind: Any) -> Any:
    """Return `value` without the containers that don't fit `kind`."""
    if isinstance(value, str):
        return _UNUSABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if get_origin(kind) is list:
        (item,) = get_args(kind)
        return (
            [_fit(v, item) for v in value if isinstance(v, dict)] if isinstance(value, list) else []
        )
    struct = next((k for k in (kind, *get_args(kind)) if _is_struct(k)), None)
    if struct is None:
        return value
    if not isinstance(value, dict):
        return None
    fields = {field.name: field.type for field in msgspec.structs.fields(struct)}
    return {name: _fit(v, fields[name]) for name, v in value.items() if name in fields}


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def text(value: Any) -> str | None:
    """Return a text as it was sent, cut after `MAX_TEXT` characters.

    A number as its digits; None for anything else.

    An empty text is None: both providers send "" where they know nothing.
    """
    if type(value) is str:
        return value[:MAX_TEXT] if value and not value.isspace() else None
    if type(value) is int or type(value) is float:
        return str(value)[:MAX_TEXT]
    return None


def number(value: Any) -> int | None:
    """Return a whole number that fits GraphQL's `Int`; None for anything else."""
    if type(value) is int and -(2**31) <= value < 2**31:
        return value
    return None


def flag(value: Any) -> bool | None:
    """Return a boolean; None for anything else."""
    return value if type(value) is bool else None


def web_address(value: Any) -> str | None:
    """Return an absolute http(s) address without user name or password; None for anything else.

    Frontends put it into links: an address of another scheme (`javascript:`) must never get there.
    """
    written = text(value)
    if written is None or len(written) >= MAX_TEXT or not _ADDRESS.fullmatch(written):
        return None
    return written


def cut_notes(provider: str, events: int, texts: list[Any]) -> list[str]:
    """Say in words what of an answer is not shown, for `messages`; nothing is cut silently."""
    notes = []
    if events > MAX_EVENTS:
        notes.append(f"{provider} sent {events} events; the newest {MAX_EVENTS} are shown.")
    if any(type(value) is str and len(value) > MAX_TEXT for value in texts):
        notes.append(f"{provider} sent texts of more than {MAX_TEXT} characters; they are cut.")
    return notes
