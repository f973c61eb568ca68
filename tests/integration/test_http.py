"""GraphQL over HTTP, as clients of every kind speak it."""

import gzip
import json
from typing import Any

import httpx2
import pytest

from gateway.app import create_app
from gateway.model import ProviderCode
from gateway.settings import Settings
from tests.serving import LABEL, LABEL_NUMBER, Served, listening, serving

JSON_TYPE = "application/json; charset=utf-8"
RESPONSE_TYPE = "application/graphql-response+json; charset=utf-8"
QUERY = "{ gateway { maxBatchSize } }"
ANSWER = {"data": {"gateway": {"maxBatchSize": 100}}}
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def _post(gateway: Served, content: bytes | str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await gateway.http.post(
        "/graphql", content=content, headers={"content-type": "application/json", **named}
    )


def _code(response: httpx2.Response) -> str:
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    code: str = error["extensions"]["code"]
    return code


async def test_a_query_is_posted() -> None:
    async with serving() as gateway:
        response = await gateway.post({"query": QUERY})
        assert (response.status_code, response.json()) == (200, ANSWER)
        assert response.headers["content-type"] == JSON_TYPE
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_query_is_got_with_variables_and_a_name() -> None:
    query = "query A($ref: ShipmentRef!) { shipment(ref: $ref) { trackingNumber } } query B { x }"
    async with serving() as gateway:
        response = await gateway.http.get("/graphql", params={"query": QUERY})
        assert (response.status_code, response.json()) == (200, ANSWER)
        query = query.replace(" query B { x }", " query B { __typename }")
        variables = json.dumps({"ref": {"labelId": LABEL}})
        params = {"query": query, "operationName": "A", "variables": variables}
        response = await gateway.http.get("/graphql", params=params)
        assert response.json() == {"data": {"shipment": {"trackingNumber": LABEL_NUMBER}}}


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", JSON_TYPE),
        ("application/graphql-response+json", RESPONSE_TYPE),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE_TYPE),
        ("application/graphql-response+json;q=0.5, application/json", JSON_TYPE),
        ("*/*", JSON_TYPE),
        ("application/*", JSON_TYPE),
        ("text/html;q=0.1, application/json", JSON_TYPE),
        ("APPLICATION/JSON; charset=utf-8", JSON_TYPE),
        ("application/json;q=nonsense, */*;q=0.1", RESPONSE_TYPE),
        ("", JSON_TYPE),
    ],
)
async def test_the_client_says_what_it_takes(accept: str, content_type: str) -> None:
    async with serving() as gateway:
        response = await gateway.post({"query": QUERY}, accept=accept)
        assert (response.status_code, response.json()) == (200, ANSWER)
        assert response.headers["content-type"] == content_type
        assert response.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accept", ["text/html", "image/png", "application/json;q=0"])
async def test_what_can_not_be_given_is_not_acceptable(accept: str) -> None:
    async with serving() as gateway:
        response = await gateway.post({"query": QUERY}, accept=accept)
        assert (response.status_code, _code(response)) == (406, "NOT_ACCEPTABLE")


async def test_a_browser_gets_a_page_and_a_script_gets_data() -> None:
    async with serving() as gateway:
        page = await gateway.http.get("/graphql", headers={"accept": PAGE})
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "Content-Security-Policy".lower() in page.headers
        answer = await gateway.http.get("/graphql", params={"query": QUERY})
        assert answer.json() == ANSWER


async def test_the_board_stands_at_the_top() -> None:
    async with serving() as gateway:
        front = await gateway.http.get("/")
        assert front.status_code == 200
        assert front.headers["content-type"] == "text/html; charset=utf-8"


async def test_without_the_board_the_way_to_the_editor_stands_there() -> None:
    async with serving(board=False) as gateway:
        front = await gateway.http.get("/")
        assert (front.status_code, front.headers["location"]) == (307, "/graphql")
        assert (await gateway.http.get("/board/board.js")).status_code == 404


async def test_without_any_page_the_top_says_where_graphql_is() -> None:
    async with serving(environment="production", authentication="none") as gateway:
        front = await gateway.http.get("/")
        assert front.status_code == 404
        assert "/graphql" in front.json()["errors"][0]["message"]


async def test_production_serves_the_board_where_it_is_set() -> None:
    async with serving(environment="production", authentication="none", board=True) as gateway:
        front = await gateway.http.get("/")
        assert front.status_code == 200
        assert '"hasIde": false' in front.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE"])
async def test_other_methods_are_refused_with_those_allowed(method: str) -> None:
    async with serving() as gateway:
        response = await gateway.http.request(method, "/graphql")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, OPTIONS, POST"


@pytest.mark.parametrize("kind", ["mutation", "subscription"])
async def test_what_is_no_query_is_neither_got_nor_known(kind: str) -> None:
    async with serving() as gateway:
        response = await gateway.http.get("/graphql", params={"query": f"{kind} {{ x }}"})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        response = await gateway.post({"query": f"{kind} {{ x }}"}, accept=RESPONSE_TYPE)
        assert (response.status_code, _code(response)) == (400, "GRAPHQL_VALIDATION_FAILED")
        assert "allow" not in response.headers


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/graphql",
    ],
)
async def test_another_content_type_is_unsupported(content_type: str) -> None:
    async with serving() as gateway:
        response = await _post(gateway, json.dumps({"query": QUERY}), content_type=content_type)
        assert (response.status_code, _code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
async def test_utf_8_may_be_said(charset: str) -> None:
    async with serving() as gateway:
        content_type = f"application/json; charset={charset}"
        response = await _post(gateway, json.dumps({"query": QUERY}), content_type=content_type)
        assert response.json() == ANSWER


async def test_a_body_that_is_too_large_is_refused() -> None:
    async with serving() as gateway:
        response = await _post(gateway, json.dumps({"query": QUERY + " " * 300_000}))
        assert (response.status_code, _code(response)) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"query": "\xff"}',
        b"null",
        b"true",
        b"42",
        b'"{ __typename }"',
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": ["{ __typename }"]}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "x"}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "extensions": []}',
        b'{"query": "\\ud800x"}',
        b'{"variables": {"x": ' + b"9" * 10_000 + b"}}",
        gzip.compress(b'{"query": "{ __typename }"}'),
    ],
    ids=lambda body: f"{len(body)} {body[:60]!r}",
)
async def test_a_body_that_is_no_request_is_a_bad_one(body: bytes) -> None:
    async with serving() as gateway:
        response = await _post(gateway, body)
        assert (response.status_code, _code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nope }"}, "GRAPHQL_VALIDATION_FAILED"),
        (
            {"query": "query A { __typename } query B { __typename }"},
            "OPERATION_RESOLUTION_FAILURE",
        ),
        ({"query": QUERY, "operationName": "Nope"}, "OPERATION_RESOLUTION_FAILURE"),
        (
            {"query": "query ($x: String!) { detectCarrier(trackingNumber: $x) { confidence } }"},
            "BAD_USER_INPUT",
        ),
        (
            {
                "query": "query ($n: Int) { shipments(refs: [], maxAgeSeconds: $n) { index } }",
                "variables": {"n": "x"},
            },
            "BAD_USER_INPUT",
        ),
    ],
)
async def test_a_bad_document_has_its_code_and_its_status(
    request_: dict[str, Any], code: str
) -> None:
    async with serving() as gateway:
        response = await gateway.post(request_, accept="application/graphql-response+json")
        assert (response.status_code, _code(response)) == (400, code)
        legacy = await gateway.post(request_, accept="application/json")
        assert (legacy.status_code, _code(legacy)) == (200, code)


async def test_a_failed_lookup_is_no_failed_request() -> None:
    query = '{ shipment(ref: {labelId: "x"}) { id } gateway { maxBatchSize } }'
    async with serving() as gateway:
        response = await gateway.post({"query": query}, accept="application/graphql-response+json")
        assert response.status_code == 200
        assert response.json()["data"] == {"shipment": None, **ANSWER["data"]}
        (error,) = response.json()["errors"]
        assert error["path"] == ["shipment"]
        assert error["extensions"] == {"code": "INVALID_REFERENCE", "retryable": False}


async def test_the_schema_is_served_and_asked_for_once() -> None:
    async with serving() as gateway:
        response = await gateway.http.get("/schema.graphql")
        assert response.status_code == 200
        assert "type Query {" in response.text
        assert response.headers["content-encoding"] == "gzip"
        plain = {"accept-encoding": "identity"}
        uncompressed = await gateway.http.get("/schema.graphql", headers=plain)
        assert uncompressed.text == response.text
        assert "content-encoding" not in uncompressed.headers
        tag = response.headers["etag"]
        assert uncompressed.headers["etag"] == tag
        for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            again = await gateway.http.get("/schema.graphql", headers={"if-none-match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        other = await gateway.http.get("/schema.graphql", headers={"if-none-match": '"other"'})
        assert other.status_code == 200


async def test_a_gateway_that_runs_is_healthy_and_ready() -> None:
    async with serving() as gateway:
        health = await gateway.http.get("/healthz")
        ready = await gateway.http.get("/readyz")
        assert (health.status_code, health.json()) == (200, {"status": "ok"})
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")


async def test_a_gateway_without_credentials_is_healthy_and_not_ready() -> None:
    async with serving(shipstation_api_key=None, shippo_api_token=None) as gateway:
        assert (await gateway.http.get("/healthz")).status_code == 200
        ready = await gateway.http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "unready")
        assert ready.json()["problems"] == {"providers": "No provider has credentials."}


async def test_one_providers_credentials_are_enough() -> None:
    async with serving(shippo_api_token=None) as gateway:
        assert (await gateway.http.get("/readyz")).status_code == 200
        data = await gateway.data(
            """query ($ref: ShipmentRef!) { shipment(ref: $ref) {
              isPartial sources { provider outcome error { code } } } }""",
            ref={"labelId": LABEL},
        )
        assert not data["shipment"]["isPartial"]
        assert data["shipment"]["sources"] == [
            {"provider": "SHIPSTATION", "outcome": "OK", "error": None},
            {"provider": "SHIPPO", "outcome": "SKIPPED", "error": {"code": "NOT_CONFIGURED"}},
        ]


async def test_a_path_that_is_not_there_is_not_found() -> None:
    async with serving() as gateway:
        assert (await gateway.http.get("/nope")).status_code == 404
        assert (await gateway.http.get("/graphql/")).status_code == 404


async def test_the_sandbox_mode_needs_nothing_else() -> None:
    app = create_app(Settings(_env_file=None, sandbox=True))
    async with listening(app) as url, httpx2.AsyncClient(base_url=url) as http:
        query = "{ gateway { mode } providers { code availability } }"
        data = (await http.post("/graphql", json={"query": query})).json()["data"]
    assert data["gateway"] == {"mode": "SANDBOX"}
    assert data["providers"] == [
        {"code": code.name, "availability": "AVAILABLE"} for code in ProviderCode
    ]


async def test_production_serves_no_ide() -> None:
    async with serving(environment="production", authentication="none") as gateway:
        page = await gateway.http.get("/graphql", headers={"accept": PAGE})
        assert (page.status_code, _code(page)) == (400, "BAD_REQUEST")
        assert (await gateway.http.get("/graphql/ide/ide.js")).status_code == 404
        assert (await gateway.post({"query": QUERY})).json() == ANSWER
