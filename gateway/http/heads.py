"""What the head of a request has to be; llhttp has read it already, strictly."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from gateway.http import refusals
from gateway.http.guard import Limits
from gateway.http.refusals import Header, Refused

WATCHED = frozenset({b"host", b"content-length", b"transfer-encoding", b"expect"})
"""The headers that decide how a request is read."""

# Source: RFC 3986 (URI), section 3.2, https://www.rfc-editor.org/rfc/rfc3986, read 2026-11-22.
_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")


def check_length(value: bytes, limits: Limits) -> None:
    """Look at how long the body will be.

    Raises:
        Refused: it is too long.
    """
    if int(value) > limits.body_bytes:
        raise Refused(refusals.BODY_TOO_LARGE)


def check_coding(value: bytes) -> None:
    """Look at how the body is sent.

    Raises:
        Refused: the parser takes other codings before `chunked`, which nobody here would undo.
    """
    if value.lower() != b"chunked":
        raise Refused(refusals.BAD_CODING)


def check_expectation(value: bytes) -> None:
    """Look at what the client expects before it sends the body.

    Raises:
        Refused: nobody here knows it.
    """
    if value.lower() != b"100-continue":
        raise Refused(refusals.EXPECTATION_FAILED)


def check_host(value: bytes) -> None:
    """Look at the host that is asked.

    Raises:
        Refused: it can be none.
    """
    if not _is_host(value):
        raise Refused(refusals.BAD_HOST)


@lru_cache
def _is_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


def check_sizes(url: bytes, headers: Sequence[Header], limits: Limits) -> None:
    """Look at how much there is of a whole head.

    Raises:
        Refused: it is too much.
    """
    if len(url) > limits.url_bytes:
        raise Refused(refusals.URL_TOO_LONG)
    size = sum(len(name) + len(value) for name, value in headers)
    if size > limits.head_bytes or len(headers) > limits.head_fields:
        raise Refused(refusals.HEADERS_TOO_LARGE)


def path_of(method: bytes, url: bytes) -> bytes:
    """Return the path and query of an address that doesn't begin with a path.

    Raises:
        Refused: it has none.
    """
    if url == b"*" and method == b"OPTIONS":
        return b"/"
    parts = urlsplit(url)
    if parts.scheme not in {b"http", b"https"}:
        raise Refused(refusals.BAD_TARGET)
    return (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")


def check_version(version: str, hosts: int, is_chunked: bool) -> None:
    """Look at what depends on the version of HTTP; `hosts` is the number of `Host` headers.

    Raises:
        Refused: it is another version, or the request doesn't fit it.
    """
    if version not in {"1.1", "1.0"}:
        raise Refused(refusals.BAD_VERSION)
    if hosts != 1 and (version == "1.1" or hosts):
        raise Refused(refusals.NOT_ONE_HOST)
    if is_chunked and version == "1.0":
        raise Refused(refusals.BAD_CODING)


def check_upgrade(method: bytes, headers: Sequence[Header]) -> None:
    """Look at the wish to speak another protocol; most can be left aside.

    Raises:
        Refused: the client can't do without.
    """
    if method == b"CONNECT":
        raise Refused(refusals.NO_PROXY)
    for name, value in headers:
        if name == b"upgrade" and b"websocket" in value.lower():
            raise Refused(refusals.NO_WEBSOCKET)


def without_upgrade(method: bytes, url: bytes, version: str, headers: Sequence[Header]) -> bytes:
    """Write the head of a request anew, without the wish to speak another protocol."""
    lines = [b"%s %s HTTP/%s" % (method, url, version.encode())]
    for name, value in headers:
        if name == b"connection":
            words = [word for word in value.split(b",") if word.strip().lower() != b"upgrade"]
            lines += [b"connection: " + b",".join(words)] if words else []
        elif name != b"upgrade":
            lines.append(b"%s: %s" % (name, value))
    return b"\r\n".join([*lines, b"", b""])
