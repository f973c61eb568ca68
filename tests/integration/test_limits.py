"""Requests that are larger than anybody needs are refused, each with its own code."""

import json
from typing import Any

import pytest

from benchmarks.hostile import everything
from gateway.schema import create_schema
from tests.serving import JSON, LABEL, Served, serving

RESPONSE_JSON = "application/graphql-response+json"
MANY = "query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) { index } }"


async def _refused(gateway: Served, body: dict[str, Any]) -> JSON:
    """Return the first error of a request that is not executed."""
    response = await gateway.post(body, accept=RESPONSE_JSON)
    assert response.status_code == 400
    answer = response.json()
    assert "data" not in answer
    assert gateway.calls() == []
    return answer["errors"][0]


@pytest.mark.parametrize(
    ("settings", "query", "code"),
    [
        (
            {"max_document_characters": 100},
            "{ gateway { version } }" + " " * 100,
            "DOCUMENT_TOO_LONG",
        ),
        (
            {"max_document_tokens": 10},
            "{ gateway { version mode maxBatchSize now } a b c }",
            "TOO_MANY_TOKENS",
        ),
        (
            {"max_definitions": 1},
            "{ ...F } fragment F on Query { __typename }",
            "TOO_MANY_DEFINITIONS",
        ),
        ({"max_variables": 0}, "query ($a: Int) { __typename }", "TOO_MANY_VARIABLES"),
        ({"max_aliases": 0}, "{ a: __typename }", "TOO_MANY_ALIASES"),
        ({"max_directives": 0}, "{ __typename @skip(if: true) }", "TOO_MANY_DIRECTIVES"),
        ({"max_repetitions": 1}, "{ __typename __typename }", "TOO_MANY_REPETITIONS"),
        ({"max_depth": 1}, "{ gateway { version } }", "TOO_DEEP"),
        (
            {"max_introspection_depth": 2},
            "{ __schema { types { name } } }",
            "INTROSPECTION_TOO_DEEP",
        ),
        ({"max_fields": 2}, "{ gateway { version mode } }", "TOO_MANY_FIELDS"),
        ({"max_cost": 2}, "{ gateway { version mode } }", "TOO_COSTLY"),
        ({"max_cost": 500}, "{ __schema { types { name } } }", "TOO_COSTLY"),
    ],
)
async def test_an_operator_sets_a_limit(settings: dict[str, Any], query: str, code: str) -> None:
    async with serving(**settings) as gateway:
        error = await _refused(gateway, {"query": query})
        assert error["extensions"]["code"] == code
        assert error["extensions"]["limit"] == next(iter(settings.values()))
        legacy = await gateway.post({"query": query})
        assert legacy.status_code == 200
        assert legacy.json()["errors"][0] == error


async def test_a_costly_request_learns_its_cost() -> None:
    async with serving(max_cost=19) as gateway:
        variables = {"refs": [{"labelId": LABEL}] * 10}
        error = await _refused(gateway, {"query": MANY, "variables": variables})
        assert error["extensions"] == {
            "code": "TOO_COSTLY",
            "retryable": False,
            "limit": 19,
            "found": 20,
        }


async def test_references_of_several_fields_are_too_many_together() -> None:
    uses = " ".join(f"{alias}: shipments(refs: $refs) {{ index }}" for alias in "ab")
    query = f"query ($refs: [ShipmentRef!]!) {{ {uses} }}"
    async with serving() as gateway:
        variables = {"refs": [{"labelId": LABEL}] * 51}
        error = await _refused(gateway, {"query": query, "variables": variables})
        assert error["extensions"]["code"] == "TOO_MANY_REFERENCES"
        variables = {"refs": [{"labelId": LABEL}] * 50}
        assert len((await gateway.data(query, **variables))["b"]) == 50


async def test_one_list_that_is_too_long_is_null_with_an_error_of_its_own() -> None:
    async with serving() as gateway:
        answer = await gateway.execute(MANY, refs=[{}] * 5_000)
        assert answer["data"] == {"shipments": None}
        (error,) = answer["errors"]
        assert (error["path"], error["extensions"]["code"]) == (
            ["shipments"],
            "TOO_MANY_REFERENCES",
        )
        assert gateway.calls() == []


@pytest.mark.parametrize(
    ("settings", "variables", "code"),
    [
        ({"max_json_depth": 4}, {"a": [[[[]]]]}, "JSON_TOO_DEEP"),
        ({"max_json_values": 100}, {"a": [0] * 100}, "JSON_TOO_LARGE"),
    ],
)
async def test_the_json_of_a_request_is_limited_by_post_and_by_get(
    settings: dict[str, Any], variables: dict[str, Any], code: str
) -> None:
    query = "{ gateway { maxBatchSize } }"
    async with serving(**settings) as gateway:
        error = await _refused(gateway, {"query": query, "variables": variables})
        assert error["extensions"]["code"] == code
        parameters = {"query": query, "variables": json.dumps(variables)}
        response = await gateway.http.get("/graphql", params=parameters)
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"] == code


async def test_a_body_is_limited_by_its_length_and_as_it_comes() -> None:
    async with serving(max_body_bytes=2_000) as gateway:
        body = json.dumps({"query": "{ gateway { maxBatchSize } }".ljust(2_000)}).encode()
        kind = {"content-type": "application/json"}

        async def chunks() -> Any:
            for start in range(0, len(body), 100):
                yield body[start : start + 100]

        for content in (body, chunks()):
            response = await gateway.http.post("/graphql", content=content, headers=kind)
            assert response.status_code == 413
            assert response.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


async def test_an_answer_lists_so_many_errors() -> None:
    fields = " ".join(f"n{number}" for number in range(20))
    aliases = " ".join(
        f'a{number}: shipment(ref: {{labelId: "x"}}) {{ id }}' for number in range(20)
    )
    async with serving(max_errors=3) as gateway:
        invalid = await gateway.post({"query": f"{{ {fields} }}"})
        assert len(invalid.json()["errors"]) == 3
        answer = await gateway.execute(f"{{ {aliases} }}")
        assert len(answer["errors"]) == 3
        assert len(answer["data"]) == 20


async def test_everything_there_is_may_be_asked_for_at_once() -> None:
    text = everything(create_schema()._schema)
    async with serving() as gateway:
        lookups = (await gateway.data(text, refs=[{"labelId": LABEL}] * 100))["shipments"]
        assert len(lookups) == 100
