"""Faults of the content: the healthy body, spoilt."""

import gzip
import json
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from gateway.sandbox.faults.scene import Act, Fault, Scene

OTHER_NUMBER = "1Z999AA10123456784"
MANY_EVENTS = 20_000
LONG_TEXT = 300_000
_ODD = "\ud800 \x00 \x1b[31m \u202e \ufffe <script>alert(1)</script>"


def _bytes(change: Callable[[bytes], bytes], **headers: str) -> Act:
    async def act(scene: Scene) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(
            body=change(scene.body), headers={"Content-Type": "application/json"} | named
        )

    return act


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {}


def _leaves(change: Callable[[str, Any], Any]) -> Act:
    def walk(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(key, member) for key, member in value.items()}
        if isinstance(value, list):
            return [walk(name, member) for member in value]
        return change(name, value)

    def spoil(body: bytes) -> bytes:
        return json.dumps(walk("", _parsed(body))).encode()

    return _bytes(spoil)


def _other_type(_: str, value: Any) -> Any:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, bool | None):
        return str(value)
    return [value]


def _on(names: Iterable[str], to: Any) -> Callable[[str, Any], Any]:
    chosen = frozenset(names)
    return lambda name, value: to if name in chosen else value


def _dated_oddly(name: str, value: Any) -> Any:
    odd = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2024-02-30T25:61:00Z", "yesterday", "")
    dated = name.endswith(("_at", "_date", "_created", "_updated", "eta"))
    return odd[len(name) % len(odd)] if dated else value


def _unclosed(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _not_a_number(body: bytes) -> bytes:
    return body[:-1] + b',"latitude":NaN,"longitude":Infinity}'


def _twice(body: bytes) -> bytes:
    return body[:-1] + b',"tracking_number":"' + OTHER_NUMBER.encode() + b'"}'


def _many_events(body: bytes) -> bytes:
    content = _parsed(body)
    for name in ("events", "tracking_history"):
        entries = content.get(name)
        if entries:
            content[name] = (entries * (MANY_EVENTS // len(entries) + 1))[:MANY_EVENTS]
    return json.dumps(content).encode()


_TEXTS = ("description", "status_details", "status_description")
_CODES = ("status_code", "status_detail_code", "status", "code")


def mangled() -> Iterable[Fault]:
    """List the faults that spoil a healthy body."""
    return [
        Fault("truncated", "The body ends in the middle of its JSON", _bytes(_unclosed)),
        Fault("trailing", "Something follows the JSON", _bytes(lambda body: body + b"</html>")),
        Fault("wrong-types", "Every leaf has another type", _leaves(_other_type)),
        Fault("nulls", "Every leaf is null", _leaves(lambda _name, _value: None)),
        Fault("odd-codes", "Status codes that nobody knows", _leaves(_on(_CODES, "TELEPORTED"))),
        Fault("odd-dates", "Dates that are none, or thousands of years off", _leaves(_dated_oddly)),
        Fault("odd-text", "Half a surrogate, NUL and markup in texts", _leaves(_on(_TEXTS, _ODD))),
        Fault("long-text", "Texts of 300,000 letters", _leaves(_on(_TEXTS[:2], "x" * LONG_TEXT))),
        Fault("many-events", "20,000 events", _bytes(_many_events)),
        Fault(
            "wrong-parcel",
            "Another parcel's tracking number",
            _leaves(_on(["tracking_number"], OTHER_NUMBER)),
        ),
        Fault("twice", "The tracking number twice, differently", _bytes(_twice)),
        Fault("nan", "NaN and Infinity, which are not JSON", _bytes(_not_a_number)),
        Fault(
            "invalid-utf8",
            "Bytes that are not UTF-8",
            _bytes(lambda body: body.replace(b"a", b"\xff\xfe")),
        ),
        Fault(
            "utf-16",
            "UTF-16 instead of UTF-8",
            _bytes(lambda body: body.decode().encode("utf-16")),
        ),
        Fault(
            "bom", "A byte order mark before the JSON", _bytes(lambda body: b"\xef\xbb\xbf" + body)
        ),
        Fault(
            "charset",
            "A character set that nobody knows",
            _bytes(lambda body: body, Content_Type="application/json; charset=klingon"),
        ),
        Fault(
            "mislabelled",
            "Good JSON that calls itself HTML",
            _bytes(lambda body: body, Content_Type="text/html"),
        ),
        Fault(
            "gzip-broken",
            "Says gzip, but is not",
            _bytes(lambda body: body, Content_Encoding="gzip"),
        ),
        Fault(
            "gzip-cut",
            "gzip that ends in the middle",
            _bytes(lambda body: _unclosed(gzip.compress(body)), Content_Encoding="gzip"),
        ),
    ]
