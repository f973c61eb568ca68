"""What is sent for a request: a small thing that never changes, so that it can be sent again.

Sources: RFC 9110 (HTTP Semantics), https://www.rfc-editor.org/rfc/rfc9110.html, and RFC 9111 (HTTP
Caching), https://www.rfc-editor.org/rfc/rfc9111.html, read 2026-11-22.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.types import Message

from gateway.telemetry import Record

Fields = tuple[tuple[bytes, bytes], ...]
"""Header fields, their names in lower case, as ASGI has them."""

VARY = b"Accept, Accept-Encoding"
"""The header fields of a request by which every answer is written."""

# What a 304 repeats of a 200, RFC 9110 section 15.4.5.
_OF_304 = frozenset({b"cache-control", b"etag", b"vary"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for one request, and again for equal ones.

    `fresh_until` is when the first of its sources stops being fresh, in epoch seconds; None where
    nobody may keep it. A private one may be kept by its caller alone. `etag` is None where nobody
    can ask whether it is still the same. `record` is that of the first request.
    """

    status: int
    fields: Fields
    body: bytes
    fresh_until: float | None = None
    is_private: bool = True
    etag: bytes | None = None
    record: Record | None = field(default=None, compare=False)

    def messages(self, now: float, known: bytes = b"") -> tuple[Message, Message]:
        """Return it as the two messages of ASGI, with as many seconds as it is fresh from `now`.

        `known` is the `If-None-Match` of the request, empty where it has none.
        """
        fields = [*self.fields, (b"cache-control", self.cache_control(now))]
        if known and self.etag is not None and is_known(self.etag, known):
            fields = [field for field in fields if field[0] in _OF_304]
            return _start(304, fields), {"type": "http.response.body", "body": b""}
        return _start(self.status, fields), {"type": "http.response.body", "body": self.body}

    def cache_control(self, now: float) -> bytes:
        """Return for how many seconds from `now` it may be kept, and by whom."""
        if self.fresh_until is None:
            return b"no-store"
        scope = b"private" if self.is_private else b"public"
        return b"%s, max-age=%d" % (scope, max(0, self.fresh_until - now))


def _start(status: int, fields: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": fields}


def is_known(etag: bytes, known: bytes) -> bool:
    """Say whether an `If-None-Match` has this tag.

    Compared weakly, as RFC 9110 section 13.1.2 has it.
    """
    tags = {tag.strip().removeprefix(b"W/") for tag in known.split(b",")}
    return b"*" in tags or etag.removeprefix(b"W/") in tags


def tag(kind: str, body: bytes) -> bytes:
    """Return the tag of a body of this media type.

    A weak one: it says that the content is the same, however it is compressed.
    """
    digest = hashlib.sha256(kind.encode() + b"\n" + body).hexdigest()
    return f'W/"{digest[:32]}"'.encode()


def write(
    body: object,
    status: int,
    kind: str,
    *,
    headers: Mapping[str, str] | None = None,
    fresh_until: float | None = None,
    is_private: bool = True,
    tagged: bool = False,
    vary: bytes = VARY,
    record: Record | None = None,
) -> Answer:
    """Write an answer of media type `kind`. It gets a tag where it is `tagged` and may be kept."""
    written = encode(body)
    etag = tag(kind, written) if tagged and fresh_until is not None else None
    fields = {
        "content-type": f"{kind}; charset=utf-8",
        "content-length": str(len(written)),
        "x-content-type-options": "nosniff",
        **{name.lower(): value for name, value in (headers or {}).items()},
    }
    pairs = [(name.encode(), value.encode()) for name, value in fields.items()]
    pairs.append((b"vary", vary))
    if etag is not None:
        pairs.append((b"etag", etag))
    return Answer(status, tuple(pairs), written, fresh_until, is_private, etag, record)


def encode(body: object) -> bytes:
    """Write JSON; never raises for what an answer can be made of."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        # Half a surrogate came in, in a provider's text or in a variable that a message quotes.
        # What is written already is read again: only what can't be written is neither.
        text = json.dumps(body, ensure_ascii=False, default=msgspec.json.decode)
        return text.encode("utf-8", "replace")
