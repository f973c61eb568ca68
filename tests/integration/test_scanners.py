"""What scanners of GraphQL servers look for is not there in production.

The checks are those of `graphql-cop`, and what `clairvoyance` needs: each is a sentence here.

Source: graphql-cop, lib/tests, https://github.com/dolevf/graphql-cop, read 2026-11-22.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from graphql import build_schema, get_introspection_query

from tests.serving import Served, serving
from tests.unit.schema.probes import names

INTROSPECTION = get_introspection_query()
PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"
SECRETS = ("Traceback", "graphql", "strawberry", "starlette", "uvicorn", ".py", "site-packages")


@pytest.fixture
async def gateway() -> AsyncIterator[Served]:
    """A gateway in production as it comes, but that clients need no keys."""
    async with serving(environment="production", authentication="none") as served:
        yield served


def _codes(response: httpx2.Response) -> list[str]:
    answer = response.json()
    assert "data" not in answer
    return [error["extensions"]["code"] for error in answer["errors"]]


async def test_the_schema_is_not_told_by_introspection(gateway: Served) -> None:
    for query in (
        INTROSPECTION,
        "{ __schema { types { name } } }",
        '{ __type(name: "Query") { name } }',
    ):
        by_post = await gateway.post({"query": query})
        by_get = await gateway.http.get("/graphql", params={"query": query})
        for response in (by_post, by_get):
            assert _codes(response)[0] == "INTROSPECTION_DISABLED"
            assert "Shipment" not in response.text
    named = await gateway.data("{ __typename gateway { __typename } }")
    assert named == {"__typename": "Query", "gateway": {"__typename": "GatewayInfo"}}


async def test_the_schema_is_no_file(gateway: Served) -> None:
    assert (await gateway.http.get("/schema.graphql")).status_code == 404


async def test_the_schema_is_an_explicit_choice() -> None:
    async with serving(
        environment="production", authentication="none", introspection=True
    ) as gateway:
        data = await gateway.data(INTROSPECTION)
        assert data["__schema"]["queryType"]["name"] == "Query"
        assert (await gateway.http.get("/schema.graphql")).status_code == 200
        answer = await gateway.execute("{ shipmentz }")
        assert "Did you mean" in answer["errors"][0]["message"]


async def test_a_developer_may_want_it_hidden_too() -> None:
    async with serving(introspection=False) as gateway:
        assert _codes(await gateway.post({"query": INTROSPECTION}))[0] == "INTROSPECTION_DISABLED"
        assert (await gateway.http.get("/schema.graphql")).status_code == 404


async def test_no_field_is_suggested(gateway: Served, project_dir: Path) -> None:
    known = names(build_schema((project_dir / "schema.graphql").read_text()))
    guesses = " ".join(f"{name}z" for name in sorted(known))
    for query in (f"{{ {guesses} }}", "{ shipment }", "{ shipmentz }", "{ gateway { mod } }"):
        response = await gateway.post({"query": query})
        messages = {error["message"] for error in response.json()["errors"]}
        assert messages <= {
            "There is no such field here.",
            "Something that is required is missing here.",
            "This has to be written with a selection, or without one.",
        }


async def test_no_type_is_told_by_the_value_of_a_variable(gateway: Served) -> None:
    query = "query ($ref: ShipmentRef!) { shipment(ref: $ref) { id } }"
    values: list[Any] = [5, {"labelIdd": "x"}, {"labelId": {}}, None]
    for value in values:
        response = await gateway.post({"query": query, "variables": {"ref": value}})
        assert _codes(response) == ["BAD_USER_INPUT"]
        message = response.json()["errors"][0]["message"]
        assert message == "The value of $ref does not fit its type."


async def test_there_is_no_ide(gateway: Served) -> None:
    paths = ("/", "/graphql", "/graphiql", "/playground", "/console", "/altair", "/voyager", "/ide")
    for path in paths:
        response = await gateway.http.get(path, headers={"accept": PAGE}, follow_redirects=True)
        assert response.status_code in {400, 404}, path
        assert "text/html" not in response.headers["content-type"]
        assert "graphiql" not in response.text.lower()


async def test_no_mutation_is_executed_by_a_get(gateway: Served) -> None:
    response = await gateway.http.get("/graphql", params={"query": "mutation { __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]
)
async def test_no_form_of_another_page_is_executed(gateway: Served, content_type: str) -> None:
    for body in (b"query=%7B__typename%7D", b'{"query": "{ __typename }"}'):
        headers = {"content-type": content_type}
        response = await gateway.http.post("/graphql", content=body, headers=headers)
        assert response.status_code == 415


async def test_no_page_of_another_origin_reads_an_answer(gateway: Served) -> None:
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    response = await gateway.post({"query": "{ __typename }"}, **headers)
    assert "access-control-allow-origin" not in response.headers
    got = await gateway.http.get("/graphql", params={"query": "{ __typename }"}, headers=headers)
    assert (got.status_code, _codes(got)) == (403, ["CROSS_SITE_REQUEST"])


async def test_no_batch_is_executed(gateway: Served) -> None:
    batch = [{"query": "{ __typename }"}] * 10
    response = await gateway.http.post("/graphql", json=batch)
    assert response.status_code == 400
    assert len(_codes(response)) == 1


async def test_no_tracing_and_no_debugging_is_to_be_had(gateway: Served) -> None:
    for name, value in {"apollo-federation-include-trace": "ftv1", "x-apollo-tracing": "1"}.items():
        response = await gateway.post({"query": "{ __typename }"}, **{name: value})
        assert response.json() == {"data": {"__typename": "Query"}}
    got = await gateway.http.get("/graphql", params={"query": "{ __typename }", "debug": "1"})
    assert got.json() == {"data": {"__typename": "Query"}}


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff",
    b'{"query": 1}',
    b'{"query": "{"}',
    b'{"query": "abc"}',
    b'{"query": "{ nope }"}',
    b'{"query": "\\ud800"}',
    b'{"query": "query { __typename @aa @aa }"}',
    b'{"query": "{ __typename }", "variables": {"a": 1e999}}',
]


@pytest.mark.parametrize("body", BAD, ids=repr)
async def test_no_error_tells_what_the_server_is_made_of(gateway: Served, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = await gateway.http.post("/graphql", content=body, headers=headers)
    assert response.status_code < 500
    told = json.dumps([response.json(), *map(list, response.headers.raw)], default=str).lower()
    codes_aside = told.replace("graphql_parse_failed", "").replace("graphql_validation_failed", "")
    assert [secret for secret in SECRETS if secret.lower() in codes_aside] == []
    assert "server" not in response.headers
    assert "x-powered-by" not in response.headers


OVERLOADS = {
    "aliases": "{ " + " ".join(f"a{number}: __typename" for number in range(101)) + " }",
    "directives": "{ __typename " + "@aa" * 50 + " }",
    "known directives": "{ __typename " + "@skip(if: false) " * 50 + "}",
    "duplicates": "{ " + "__typename " * 500 + "}",
    "circles": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "introspection": f"{{ __schema {{ types {'{ fields { type ' * 5}{{ name }}{' } }' * 5} }} }}",
    "operations": " ".join(f"query Q{number} {{ __typename }}" for number in range(50)),
    "depth": "{ a " * 50 + "}" * 50,
    "length": "{ __typename } #" + "x" * 20_000,
}


@pytest.mark.parametrize("overload", OVERLOADS)
async def test_no_overload_is_executed(gateway: Served, overload: str) -> None:
    body = {"query": OVERLOADS[overload]}
    if overload == "operations":
        body["operationName"] = "Q1"
    response = await gateway.post(body, accept="application/graphql-response+json")
    assert response.status_code == 400
    codes = _codes(response)
    assert len(codes) <= 5
    assert "GRAPHQL_PARSE_FAILED" not in codes
