"""The sandbox's ShipStation, over the wire."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.sandbox.catalogue.seeds import SHIPSTATION_SAMPLE
from tests.integration.sandbox_calls import SHIPSTATION, Caller, calling


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


async def labels(call: Caller, query: str) -> Any:
    answer = await call.get(f"/v2/labels?{query}", SHIPSTATION)
    assert answer.status == 200
    return answer.json


def error(body: Any) -> Any:
    """Check the envelope and give its only error."""
    assert set(body) == {"request_id", "errors"}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", body["request_id"])
    (only,) = body["errors"]
    return only


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_a_label_is_tracked_under_both_versions(call: Caller, version: str) -> None:
    answer = await call.get(f"/{version}/labels/se-324658/track", SHIPSTATION)
    assert (answer.status, answer.json) == (200, SHIPSTATION_SAMPLE)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("key", ["TEST_anything", "sandbox", "sandbox-shipstation"])
async def test_the_header_names_case_does_not_matter(call: Caller, key: str) -> None:
    for name in ("API-Key", "api-key", "Api-Key"):
        assert (await call.get("/v2/labels/se-324658/track", {name: key})).status == 200


@pytest.mark.parametrize("headers", [{}, {"API-Key": ""}, {"API-Key": "live_key"}])
async def test_a_bad_key_gets_the_documented_401(call: Caller, headers: dict[str, str]) -> None:
    answer = await call.get("/v2/labels/se-324658/track", headers)
    assert answer.status == 401
    assert error(answer.json) == {
        "error_source": "ShipStation",
        "error_type": "security",
        "error_code": "unauthorized",
        "message": "The API key is invalid. Please see https://www.shipengine.com/docs/auth",
    }


async def test_the_older_version_calls_itself_shipengine(call: Caller) -> None:
    answer = await call.get("/v1/labels/se-324658/track", {})
    assert error(answer.json)["error_source"] == "shipengine"


async def test_an_unknown_label_is_not_found(call: Caller) -> None:
    for path in ("/v2/labels/se-0/track", "/v2/labels/se-0"):
        answer = await call.get(path, SHIPSTATION)
        assert answer.status == 404
        assert error(answer.json)["error_code"] == "not_found"


@pytest.mark.parametrize("label_id", ["324658", "SE-1", "se_1", "se-" + "1" * 23])
async def test_a_malformed_label_id_is_a_bad_request(call: Caller, label_id: str) -> None:
    for path in (f"/v2/labels/{label_id}/track", f"/v2/labels/{label_id}"):
        answer = await call.get(path, SHIPSTATION)
        assert answer.status == 400
        assert error(answer.json)["error_code"] == "invalid_identifier"


async def test_a_path_that_is_not_there_is_no_endpoint(call: Caller) -> None:
    answer = await call.get("/v2/tracking?tracking_number=1", SHIPSTATION)
    assert answer.status == 404
    assert "not a valid API endpoint" in error(answer.json)["path"]


async def test_a_method_that_is_not_there_is_refused(call: Caller) -> None:
    answer = await call.ask("DELETE", "/v2/labels/se-324658", headers=SHIPSTATION)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    error(answer.json)


async def test_a_label_is_found_by_its_number(call: Caller) -> None:
    found = await labels(call, "tracking_number=1Z932R800390810600")
    (label,) = found["labels"]
    assert (label["label_id"], label["carrier_code"]) == ("se-324658", "ups")
    assert label == (await call.get("/v2/labels/se-324658", SHIPSTATION)).json
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)


async def test_a_number_without_label_finds_nothing(call: Caller) -> None:
    found = await labels(call, "tracking_number=9205590164917312751089")
    assert (found["labels"], found["total"]) == ([], 0)
    assert (found["links"]["prev"], found["links"]["next"]) == ({}, {})


async def test_the_links_lead_through_all_pages(call: Caller) -> None:
    path, ids, pages = "/v2/labels?tracking_number=1Z40XR710322005187", [], 0
    while path:
        page = (await call.get(path, SHIPSTATION)).json
        ids += [(label["label_id"], label["voided"]) for label in page["labels"]]
        path = page["links"]["next"].get("href", "").removeprefix(call.box.url)
        pages += 1
    assert pages == 2
    assert ids[:30] == [(f"se-many-{place}", True) for place in range(1, 31)]
    assert ids[30:] == [("se-many-valid", False)]


async def test_a_page_beyond_the_last_is_empty(call: Caller) -> None:
    found = await labels(call, "tracking_number=1Z932R800390810600&page=2")
    assert (found["labels"], found["total"], found["pages"]) == ([], 1, 1)
    assert "page=1" in found["links"]["prev"]["href"]


async def test_a_malformed_query_is_a_bad_request(call: Caller) -> None:
    answer = await call.get("/v2/labels?page=0", SHIPSTATION)
    assert answer.status == 400
    assert error(answer.json)["field_name"] == "page"


async def test_the_newest_label_of_a_number_may_be_voided(call: Caller) -> None:
    found = await labels(call, "tracking_number=9205590164917553104620")
    assert [(one["label_id"], one["status"]) for one in found["labels"]] == [
        ("se-labels-void", "voided"),
        ("se-labels-valid", "completed"),
    ]
    assert found["labels"][0]["voided_at"] is not None


async def test_one_number_may_have_labels_of_two_carriers(call: Caller) -> None:
    found = await labels(call, "tracking_number=9261290333517145002186")
    assert [(one["label_id"], one["carrier_code"]) for one in found["labels"]] == [
        ("se-labels-ups", "ups"),
        ("se-labels-usps", "stamps_com"),
    ]
    told = {
        one["label_id"]: (await call.get(f"/v2/labels/{one['label_id']}/track", SHIPSTATION)).json[
            "status_detail_code"
        ]
        for one in found["labels"]
    }
    assert told == {"se-labels-ups": "HELD_BY_CARRIER", "se-labels-usps": "OUT_FOR_DELIVERY"}


async def test_the_older_version_tracks_by_carrier_and_number(call: Caller) -> None:
    for code in ("usps", "stamps_com", "endicia"):
        path = f"/v1/tracking?carrier_code={code}&tracking_number=9205590164917400288176"
        assert (await call.get(path, SHIPSTATION)).json["carrier_code"] == "usps"
    path = "/v1/tracking?carrier_code=ups&tracking_number=9205590164917400288176"
    assert (await call.get(path, SHIPSTATION)).status == 404
    missing = await call.get("/v1/tracking?carrier_code=ups", SHIPSTATION)
    assert error(missing.json)["error_code"] == "field_value_required"


async def test_the_carrier_accounts_are_those_of_the_labels(call: Caller) -> None:
    accounts = (await call.get("/v2/carriers", SHIPSTATION)).json["carriers"]
    ids = {one["carrier_code"]: one["carrier_id"] for one in accounts}
    found = await labels(call, f"carrier_id={ids['fedex']}")
    assert {one["carrier_code"] for one in found["labels"]} == {"fedex"}


async def test_the_call_after_the_last_one_waits_for_as_long_as_it_is_told() -> None:
    path = "/v2/labels/se-324658/track"
    async with calling(calls_per_minute={"shipstation": 2}) as call:
        assert (await call.get(path, SHIPSTATION)).status == 200
        call.clock.advance(20.5)
        assert (await call.get(path, SHIPSTATION)).status == 200
        refused = await call.get(path, SHIPSTATION)
        assert (refused.status, refused.headers["Retry-After"]) == (429, "40")
        assert error(refused.json)["error_code"] == "rate_limit_exceeded"
        assert (await call.get(path, {"API-Key": "TEST_other"})).status == 200
        call.clock.advance(40)
        assert (await call.get(path, SHIPSTATION)).status == 200
