"""Variables, JSON and HTTP that are meant to keep the gateway busy before any document does."""

import gzip
import json
from typing import Any

from graphql import get_introspection_query

from benchmarks.hostile.request import MANY, NONCE, OK, Hostile, document, raw

ONE = "query ($ref: ShipmentRef!) { shipment(ref: $ref) { id } }"
KIB = 1024


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


VARIABLES = [
    document(
        "9,000 references",
        "TOO_MANY_REFERENCES",
        f"{MANY} {{ shipments(refs: $refs) {{ index }} }}",
        refs=[{}] * 9_000,
    ),
    document(
        "9,000 references that are none",
        "BAD_USER_INPUT",
        f"{MANY} {{ shipments(refs: $refs) {{ index }} }}",
        refs=[1] * 9_000,
    ),
    document(
        "80,000 references",
        "JSON_TOO_LARGE",
        f"{MANY} {{ shipments(refs: $refs) {{ index }} }}",
        refs=[{}] * 60_000,
    ),
    document(
        "9,000 global ids",
        "TOO_MANY_REFERENCES",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        ids=["VHJhY2tpbmdFdmVudDp1cHM6MVo6YWJj"] * 6_000,
    ),
    document(
        "100 references of 2,000 letters",
        OK,
        f"{MANY} {{ shipments(refs: $refs) {{ errors {{ code }} }} }}",
        refs=[{"trackingNumber": "9" * 2_000}] * 100,
    ),
    document(
        "100 global ids of 2,000 letters",
        OK,
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        ids=["U2hpcG1lbnQ6" * 160] * 100,
    ),
    document(
        "a reference with 9,000 members",
        "BAD_USER_INPUT",
        ONE,
        ref={f"trackingNumbe{number}": 1 for number in range(9_000)},
    ),
    document("a reference of 240 KiB", "INVALID_REFERENCE", ONE, ref={"labelId": "x" * 240 * KIB}),
    document("a reference within 25 lists", "BAD_USER_INPUT", ONE, ref=_nested(25)),
    document("a reference within 100 lists", "JSON_TOO_DEEP", ONE, ref=_nested(100)),
    document(
        "a cursor of 240 KiB for 100 references",
        "VARIABLES_TOO_LONG",
        "query ($refs: [ShipmentRef!]!, $after: String) { shipments(refs: $refs) { shipment { "
        "eventsConnection(after: $after) { totalCount } } } }",
        refs=[{"carrier": "usps", "trackingNumber": "9205590164917312751089"}] * 100,
        after="x" * 240 * KIB,
    ),
    document(
        "9,000 codes for 100 references",
        "VARIABLES_TOO_LONG",
        "query ($refs: [ShipmentRef!]!, $only: [ProviderCode!]) { shipments(refs: $refs) { "
        "shipment { sources(only: $only) { provider } } } }",
        refs=[{"carrier": "usps", "trackingNumber": "9205590164917312751089"}] * 100,
        only=["SHIPPO"] * 9_000,
    ),
    document(
        "an integer of 4,000 digits as a variable",
        "BAD_USER_INPUT",
        "query ($age: Int, $ref: ShipmentRef!) { shipment(ref: $ref, maxAgeSeconds: $age) { id } }",
        age=10**900,
        ref={},
    ),
    document(
        "9,000 variables that nobody declared",
        OK,
        "{ __typename }",
        **{f"v{number}": number for number in range(9_000)},
    ),
]


def _members(**members: object) -> bytes:
    return json.dumps({"query": "{ __typename }", **members}).encode() + NONCE


JSON = [
    raw("250,000 opening brackets", "JSON_TOO_DEEP", b"[" * 250_000 + NONCE),
    raw("50,000 opening objects", "JSON_TOO_DEEP", b'{"a":' * 50_000 + NONCE),
    raw("500 lists within each other", "JSON_TOO_DEEP", b"[" * 500 + b"]" * 500 + NONCE),
    raw("extensions of 500 levels", "JSON_TOO_DEEP", _members(extensions={"a": _nested(500)})),
    raw("extensions of 60,000 lists", "JSON_TOO_LARGE", _members(extensions={"a": [[]] * 60_000})),
    raw("extensions of 240 KiB", OK, _members(extensions={"a": "x" * 240 * KIB})),
    raw(
        "an integer of 250,000 digits", "BAD_REQUEST", b'{"query":' + b"9" * 250_000 + b"}" + NONCE
    ),
    raw(
        "an integer of 4,300 digits",
        OK,
        b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 4_300 + b"}}" + NONCE,
    ),
    raw("1e999999", "BAD_REQUEST", b'{"query": 1e999999}' + NONCE),
    raw(
        "a number with 250,000 decimals",
        "BAD_REQUEST",
        b'{"query": 0.' + b"1" * 250_000 + b"}" + NONCE,
    ),
    raw("half a surrogate in JSON", "BAD_REQUEST", rb'{"query": "\ud800x"}' + NONCE),
    raw(
        "40,000 escapes", "DOCUMENT_TOO_LONG", b'{"query": "' + rb"\u0000" * 40_000 + b'"}' + NONCE
    ),
    raw(
        "bytes that are no text",
        "BAD_REQUEST",
        b'{"query": "' + b"\xff\xfe" * 100_000 + b'"}' + NONCE,
    ),
    raw(
        "60,000 times one member",
        "JSON_TOO_LARGE",
        b'{"query": "{ __typename }", "variables": {'
        + b",".join(b'"%d":0' % n for n in range(24_000))
        + b"}}"
        + NONCE,
    ),
    raw(
        "a name of 240 KiB", "OPERATION_RESOLUTION_FAILURE", _members(operationName="x" * 240 * KIB)
    ),
    raw(
        "a hash of 200 KiB",
        "PERSISTED_QUERY_NOT_FOUND",
        json.dumps(
            {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 200 * KIB}}}
        ).encode()
        + NONCE,
    ),
    raw(
        "an identifier of 240 KiB",
        "PERSISTED_QUERY_NOT_FOUND",
        json.dumps({"documentId": "sha256:" + "0" * 240 * KIB}).encode() + NONCE,
    ),
    raw("nothing", "BAD_REQUEST", b" "),
]


def _wide(count: int) -> str:
    return "{" + " ".join(f"{chr(97 + n % 26)}{n // 26}" for n in range(count)) + "}"


def _aliases(count: int) -> str:
    return "{" + " ".join(f"a{n}: __typename" for n in range(count)) + "}"


def _batch(name: str, code: str, *documents: str, **variables: object) -> Hostile:
    operations = [{"query": document + NONCE.decode()} for document in documents]
    asked = [{**each, "variables": variables} for each in operations] if variables else operations
    return raw(name, code, json.dumps(asked).encode())


BATCHES = [
    _batch("20 operations of 900 fields", "DOCUMENT_TOO_LONG", *[_wide(900)] * 20),
    _batch("4 operations of 900 fields", "TOO_MANY_TOKENS", *map(_wide, range(600, 900, 80))),
    _batch("21 operations", "TOO_MANY_OPERATIONS", *["{ __typename }"] * 21),
    _batch("5,000 operations", "TOO_MANY_OPERATIONS", *["{x}"] * 5_000),
    _batch("2 introspections", "TOO_COSTLY", *[get_introspection_query()] * 2),
    _batch(
        "20 operations of 90 references",
        "TOO_MANY_REFERENCES",
        *[f"{MANY} {{ shipments(refs: $refs) {{ index }} }}"] * 20,
        refs=[{"labelId": f"se-{number}"} for number in range(90)],
    ),
    _batch("10 operations of 10 aliases", "TOO_MANY_ALIASES", *[_aliases(10)] * 10),
    raw("lists within lists", "BAD_REQUEST", b"[" * 20 + b"]" * 20 + NONCE),
    raw("20 lists", "BAD_REQUEST", b"[" + b",".join([b"[]"] * 20) + b"]" + NONCE),
]

HTTP = [
    raw("1 MB of blanks", "BODY_TOO_LARGE", b" " * 1_000_000),
    raw("1 MB of brackets", "BODY_TOO_LARGE", b"[" * 1_000_000),
    raw(
        "1 MB of aliases", "BODY_TOO_LARGE", json.dumps({"query": "{" + "a:x " * 250_000}).encode()
    ),
    raw("1 MB in chunks", "BODY_TOO_LARGE", b" " * 1_000_000, chunk=10_000),
    raw(
        "200 KB in chunks of a byte",
        "DOCUMENT_TOO_LONG",
        json.dumps({"query": " " * 60_000}).encode(),
        chunk=1,
    ),
    raw(
        "1 MB, compressed",
        "BAD_REQUEST",
        gzip.compress(b" " * 1_000_000),
        headers={"Content-Encoding": "gzip"},
    ),
    raw(
        "deep variables in the address",
        "JSON_TOO_DEEP",
        b"",
        method="GET",
        target="/graphql?query=%7Bx%7D&variables=" + "%5B" * 2_000,
    ),
    raw(
        "2,000 parameters",
        OK,
        b"",
        method="GET",
        target="/graphql?query=%7B__typename%7D" + "&a=" * 2_000,
    ),
    raw(
        "3,000 media types",
        OK,
        _members(),
        headers={"Accept": ",".join(["a/b;q=0.1"] * 1_300 + ["*/*"])},
    ),
    raw(
        "media types with 5,000 parameters",
        OK,
        _members(),
        headers={"Accept": "*/*" + ";a=b" * 3_000},
    ),
    raw(
        "3,000 encodings",
        OK,
        _members(),
        headers={"Accept-Encoding": ",".join(["x;q=0.1"] * 1_800)},
    ),
    raw("a method that is not allowed", "METHOD_NOT_ALLOWED", b"", method="PATCH"),
]

BODIES = [*VARIABLES, *JSON, *BATCHES, *HTTP]
