"""Clients name documents instead of sending them, in both dialects."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.app import create_app
from gateway.cache import hash_of
from gateway.errors import SettingsError
from gateway.settings import Settings
from tests.serving import LABEL, LABEL_NUMBER, Served, serving

RESPONSE_JSON = "application/graphql-response+json"
ONE = "query One($ref: ShipmentRef!) { shipment(ref: $ref) { trackingNumber } }"
REF = {"ref": {"labelId": LABEL}}
ANSWER = {"data": {"shipment": {"trackingNumber": LABEL_NUMBER}}}


def _apollo(query: str, /, **members: Any) -> dict[str, Any]:
    """Name a document as Apollo's clients do."""
    persisted = {"version": 1, "sha256Hash": hash_of(query)}
    return {"extensions": {"persistedQuery": persisted}, **members}


def _documented(query: str, /, **members: Any) -> dict[str, Any]:
    """Name a document as the specification's appendix does."""
    return {"documentId": f"sha256:{hash_of(query)}", **members}


DIALECTS = {"apollo": _apollo, "documentId": _documented}


async def _get(gateway: Served, body: Mapping[str, Any]) -> httpx2.Response:
    params = {n: v if isinstance(v, str) else json.dumps(v) for n, v in body.items()}
    return await gateway.http.get("/graphql", params=params)


def _error(response: httpx2.Response) -> tuple[str, str]:
    assert "data" not in response.json()
    assert response.headers["cache-control"] == "no-store"
    (error,) = response.json()["errors"]
    return error["message"], error["extensions"]["code"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_document_that_was_sent_once_is_named_from_then_on(
    dialect: str, method: str
) -> None:
    named = DIALECTS[dialect](ONE, variables=REF)
    async with serving() as gateway:

        async def ask(body: Mapping[str, Any]) -> httpx2.Response:
            return await (gateway.post(body) if method == "POST" else _get(gateway, body))

        unknown = await ask(named)
        assert unknown.status_code == 200
        assert _error(unknown) == ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        assert (await ask({**named, "query": ONE})).json() == ANSWER
        known = await ask(named)
        assert (known.status_code, known.json()) == (200, ANSWER)
        other = DIALECTS[dialect](ONE, variables={"ref": {"labelId": "se-0"}})
        assert (await ask(other)).json()["data"] == {"shipment": None}


async def test_what_is_named_by_a_get_may_be_kept_and_its_introduction_may_not() -> None:
    query = "query Version { gateway { version } }"
    async with serving() as gateway:
        introduced = await _get(gateway, _apollo(query, query=query))
        assert introduced.headers["cache-control"] == "no-store"
        named = await _get(gateway, _apollo(query))
        assert "max-age" in named.headers["cache-control"]
        tag = {"if-none-match": named.headers["etag"]}
        assert (await gateway.http.get(str(named.url), headers=tag)).status_code == 304


async def test_a_document_that_does_not_fit_is_not_remembered() -> None:
    bad = "{ nope }"
    async with serving() as gateway:
        answer = await gateway.post(_apollo(bad, query=bad))
        assert _error(answer)[1] == "GRAPHQL_VALIDATION_FAILED"
        assert _error(await gateway.post(_apollo(bad)))[1] == "PERSISTED_QUERY_NOT_FOUND"


async def test_an_operation_is_chosen_and_a_mutation_is_not_got() -> None:
    two = "query A { __typename } query B { gateway { mode } } mutation C { x }"
    async with serving() as gateway:
        # It doesn't fit the schema: which operation is meant is settled before that.
        refused = await _get(gateway, _apollo(two, query=two, operationName="C"))
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        two = two.replace(" mutation C { x }", "")
        await gateway.post(_apollo(two, query=two, operationName="A"))
        answer = await _get(gateway, _apollo(two, operationName="B"))
        assert answer.json() == {"data": {"gateway": {"mode": "LIVE"}}}
        assert _error(await gateway.post(_apollo(two)))[1] == "OPERATION_RESOLUTION_FAILURE"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (_apollo(ONE, query=ONE + " "), "PERSISTED_QUERY_HASH_MISMATCH"),
        (_documented(ONE, query=ONE + " "), "PERSISTED_QUERY_HASH_MISMATCH"),
        ({"documentId": 5, "query": ONE}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": 5}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "x"}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"version": 1}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 5}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": None}}, "BAD_REQUEST"),
        ({"documentId": ""}, "BAD_REQUEST"),
    ],
    ids=str,
)
async def test_a_name_that_is_none_is_a_bad_request(body: dict[str, Any], code: str) -> None:
    async with serving() as gateway:
        response = await gateway.post(body)
        assert (response.status_code, _error(response)[1]) == (400, code)


async def test_extensions_of_others_are_nobodys_business() -> None:
    async with serving() as gateway:
        body = {"query": "{ gateway { mode } }", "extensions": {"clientLibrary": {"name": "x"}}}
        for response in (await gateway.post(body), await _get(gateway, body)):
            assert response.json() == {"data": {"gateway": {"mode": "LIVE"}}}
        bad = await gateway.http.get("/graphql", params={"query": ONE, "extensions": "{"})
        assert (bad.status_code, _error(bad)[1]) == (400, "BAD_REQUEST")


async def test_without_automatic_ones_clients_are_told_to_send_texts() -> None:
    async with serving(automatic_persisted_queries=False) as gateway:
        answer = await gateway.post(_apollo(ONE, variables=REF))
        assert _error(answer) == ("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
        assert (await gateway.post({"query": ONE, "variables": REF})).json() == ANSWER


async def test_a_named_document_reaches_the_same_program_as_a_sent_one() -> None:
    async with serving() as gateway:
        await gateway.post(_apollo(ONE, query=ONE, variables=REF))
        calls = len(gateway.calls())
        other = {"ref": {"trackingNumber": LABEL_NUMBER, "carrier": "ups"}}
        named = await gateway.post(_apollo(ONE, variables=REF))
        sent = await gateway.post({"query": ONE, "variables": REF})
        assert named.content == sent.content
        assert len(gateway.calls()) == calls
        assert (await gateway.post(_apollo(ONE, variables=other))).json() == ANSWER


@pytest.mark.redis
async def test_replicas_share_what_clients_have_sent(redis_url: str) -> None:
    async with serving(cache_url=redis_url) as first, serving(cache_url=redis_url) as second:
        assert (await first.post(_apollo(ONE, query=ONE, variables=REF))).json() == ANSWER
        assert (await second.post(_apollo(ONE, variables=REF))).json() == ANSWER
    async with serving(cache_url=redis_url) as third:
        assert (await third.post(_documented(ONE, variables=REF))).json() == ANSWER


# --- A manifest ------------------------------------------------------------------------------


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The plain format; Apollo's is read in the unit tests."""
    path = tmp_path / "operations.json"
    path.write_text(json.dumps({"one-v1": ONE}))
    return path


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": "one-v1"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "one-v1"}}},
        _apollo(ONE),
        _documented(ONE),
    ],
    ids=str,
)
async def test_an_operation_of_the_manifest_is_known_from_the_start(
    named: dict[str, Any], manifest: Path
) -> None:
    async with serving(operation_manifest=manifest) as gateway:
        assert (await gateway.post({**named, "variables": REF})).json() == ANSWER
        assert (await _get(gateway, {**named, "variables": REF})).json() == ANSWER
        assert (await gateway.post({"query": "{ __typename }"})).status_code == 200


async def test_nothing_but_the_manifest_is_executed_where_that_is_set(manifest: Path) -> None:
    free = "{ gateway { mode } }"
    async with serving(operation_manifest=manifest, only_manifest=True) as gateway:
        assert (await gateway.post({"documentId": "one-v1", "variables": REF})).json() == ANSWER
        for body in ({"query": free}, _apollo(free, query=free), {"query": ONE, "variables": REF}):
            refused = await gateway.post(body, accept=RESPONSE_JSON)
            assert (refused.status_code, _error(refused)[1]) == (403, "PERSISTED_QUERY_ONLY")
            assert _error(await _get(gateway, body))[1] == "PERSISTED_QUERY_ONLY"
        unknown = await gateway.post(_apollo(free), accept=RESPONSE_JSON)
        assert (unknown.status_code, _error(unknown)[1]) == (400, "PERSISTED_QUERY_NOT_FOUND")


def test_a_manifest_that_does_not_fit_keeps_the_gateway_from_starting(manifest: Path) -> None:
    manifest.write_text(json.dumps({"bad": "{ nope }"}))
    with pytest.raises(SettingsError, match="Cannot query field 'nope'"):
        create_app(Settings(_env_file=None, operation_manifest=manifest))
