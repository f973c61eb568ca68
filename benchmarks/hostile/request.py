"""One hostile request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OK = "OK"
"""Stands for no error: the request is within the limits, and is answered."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request, and the code of the first error of its answer.

    `body` has the text `NONCE` where it may have any number of blanks, so that no two requests
    need be the same.
    """

    name: str
    code: str
    body: bytes = b""
    method: str = "POST"
    target: str = "/graphql"
    headers: Mapping[str, str] = field(default_factory=dict)
    chunk: int | None = None

    def written(self, nonce: int = 0) -> bytes:
        """Return the request as it is sent; two with another nonce have no cache entry alike."""
        body = self.body.replace(NONCE, b" " * nonce)
        headers = {"Host": "localhost", "Content-Type": "application/json", **self.headers}
        if self.chunk is not None:
            headers["Transfer-Encoding"] = "chunked"
            body = _chunked(body, self.chunk)
        elif self.method == "POST":
            headers["Content-Length"] = str(len(body))
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in {**headers, "Connection": "close"}.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


NONCE = b"NONCE"


def _chunked(body: bytes, size: int) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def document(name: str, code: str, text: str, **variables: Any) -> Hostile:
    """Return a request with this document, and with these variables if there are any."""
    members: dict[str, Any] = {"query": text + NONCE.decode()}
    if variables:
        members["variables"] = variables
    return Hostile(name, code, json.dumps(members).encode())


def raw(name: str, code: str, body: bytes, **more: Any) -> Hostile:
    """Return a request with this body."""
    return Hostile(name, code, body, **more)


REF = '(ref: {carrier: "usps", trackingNumber: "9205590164917312751089"})'
MANY = "query ($refs: [ShipmentRef!]!)"


def repeat(times: int, part: str) -> str:
    """Return `part` so many times, with its number where it has a `#`."""
    return " ".join(part.replace("#", str(number)) for number in range(times))


def nest(levels: int, opening: str, inner: str = "", closing: str = "}") -> str:
    """Return `inner` within so many levels."""
    return opening * levels + inner + closing * levels


def chain(length: int, on: str, body: str) -> str:
    """Return so many fragments; `NEXT` in the body of each is the name of the next one."""
    return " ".join(
        f"fragment F{number} on {on} {{ {body.replace('NEXT', f'F{number + 1}')} }}"
        for number in range(length)
    )
