"""Bad input is refused item by item, before anything is sent; nothing strange ever leaves."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.recorder import Recorder, recording
from tests.serving import JSON, LABEL, LABEL_NUMBER, NUMBER, Served, serving

MANY = """query ($refs: [ShipmentRef!]!, $age: Int) { shipments(refs: $refs, maxAgeSeconds: $age) {
  index
  key { trackingNumber carrierCode labelId }
  shipment { trackingNumber }
  errors { code message provider retryable }
} }"""
ONE = "query ($ref: ShipmentRef!) { shipment(ref: $ref) { trackingNumber } }"

LONG = "9" * 10_000
IDENTIFIERS = (
    "../../v2/labels",
    "..",
    "%2f..%2f",
    "9205%2f90164",
    "92055?x=1",
    "92055#top",
    "92055/..",
    "92055;x",
    "92055&page=9",
    "92055\r\nAPI-Key: x",
    "9205590164917312751089\r\n",
    "\n9205590164917312751089",
    "92055\x00164917",
    "\u0669\u0662\u0660\u0665\u0665\u0669\u0660\u0661\u0666\u0664",
    "\uff19\uff12\uff10\uff15\uff15\uff19\uff10\uff11\uff16\uff14",
    "\U0001f4e6\U0001f4e6\U0001f4e6\U0001f4e6",
    "\uff33\uff28\uff29\uff30\uff30\uff2f",
    "12",
    LONG,
)
LABELS = (
    *(each for each in IDENTIFIERS if "\n" not in each),
    "324658",
    "se-",
    "se--1",
    "se-1/track",
    "se-1\r\n",
    "\nse-1",
    "se-\u212a1",
    "se-1\x00",
    "se-\u017f",
    "se-" + "1" * 30,
)
CARRIERS = ("no_such_carrier", "../ups", "up\r\ns", "ups\n", "up\u017f", "ups\x00", "u" * 10_000)
IDS = (
    "x",
    "====",
    "U2hpcG1lbnQ",
    "U2hpcG1lbnQ6dXBzOi4uLy4uLw",  # Shipment:ups:../../
    "U2hpcG1lbnQ6bm8tc3VjaDoxWjkzMlI4MDAzOTA4MTA2MDA",  # Shipment:no-such:1Z…
    "VHJhY2tpbmdFdmVudDp1cHM6MVo6YWJj",  # TrackingEvent:ups:1Z:abc
    "a" * 10_000,
)
MALFORMED: list[dict[str, str]] = [
    {},
    {"trackingNumber": ""},
    {"trackingNumber": "  \t "},
    {"carrier": "ups"},
    *({"trackingNumber": each, "carrier": "usps"} for each in IDENTIFIERS),
    *({"labelId": each} for each in LABELS),
    *({"trackingNumber": NUMBER, "carrier": each} for each in CARRIERS),
    *({"id": each} for each in IDS),
]
SHIPMENT_ID = "U2hpcG1lbnQ6dXNwczo5MjA1NTkwMTY0OTE3MzEyNzUxMDg5"
CONTRADICTORY = [
    {"id": SHIPMENT_ID, "trackingNumber": "1Z932R800390810600"},
    {"id": SHIPMENT_ID, "carrier": "ups"},
    {"id": SHIPMENT_ID, "labelId": "324658"},
]
GOOD = {"labelId": LABEL}


def _named(refs: Iterable[dict[str, str]]) -> list[Any]:
    """Name each reference by its number and by how it begins."""
    return [pytest.param(ref, id=f"{at} {str(ref)[:60]!a}") for at, ref in enumerate(refs)]


@pytest.mark.parametrize("ref", _named([*MALFORMED, *CONTRADICTORY]))
async def test_a_malformed_reference_is_refused_before_anything_is_sent(
    ref: dict[str, str],
) -> None:
    async with serving() as gateway:
        (lookup,) = (await _ask(gateway, MANY, refs=[ref]))["data"]["shipments"]
        assert lookup["shipment"] is None
        assert [error["code"] for error in lookup["errors"]] == ["INVALID_REFERENCE"]
        assert lookup["errors"][0]["provider"] is None
        alone = await _ask(gateway, ONE, ref=ref)
        assert alone["data"] == {"shipment": None}
        assert [error["extensions"]["code"] for error in alone["errors"]] == ["INVALID_REFERENCE"]
        assert gateway.calls() == []


async def test_the_others_of_a_batch_are_unaffected() -> None:
    async with serving() as gateway:
        refs = [GOOD, *MALFORMED[:40], GOOD]
        lookups = (await _ask(gateway, MANY, refs=refs))["data"]["shipments"]
        assert [lookup["index"] for lookup in lookups] == list(range(42))
        assert lookups[0]["shipment"] == lookups[-1]["shipment"] == {"trackingNumber": LABEL_NUMBER}
        assert {error["code"] for lookup in lookups[1:-1] for error in lookup["errors"]} == {
            "INVALID_REFERENCE"
        }
        assert len(gateway.calls()) == 2


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ({"labelId": LABEL, "trackingNumber": NUMBER, "carrier": "usps"}, "tracking number"),
        ({"labelId": LABEL, "id": SHIPMENT_ID}, "tracking number"),
        ({"labelId": "se-both-transit", "carrier": "ups"}, "carrier"),
    ],
)
async def test_a_label_of_another_parcel_is_a_contradiction_once_it_is_known(
    ref: dict[str, str], words: str
) -> None:
    async with serving() as gateway:
        (lookup,) = (await _ask(gateway, MANY, refs=[ref]))["data"]["shipments"]
        assert lookup["shipment"] is None
        (error,) = lookup["errors"]
        assert error["code"] == "INVALID_REFERENCE"
        assert words in error["message"]


async def test_what_is_valid_of_a_reference_is_shown() -> None:
    refs = [
        {"trackingNumber": "9205 5901-6491 7312751089", "carrier": "no_such_carrier"},
        {"trackingNumber": "../..", "carrier": "stamps_com", "labelId": "SE-1"},
        {"trackingNumber": "abcdefgh"},
        {"id": SHIPMENT_ID, "labelId": "?"},
    ]
    async with serving() as gateway:
        lookups = (await _ask(gateway, MANY, refs=refs))["data"]["shipments"]
    keys = [tuple(lookup["key"].values()) for lookup in lookups]
    assert keys == [
        (NUMBER, None, None),
        (None, "usps", "se-1"),
        ("ABCDEFGH", None, None),
        (NUMBER, "usps", None),
    ]


async def test_a_number_that_fits_no_carrier_needs_one() -> None:
    async with serving() as gateway:
        (lookup,) = (await _ask(gateway, MANY, refs=[{"trackingNumber": "ABCDEFGH"}]))["data"][
            "shipments"
        ]
        assert [error["code"] for error in lookup["errors"]] == ["CARRIER_REQUIRED"]
        alone = await _ask(gateway, ONE, ref={"trackingNumber": "ABCDEFGH"})
        assert [error["extensions"]["code"] for error in alone["errors"]] == ["CARRIER_REQUIRED"]
        assert gateway.calls() == []


async def test_a_number_whose_format_only_hints_at_carriers_names_them() -> None:
    number = "123456789012"
    async with serving() as gateway:
        answer = await _ask(
            gateway,
            "query ($n: String!) { detectCarrier(trackingNumber: $n) { carrier { code } } }",
            n=number,
        )
        codes = [candidate["carrier"]["code"] for candidate in answer["data"]["detectCarrier"]]
        (lookup,) = (await _ask(gateway, MANY, refs=[{"trackingNumber": number}]))["data"][
            "shipments"
        ]
        codes_of_errors = {error["code"] for error in lookup["errors"]}
        if codes_of_errors == {"CARRIER_REQUIRED"}:
            assert all(code in lookup["errors"][0]["message"] for code in codes[:5])
        else:
            assert codes_of_errors == {"NOT_FOUND"}


async def test_more_references_than_allowed_are_no_batch() -> None:
    async with serving(max_batch_size=3) as gateway:
        answer = await _ask(gateway, MANY, refs=[GOOD] * 4)
        assert answer["data"] == {"shipments": None}
        assert [error["extensions"]["code"] for error in answer["errors"]] == [
            "TOO_MANY_REFERENCES"
        ]
        assert gateway.calls() == []
        assert (await gateway.data("{ gateway { maxBatchSize } }"))["gateway"] == {
            "maxBatchSize": 3
        }


async def test_a_hundred_references_are_allowed_and_not_one_more() -> None:
    async with serving() as gateway:
        answer = await _ask(gateway, MANY, refs=[GOOD] * 100)
        assert len(answer["data"]["shipments"]) == 100
        answer = await _ask(gateway, MANY, refs=[GOOD] * 101)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [
            "TOO_MANY_REFERENCES"
        ]


async def test_no_reference_at_all_is_bad_input() -> None:
    async with serving() as gateway:
        answer = await _ask(gateway, MANY, refs=[])
        assert answer["data"] == {"shipments": None}
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_negative_age_is_bad_input() -> None:
    async with serving() as gateway:
        answer = await _ask(gateway, MANY, refs=[GOOD], age=-1)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
        assert gateway.calls() == []


@pytest.mark.parametrize(
    "ref",
    _named(
        [
            {"labelId": "SE-324658"},
            {"labelId": " se-324658\t"},
            {"trackingNumber": "1z932r80 0390-810600", "carrier": "UPS"},
            {"trackingNumber": "\u200e1Z932R800390810600\u202c", "carrier": "ups"},
            {"id": "U2hpcG1lbnQ6dXBzOjFaOTMyUjgwMDM5MDgxMDYwMA"},
            {"trackingNumber": "1Z932R800390810600"},
        ]
    ),
)
async def test_what_people_type_and_copy_is_understood(ref: dict[str, str]) -> None:
    async with serving() as gateway:
        (lookup,) = (await _ask(gateway, MANY, refs=[ref]))["data"]["shipments"]
        assert lookup["shipment"] == {"trackingNumber": "1Z932R800390810600"}


async def test_one_bad_id_costs_its_own_node() -> None:
    async with serving() as gateway:
        answer = await _ask(
            gateway,
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            ids=[SHIPMENT_ID, *IDS],
        )
        assert answer["data"]["nodes"] == [{"id": SHIPMENT_ID}] + [None] * len(IDS)


NASTY = [
    "../",
    "%2f",
    "?",
    "#",
    "\r\n",
    "\x00",
    "/",
    "\\",
    "@",
    ":",
    "..",
    "\u202e",
    "\u0663",
    "\u017f",
    "K",
]
ALMOST = ["se-324658", "se-", NUMBER, "1Z932R800390810600", "SHIPPO_DELIVERED", "usps", "ups", ""]
TEXT = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from([*NASTY, *ALMOST]), max_size=4).map("".join),
    st.sampled_from(ALMOST),
)
REF = st.fixed_dictionaries(
    {}, optional={"trackingNumber": TEXT, "carrier": TEXT, "labelId": TEXT, "id": TEXT}
)

SENT = re.compile(
    r"GET (?:/v2/labels/se(?:-[a-z0-9]+)+/track"
    r"|/v2/labels\?tracking_number=[A-Z0-9_-]{4,40}&page=[0-9]+&page_size=100"
    r"&sort_by=created_at&sort_dir=desc"
    r"|/tracks/[a-z_]+/[A-Z0-9_-]{4,40}) HTTP/1\.1"
)
HEADERS = {
    "host",
    "accept",
    "accept-encoding",
    "user-agent",
    "api-key",
    "authorization",
    "shippo-api-version",
}


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(refs=st.lists(REF, min_size=50, max_size=100))
async def test_only_the_documented_paths_ever_leave(refs: list[dict[str, str]]) -> None:
    async with recording() as recorder, _in_front_of(recorder) as gateway:
        answer = await _ask(gateway, MANY, refs=[*refs[:99], {"labelId": LABEL}])
        assert len(answer["data"]["shipments"]) == len(refs[:99]) + 1
        assert f"GET /v2/labels/{LABEL}/track HTTP/1.1" in recorder.request_lines
        assert [line for line in recorder.request_lines if not SENT.fullmatch(line)] == []
        assert recorder.header_names <= HEADERS


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(ids=st.lists(TEXT, min_size=20, max_size=50))
async def test_ids_and_numbers_to_detect_send_nothing_strange_either(ids: list[str]) -> None:
    query = """query ($ids: [ID!]!, $n: String!) {
      nodes(ids: $ids) { id } detectCarrier(trackingNumber: $n) { confidence } }"""
    async with recording() as recorder, _in_front_of(recorder) as gateway:
        answer = await _ask(gateway, query, ids=ids, n=ids[0])
        assert len(answer["data"]["nodes"]) == len(ids)
        assert [line for line in recorder.request_lines if not SENT.fullmatch(line)] == []


def _in_front_of(recorder: Recorder) -> Any:
    return serving(shipstation_base_url=recorder.url, shippo_base_url=recorder.url)


async def _ask(gateway: Served, query: str, **variables: object) -> JSON:
    response = await gateway.post({"query": query, "variables": variables})
    assert response.status_code == 200, response.text[:500]
    return response.json()
