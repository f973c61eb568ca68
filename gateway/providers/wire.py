"""Read what providers send: typed where it must be, loose at the leaves.

A wire struct names its fields as the provider's documentation does. Leaves are `Any`, and objects
and lists inside are `Raw`; both are read with a `Reader`, which answers None for what it can't use:
an odd leaf costs that leaf, an odd object that object, never the parcel. What is too long to be
shown whole is noted, and so are codes that nobody documented.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec

from gateway.model import URL, ProviderTimestamp

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

MAX_TEXT = 2_000
"""Characters kept of one text."""

MAX_CODE = 200
"""Characters of an id, a code or a time; a part of one would mean something else."""

MAX_DIGITS = 40
"""Digits of a number; one with more is no number that any provider means."""

MAX_EVENTS = 1_000
"""Events kept of one history: the newest."""

MAX_MESSAGES = 100
"""Messages kept of one answer: the first."""

NOTHING = msgspec.Raw(b"null")
"""What an object or a list is that was not sent."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(
    r"https?://[^\s\x00-\x1f\x7f/?#@\\<>\"]+([/?#][^\s\x00-\x1f\x7f\\<>\"]*)?", re.IGNORECASE
)


class NotTrackingData(Exception):  # a condition, like every error here
    """The body is not what was asked for; what it holds is not told."""


def decode(body: bytes | msgspec.Raw, kind: type[S]) -> S:
    """Read a JSON object as `kind`, with what can be saved of an odd one (see `mend`).

    Raises:
        NotTrackingData: the body is no JSON object.
    """
    read = _decoder(kind)
    try:
        value: S | None = _read_or_mend(body, read)
    except RecursionError as error:
        raise NotTrackingData from error
    if value is None:
        raise NotTrackingData
    return value


def _read_or_mend(body: bytes | msgspec.Raw, read: Callable[[Any], Any]) -> Any:
    try:
        return read(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return read(mend(bytes(body)))


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    # What wasn't sent is null, and so is much that was.
    return msgspec.json.Decoder(kind | None).decode


def mend(body: bytes) -> bytes:
    """Return the JSON object that `body` means, as strict JSON.

    Lone surrogates and bytes outside UTF-8 become U+FFFD; NaN, the infinities and numbers beyond
    `MAX_DIGITS` digits or the range of a double become null; bare control characters are escaped.

    Raises:
        NotTrackingData: the body is no JSON object, or nested deeper than Python can follow
            (1,000 levels and more).
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig", "replace"),
            strict=False,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=lambda _: None,
        )
        written = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError) as error:
        raise NotTrackingData from error
    if not isinstance(value, dict):
        raise NotTrackingData
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", written).encode()


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def text(value: Any) -> str | None:
    """Return a text as it was sent, a number as its digits; None for anything else.

    An empty text is None: both providers send "" where they know nothing.
    """
    if type(value) is str:
        return value if value and not value.isspace() else None
    if type(value) is int:
        return str(value) if abs(value) < 10**MAX_DIGITS else None
    return str(value) if type(value) is float else None


def number(value: Any) -> int | None:
    """Return a whole number that fits GraphQL's `Int`; None for anything else."""
    if type(value) is int and -(2**31) <= value < 2**31:
        return value
    return None


def flag(value: Any) -> bool | None:
    """Return a boolean; None for anything else."""
    return value if type(value) is bool else None


class Reader:
    """Reads one answer, and remembers what of it is not shown and which codes nobody knows."""

    def __init__(self, provider: str) -> None:
        """Read an answer of the provider with this display name."""
        self._provider = provider
        self._notes: dict[str, None] = {}
        self._unmapped: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Say in words what is not shown, for `messages`; nothing is cut silently."""
        return tuple(f"{self._provider} sent {note}" for note in self._notes)

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Return the codes that were passed to `unknown`, each once, in the order of reading."""
        return tuple(self._unmapped)

    @property
    def is_silent(self) -> bool:
        """Whether nothing was noted and every code was known."""
        return not (self._notes or self._unmapped)

    def note(self, words: str) -> None:
        """Note what is not shown; `words` follow on "ShipStation sent"."""
        self._notes[words] = None

    def unknown(self, codes: Sequence[str]) -> None:
        """Note status codes that the provider's table doesn't have."""
        for code in codes:
            self._unmapped[code] = None

    def text(self, value: Any) -> str | None:
        """Return a text as it was sent (see `text`), cut after `MAX_TEXT` characters."""
        if value is None:
            return None
        if type(value) is str and len(value) > MAX_TEXT:
            self.note(f"texts of more than {MAX_TEXT} characters; they are cut.")
            value = value[:MAX_TEXT]
        return text(value)

    def code(self, value: Any) -> str | None:
        """Return a text that means something only as a whole; None for one beyond `MAX_CODE`."""
        if value is None:
            return None
        if type(value) is str and len(value) > MAX_CODE:
            self.note(f"ids, codes or times of more than {MAX_CODE} characters; they are left out.")
            return None
        return text(value)

    def timestamp(self, value: Any) -> ProviderTimestamp | None:
        """Return a time as the provider wrote it, or whatever else stands there."""
        written = self.code(value)
        return ProviderTimestamp(written) if written else None

    def address(self, value: Any) -> URL | None:
        """Return an absolute http(s) address without user name or password, or None.

        Frontends put it into links: an address of another scheme (`javascript:`) must never get
        there.
        """
        if type(value) is not str:
            return None
        if len(value) > MAX_TEXT:
            self.note(f"addresses of more than {MAX_TEXT} characters; they are left out.")
            return None
        return URL(value) if _ADDRESS.fullmatch(value) else None

    def part(self, sent: bytes | msgspec.Raw, kind: type[S]) -> S | None:
        """Read an object inside the answer; None where something else stands there."""
        try:
            value: S | None = _read_or_mend(sent, _decoder(kind))
        except (NotTrackingData, RecursionError):
            return None
        return value

    def parts(self, raw: msgspec.Raw) -> list[msgspec.Raw]:
        """Split a list inside the answer; empty where something else stands there."""
        try:
            entries: list[msgspec.Raw] | None = _decoder(list[msgspec.Raw])(raw)
        except msgspec.MsgspecError:
            return []
        return entries or []

    def history(
        self,
        raw: msgspec.Raw,
        event: Callable[["Reader", msgspec.Raw], T | None],
        *,
        newest_first: bool,
    ) -> list[T]:
        """Read a list of events with `event`, oldest first: the newest `MAX_EVENTS`.

        `event` returns None for what is no object.
        """
        sent = self.parts(raw)
        if newest_first:
            sent.reverse()
        if len(sent) > MAX_EVENTS:
            self.note(f"{len(sent)} events; the newest {MAX_EVENTS} are shown.")
        entries = sent[-MAX_EVENTS:]
        events = [read for entry in entries if (read := event(self, entry)) is not None]
        if len(events) < len(entries):
            self.note("events that are no objects; they are left out.")
        return events
