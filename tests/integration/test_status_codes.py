"""What the status of an answer says, in either edition of the specification."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.serving import LABEL, Served, serving

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
NEEDS_A_NUMBER = "query ($n: String!) { detectCarrier(trackingNumber: $n) { confidence } }"
TWO = "query A { __typename } query B { __typename }"
PARTIAL = '{ shipment(ref: {labelId: "x"}) { id } gateway { mode } }'
ALL_NULL = '{ shipment(ref: {labelId: "x"}) { id } }'

# The body of a request, and the status of its answer: as GraphQL's media type and as plain JSON in
# the classic edition, then as GraphQL's media type and as plain JSON in that of September 2026.
CASES: dict[str, tuple[Any, int, int, int, int]] = {
    "fine": ({"query": "{ gateway { mode } }"}, 200, 200, 200, 200),
    "partly": ({"query": PARTIAL}, 200, 200, 294, 200),
    "null": ({"query": ALL_NULL}, 200, 200, 294, 200),
    "no syntax": ({"query": "{"}, 400, 200, 400, 400),
    "unknown field": ({"query": "{ nope }"}, 400, 200, 422, 422),
    "variable missing": ({"query": NEEDS_A_NUMBER}, 400, 200, 422, 422),
    "two operations": ({"query": TWO}, 400, 200, 422, 422),
    "unknown name": ({"query": TWO, "operationName": "C"}, 400, 200, 422, 422),
    "unknown document": ({"documentId": "nope"}, 400, 200, 422, 422),
    "no query": ({"qeury": "{ __typename }"}, 400, 400, 422, 422),
    "bad variables": ({"query": "{ __typename }", "variables": [7]}, 400, 400, 422, 422),
    "a list": ([], 400, 400, 422, 422),
    "no JSON": (b"NONSENSE", 400, 400, 400, 400),
}


async def _status(gateway: Served, body: Any, accept: str) -> tuple[int, str]:
    sent: Mapping[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
    headers = {"accept": accept, "content-type": JSON}
    response = await gateway.http.post("/graphql", headers=headers, **sent)
    answer = response.json()
    assert ("errors" in answer) or ("data" in answer)
    return response.status_code, response.headers["content-type"].partition(";")[0]


async def test_the_classic_edition_has_a_200_for_whoever_knows_json_alone() -> None:
    async with serving() as gateway:
        for case, (body, status, legacy, _, _) in CASES.items():
            assert await _status(gateway, body, RESPONSE_JSON) == (status, RESPONSE_JSON), case
            assert await _status(gateway, body, JSON) == (legacy, JSON), case


async def test_the_edition_of_september_2026_says_more() -> None:
    async with serving(graphql_over_http="september-2026") as gateway:
        for case, (body, _, _, status, legacy) in CASES.items():
            assert await _status(gateway, body, RESPONSE_JSON) == (status, RESPONSE_JSON), case
            kind = JSON if legacy == 200 else RESPONSE_JSON
            assert await _status(gateway, body, JSON) == (legacy, kind), case


@pytest.mark.parametrize("edition", ["classic", "september-2026"])
async def test_what_is_wrong_with_the_http_is_said_alike(edition: str) -> None:
    async with serving(graphql_over_http=edition) as gateway:
        got = await gateway.http.get("/graphql", params={"query": "mutation { x }"})
        assert (got.status_code, got.headers["allow"]) == (405, "POST")
        put = await gateway.http.put("/graphql", json={})
        assert (put.status_code, put.headers["allow"]) == (405, "GET, OPTIONS, POST")
        refused = await gateway.post({"query": "{ __typename }"}, accept="image/png")
        assert refused.status_code == 406
        typed = await gateway.http.post("/graphql", content=b"{}", headers={"content-type": "a/b"})
        assert typed.status_code == 415
        large = await gateway.post({"query": "#" * 300_000})
        assert large.status_code == 413


async def test_a_provider_that_fails_is_no_partial_success() -> None:
    query = "query ($ref: ShipmentRef!) { shipment(ref: $ref) { sources { outcome } } }"
    body = {"query": query, "variables": {"ref": {"labelId": LABEL}}}
    async with serving(graphql_over_http="september-2026", shippo_api_token="wrong") as gateway:
        response = await gateway.post(body, accept=RESPONSE_JSON)
        assert response.status_code == 200
