"""What is said to those whose bytes are no request, or none that is taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

import msgspec

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to what is read no further; the connection ends with it."""

    status: HTTPStatus
    code: str
    message: str
    headers: tuple[Header, ...] = ()

    def written(self, headers: Iterable[Header], *, with_body: bool) -> bytes:
        """Return the whole answer, with these `headers` too; one to HEAD has no body."""
        error = {"message": self.message, "extensions": {"code": self.code}}
        body = msgspec.json.encode({"errors": [error]})
        lines = [b"HTTP/1.1 %d %s" % (self.status, self.status.phrase.encode())]
        for name, value in (*headers, *_ALWAYS, *self.headers):
            lines.append(b"%s: %s" % (name, value))
        lines.append(b"content-length: %d" % len(body))
        return b"\r\n".join([*lines, b"", body if with_body else b""])


class Refused(Exception):
    """The request is not read any further."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


_ALWAYS = (
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"connection", b"close"),
)


def _bad(code: str, message: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, code, message)


INVALID_HTTP = _bad("INVALID_HTTP", "This is not HTTP/1.1.")
NOT_ONE_HOST = _bad("INVALID_HOST", "A request has one header `Host`.")
BAD_HOST = _bad("INVALID_HOST", "The header `Host` is not a host.")
BAD_TARGET = _bad("INVALID_URL", "The address of a request begins with `/` or `http://`.")
BAD_VERSION = _bad("INVALID_HTTP", "The gateway speaks HTTP/1.1 and HTTP/1.0.")
BAD_CODING = _bad("INVALID_HTTP", "A body is sent with a length, or `chunked` in HTTP/1.1.")
NO_WEBSOCKET = _bad("NO_WEBSOCKET", "The gateway speaks no WebSocket; send GraphQL by POST.")
NO_PROXY = Refusal(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "METHOD_NOT_ALLOWED",
    "The gateway is no proxy.",
    ((b"allow", b"GET, HEAD, OPTIONS, POST"),),
)
TOO_SLOW = Refusal(HTTPStatus.REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "The request came too slowly.")
BODY_TOO_LARGE = Refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BODY_TOO_LARGE", "The body is too large."
)
URL_TOO_LONG = Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "URL_TOO_LONG", "The address is too long.")
EXPECTATION_FAILED = Refusal(
    HTTPStatus.EXPECTATION_FAILED, "EXPECTATION_FAILED", "Only `100-continue` can be expected."
)
TOO_MANY_AT_ONCE = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    "TOO_MANY_REQUESTS",
    "Too many requests were sent without waiting for answers.",
)
HEADERS_TOO_LARGE = Refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "HEADERS_TOO_LARGE",
    "There are too many headers, or they are too long.",
)
TOO_MANY_BODIES = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "OVERLOADED",
    "Too many bodies are on their way; try again in a second.",
    ((b"retry-after", b"1"),),
)
TOO_MANY_CONNECTIONS = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "OVERLOADED",
    "Too many connections are open; try again in a second.",
    ((b"retry-after", b"1"),),
)

CODES = (
    *("BODY_TOO_LARGE", "EXPECTATION_FAILED", "HEADERS_TOO_LARGE", "INVALID_HOST", "INVALID_HTTP"),
    *("INVALID_URL", "METHOD_NOT_ALLOWED", "NO_WEBSOCKET", "OVERLOADED", "REQUEST_TIMEOUT"),
    *("TOO_MANY_REQUESTS", "URL_TOO_LONG"),
)
"""The codes of all refusals."""
