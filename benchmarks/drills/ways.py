"""The parts of a request, and the ways in which each of them can be spoilt."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

QUERY = """query Track($ref: ShipmentRef!, $age: Int) {
  shipment(ref: $ref, maxAgeSeconds: $age) {
    id trackingNumber carrier { code name } status { code title }
    events { occurredAt description location { city } }
    sources { provider outcome error { code message } }
  }
}"""
VARIABLES = {"ref": {"labelId": "se-324658"}}


@dataclass
class Request:
    """The parts of a request, which may be spoilt one by one."""

    chance: random.Random
    method: bytes = b"POST"
    target: bytes = b"/graphql"
    version: bytes = b"HTTP/1.1"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    json: Any = None
    body: bytes = b""
    is_chunked: bool = False

    def written(self) -> bytes:
        """Return the bytes to send; a length stands where neither it nor chunks are named."""
        body = self._chunks() if self.is_chunked else self.body
        headers = list(self.headers)
        if self.is_chunked:
            headers.append((b"Transfer-Encoding", b"chunked"))
        elif self.method != b"GET" and not _has(headers, b"content-length"):
            headers.append((b"Content-Length", b"%d" % len(body)))
        lines = [b" ".join([self.method, self.target, self.version])]
        lines += [b"%s: %s" % header for header in headers]
        return b"\r\n".join([*lines, b"", body])

    def _chunks(self) -> bytes:
        rest, written = self.body, b""
        while rest:
            size = self.chance.randint(1, len(rest))
            written += b"%x\r\n%s\r\n" % (size, rest[:size])
            rest = rest[size:]
        return written + b"0\r\n\r\n"


def _has(headers: list[tuple[bytes, bytes]], name: bytes) -> bool:
    return any(known.lower() == name for known, _ in headers)


def _line(request: Request) -> None:
    """Spoil what a request begins with."""
    chance = request.chance
    part = chance.randint(0, 2)
    if part == 0:
        request.method = chance.choice(METHODS)
    elif part == 1:
        request.target = chance.choice(TARGETS)
    else:
        request.version = chance.choice(VERSIONS)


METHODS = (
    *(b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"CONNECT", b"QUERY"),
    *(b"post", b"POST ", b" POST", b"P\x00ST", b"BREW", b"", b"POST\t", b"PRI", b"\xff\xff"),
)
TARGETS = (
    *(b"", b"*", b"/", b"//", b"graphql", b"/graphql/", b"/GraphQL", b"/graphql#a", b"/nowhere"),
    *(b"/%", b"/%zz", b"/%00", b"/%ff", b"/..", b"/../../etc/passwd", b"/%2e%2e/", b"/\xc3\xa9"),
    *(b"http://other/graphql", b"http://", b"https://[::1/", b"ftp://a/", b"/healthz", b"/readyz"),
    *(b"/graphql?query", b"/graphql?query=%", b"/graphql?query=%ff", b"/graphql?query={", b"/a b"),
    *(b"/graphql?variables={", b"/graphql?query={gateway{version}}&variables=[]", b"?", b"/?a=b"),
    *(
        b"/graphql?query={gateway{version}}&extensions=1",
        b"/" + b"a" * 9_000,
        b"/graphql?" + b"&" * 99,
    ),
    *(b"/graphql?" + b"query={gateway{version}}&" * 9, b"/graphql?query=" + b"{" * 500),
)
VERSIONS = (
    *(b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/1.2", b"HTTP/3", b"http/1.1", b"HTTP/1,1"),
    *(b"HTTP/11", b"HTTP/1.1 ", b"RTSP/1.0", b"", b"HTTP/-1.1", b"HTTP/1.\xb9", b"HTTQ/1.1"),
)


def _add_header(request: Request) -> None:
    """Add a header that doesn't belong there."""
    at = request.chance.randint(0, len(request.headers))
    request.headers.insert(at, request.chance.choice(HEADERS))


def _change_header(request: Request) -> None:
    """Drop a header, double it, or give it another value."""
    if not request.headers:
        return
    at = request.chance.randrange(len(request.headers))
    name, value = request.headers[at]
    change = request.chance.randint(0, 3)
    if change == 0:
        del request.headers[at]
    elif change == 1:
        request.headers.append((name.swapcase(), value))
    else:
        request.headers[at] = (name, request.chance.choice(VALUES))


HEADERS = (
    *(
        (b"Content-Length", n)
        for n in (b"0", b"1", b"5", b"99999", b"-1", b"+1", b"1e3", b"", b"0x10")
    ),
    *(
        (b"Content-Length", n)
        for n in (b"1, 1", b" 7", b"18446744073709551616", b"1 2", b"999999999")
    ),
    *(
        (b"Transfer-Encoding", n)
        for n in (b"chunked", b"gzip", b"gzip, chunked", b"chunked, chunked")
    ),
    *(
        (b"Transfer-Encoding", n)
        for n in (b"identity", b"xchunked", b"", b"chunked;a=b", b"\x0bchunked")
    ),
    *(
        (b"Host", n)
        for n in (b"other", b"", b"a b", b"h:99999", b"[::1", b"a/b", b"\xff", b"a,b", b"user@h")
    ),
    *(
        (b"Content-Type", n)
        for n in (b"text/plain", b"", b"application/json; charset=latin-1", b"/")
    ),
    *(
        (b"Content-Type", n)
        for n in (b"application/json; charset=\xff", b"multipart/form-data", b";;;")
    ),
    *(
        (b"Accept", n)
        for n in (b"image/png", b"*/*;q=0", b"", b"application/json;q=nan", b",,,", b"\xff")
    ),
    *(
        (b"Accept", n)
        for n in (b"application/graphql-response+json", b"application/json;q=1e999", b"*")
    ),
    *(
        (b"Accept-Encoding", n)
        for n in (b"gzip", b"identity;q=0", b"*;q=0", b"gzip;q=x", b"br, gzip")
    ),
    *((b"Content-Encoding", n) for n in (b"gzip", b"identity", b"deflate, gzip", b"\x80")),
    *((b"Expect", n) for n in (b"100-continue", b"200-ok", b"")),
    *((b"Connection", n) for n in (b"close", b"upgrade", b"keep-alive, close", b"", b"host")),
    *((b"Upgrade", n) for n in (b"websocket", b"h2c", b"TLS/1.0", b"")),
    *((b"If-None-Match", n) for n in (b"*", b'"', b"W/", b"\xff", b'"a", "b"')),
    *(
        (b"Authorization", n)
        for n in (b"Bearer", b"Basic !!!", b"Bearer \xff", b"Bearer " + b"a" * 9_000)
    ),
    *((b"Origin", n) for n in (b"null", b"http://evil.example", b"\xff", b"http://[")),
    *((b"traceparent", n) for n in (b"", b"00-0-0-0", b"ff-" + b"0" * 32, b"\xff")),
    *((b"X-Request-Id", n) for n in (b"", b"a" * 5_000, b"\xff\xfe", b"{}")),
    *((b"Cookie", b"a=" + b"b" * n) for n in (1, 4_000, 20_000)),
    *(
        (name, b"a")
        for name in (b"", b"A B", b"A\x00", b"\xffa", b"A:", b" Folded", b"\tFolded", b"(a)")
    ),
    *(
        (b"A", value)
        for value in (b"\x00", b"a\rb", b"a\nb", b"\x7f", b"\r\n folded", b"b" * 20_000)
    ),
    *((b"A" * n, b"b") for n in (1_000, 20_000)),
    (b"Many", b"a\r\nMany: b" * 200),
)
VALUES = (b"", b"a", b"\xff", b"a, b", b'"', b"0", b"-1", b"\x00", b"a" * 5_000, b"=?utf-8?q?=00?=")


def _body(request: Request) -> None:
    """Send another body."""
    chance = request.chance
    change = chance.randint(0, 3)
    if change == 0:
        request.body = chance.choice(BODIES)
    elif change == 1:
        request.body = request.body[: chance.randint(0, len(request.body))]
    elif change == 2:
        request.body = request.body.decode("latin-1").encode(
            chance.choice(("utf-16", "utf-32", "utf-7"))
        )
    else:
        request.body += chance.choice((b"\x00", b"}", b" {}", b"\r\n\r\n", request.body))


BODIES = (
    *(
        b"",
        b"null",
        b"true",
        b"0",
        b'""',
        b"[]",
        b"{}",
        b"[{}]",
        b"[[]]",
        b"{",
        b"}",
        b"nul",
        b"NaN",
    ),
    *(
        b"-",
        b"1e999",
        b"9" * 5_000,
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b"[" * 9_000,
        b'{"a":' * 9_000,
    ),
    *(
        b'{"query":null}',
        b'{"query":1}',
        b'{"query":[]}',
        b'{"query":""}',
        b'{"query":" "}',
        b"\x00" * 99,
    ),
    *(
        b'{"query":"{gateway{version}}","query":1}',
        b'{"query":"\\ud800"}',
        b'{"query":"{a}","variables":1}',
    ),
    *(
        b'{"query":"{a}","operationName":{}}',
        b'{"query":"{a}","extensions":[]}',
        b"query=%7Ba%7D",
        b"{a}",
    ),
    *(
        b"a" * 300_000,
        b'{"query":"' + b"{a" * 5_000 + b'"}',
        b"[" + b'{"query":"{a}"},' * 500 + b"null]",
    ),
    b'{"query":"{gateway{version}}","variables":' + b'{"a":' * 500 + b"1" + b"}" * 501,
    b'{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"' + b"0" * 64 + b'"}}}',
    b'{"extensions":{"persistedQuery":{"version":"1","sha256Hash":0}}}',
    b'{"query":"{a}","extensions":{"persistedQuery":[]}}',
    b'{"documentId":1}',
    b'{"documentId":"sha256:0"}',
)


def _json(request: Request) -> None:
    """Put a value where another one belongs."""
    where = request.json
    while isinstance(where, dict) and where:
        name = request.chance.choice(list(where))
        if request.chance.random() < 0.5 or not isinstance(where[name], dict):
            where[name] = deepcopy(request.chance.choice(VALUES_OF_JSON))
            break
        where = where[name]
    request.body = json.dumps(request.json).encode()


VALUES_OF_JSON: tuple[object, ...] = (
    *(
        None,
        True,
        0,
        -1,
        2**31,
        2**63,
        10**400,
        1e308,
        0.5,
        "",
        " ",
        "a",
        "\x00",
        "\ud800",
        "é" * 99,
    ),
    *(
        [],
        [[]],
        {},
        {"": {}},
        {"labelId": []},
        [None] * 200,
        {"labelId": "../.."},
        {"labelId": "a" * 9_999},
    ),
    *({"trackingNumber": "1", "carrier": None}, {"carrier": "ups"}, {"a": {"b": {"c": {}}}}),
)


def _graphql(request: Request) -> None:
    """Spoil the document, by words or by letters."""
    chance = request.chance
    if chance.random() < 0.3:
        document = chance.choice(DOCUMENTS)
    else:
        words = QUERY.split(" ")
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(words))
            words[at : at + chance.randint(0, 2)] = [chance.choice((*WORDS, *words))]
        document = " ".join(words)
    request.json = {**request.json, "query": document}
    request.body = json.dumps(request.json).encode()


WORDS = (
    *(
        "{",
        "}",
        "(",
        ")",
        "...",
        "$",
        "@",
        "!",
        "=",
        "|",
        "&",
        "[",
        "]",
        ":",
        "#",
        '"',
        '"""',
        "\\u{110000}",
    ),
    *(
        "query",
        "mutation",
        "subscription",
        "fragment",
        "on",
        "null",
        "true",
        "1e",
        "0x",
        "-",
        "1" * 500,
    ),
    *(
        "__typename",
        "__schema",
        "@skip(if: 1)",
        "@include",
        "@defer",
        "@a" * 50,
        "\ufeff",
        "\x00",
        "é",
        "\u2028",
    ),
)
DOCUMENTS = (
    *(
        "",
        "#",
        "{",
        "{}",
        "{a}",
        "query",
        "{...A}",
        "fragment A on B {a}",
        "{__typename " * 50,
        "\ud800",
    ),
    "{...A} fragment A on Query {...B} fragment B on Query {...A}",
    "subscription {a}",
    "mutation {a}",
    "type A {a: B}",
    "query A {gateway{version}} query B {gateway{version}}",
    "query A {gateway{version}} query A {gateway{version}}",
    "query ($a: Nothing) {gateway{version}}",
    "query ($a: Int = {}) {gateway{version}}",
    'query ($a: Int = "' + "a" * 5_000 + '") {gateway{version}}',
    "{" + "a: gateway {version} " * 300 + "}",
    "{" + "".join(f"a{n}: gateway {{version}} " for n in range(300)) + "}",
    "{gateway{version}}" + " " * 20_000,
    "{gateway(" + "a:" * 200 + "1){version}}",
    "{shipment(ref: {labelId: " + "[" * 300 + "]" * 300 + "}) {id}}",
    "{shipment(ref: {labelId: 1e999}) {id}}",
    '{shipment(ref: {labelId: """' + "a\n" * 500 + '"""}) {id}}',
    "{__schema{types{fields{type{fields{type{name}}}}}}}",
)

Way = Callable[[Request], None]
WAYS: tuple[Way, ...] = (
    *(_line, _add_header, _add_header, _add_header, _change_header),
    *(_body, _json, _json, _graphql, _graphql),
)
