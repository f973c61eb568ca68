"""Several operations in one HTTP request: a list in, a list out."""

from collections.abc import Sequence
from typing import Any

import httpx2
import pytest
import redis

from gateway.sandbox import running_sandbox
from tests.serving import LABEL, NUMBER, Served, serving

OPERATION = "query($ref: ShipmentRef!) { shipment(ref: $ref) { trackingNumber } }"
BY_NUMBER = {"carrier": "usps", "trackingNumber": NUMBER}
ANSWER = {"data": {"shipment": {"trackingNumber": NUMBER}}}


def _operation(ref: object = BY_NUMBER, query: str = OPERATION) -> dict[str, Any]:
    return {"query": query, "variables": {"ref": ref}}


async def _post(served: Served, batch: Sequence[object], **headers: str) -> httpx2.Response:
    return await served.http.post("/graphql", json=list(batch), headers=headers)


def _code(answer: Any) -> str:
    assert "data" not in answer
    code: str = answer["errors"][0]["extensions"]["code"]
    return code


@pytest.mark.parametrize("batch", [[], [_operation()]])
async def test_by_default_no_batch_is_taken(batch: list[object]) -> None:
    async with serving() as served:
        response = await _post(served, batch)
        assert (response.status_code, _code(response.json())) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("kind", ["application/json", "application/graphql-response+json"])
async def test_the_answers_are_in_the_order_of_the_operations(kind: str) -> None:
    async with serving(max_operations=3) as served:
        batch = [
            {"query": "{ gateway { maxBatchSize } }"},
            _operation(),
            {"query": "query A { __typename } query B { gateway { mode } }", "operationName": "A"},
        ]
        response = await _post(served, batch, accept=kind)
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{kind}; charset=utf-8"
        assert response.json() == [
            {"data": {"gateway": {"maxBatchSize": 100}}},
            ANSWER,
            {"data": {"__typename": "Query"}},
        ]


async def test_each_operation_has_errors_of_its_own() -> None:
    async with serving(max_operations=10) as served:
        batch = [
            _operation(),
            {"query": "{"},
            {"query": "{ nope }"},
            "nonsense",
            None,
            {"query": 1},
            {"query": "query A { __typename } query B { __typename }"},
            {"documentId": "0" * 64},
            _operation({"labelId": "x"}),
            _operation(),
        ]
        answers = (await _post(served, batch)).json()
        assert answers[0] == answers[9] == ANSWER
        assert [_code(answer) for answer in answers[1:8]] == [
            "GRAPHQL_PARSE_FAILED",
            "GRAPHQL_VALIDATION_FAILED",
            "BAD_REQUEST",
            "BAD_REQUEST",
            "BAD_REQUEST",
            "OPERATION_RESOLUTION_FAILURE",
            "PERSISTED_QUERY_NOT_FOUND",
        ]
        assert answers[8]["data"] == {"shipment": None}
        assert answers[8]["errors"][0]["extensions"]["code"] == "INVALID_REFERENCE"


async def test_a_batch_that_is_empty_or_too_large_is_refused() -> None:
    async with serving(max_operations=3) as served:
        for batch, code in (([], "BAD_REQUEST"), ([_operation()] * 4, "TOO_MANY_OPERATIONS")):
            response = await _post(served, batch)
            assert (response.status_code, _code(response.json())) == (400, code)
        assert served.calls() == []
        assert (await _post(served, [_operation()])).json() == [ANSWER]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (
            "{ shipments(refs: [%s]) { shipment { id } } }" % (f'{{labelId: "{LABEL}"}}, ' * 40),
            "TOO_MANY_REFERENCES",
        ),
        (
            "{" + " ".join(f"a{n}: __typename" for n in range(12)) + "}",
            "TOO_MANY_ALIASES",
        ),
        ("{ __typename } # %s" % ("x" * 6_000), "DOCUMENT_TOO_LONG"),
    ],
)
async def test_together_they_are_held_to_the_limits_of_one_request(query: str, code: str) -> None:
    async with serving(max_operations=3) as served:
        response = await _post(served, [{"query": query}] * 3)
        assert (response.status_code, _code(response.json())) == (400, code)
        assert served.calls() == []
        two = await _post(served, [{"query": query}] * 2)
        assert [list(answer) for answer in two.json()] == [["data"], ["data"]]


async def test_equal_references_of_all_operations_are_one_call() -> None:
    async with serving(max_operations=10, shipstation_api_key=None) as served:
        other = OPERATION.replace("{ trackingNumber }", "{ id trackingNumber }")
        answers = (await _post(served, [_operation(), _operation(query=other)] * 5)).json()
        assert [answer["data"]["shipment"]["trackingNumber"] for answer in answers] == [NUMBER] * 10
        assert len(served.calls()) == 1


async def test_all_operations_read_the_shared_cache_at_once(redis_url: str) -> None:
    parcels = [
        {"carrier": "shippo", "trackingNumber": f"SHIPPO_{n}"} for n in ("TRANSIT", "FAILURE")
    ]
    one, other = map(_operation, parcels)
    settings: dict[str, Any] = {"cache_url": redis_url, "shipstation_api_key": None}
    async with running_sandbox() as sandbox:
        client = redis.Redis.from_url(redis_url)

        async def reads(*batches: Sequence[object]) -> int:
            """Count what a gateway that has just started reads."""
            async with serving(sandbox, max_operations=3, **settings) as served:
                before = _reads(client)
                for batch in batches:
                    for answer in (await _post(served, batch)).json():
                        assert answer["data"]["shipment"] is not None
                return _reads(client) - before

        await reads([one, other])
        assert (await reads([one, other]), await reads([one], [other])) == (1, 2)
        client.close()


def _reads(client: "redis.Redis") -> int:
    stats: Any = client.info("commandstats")
    return sum(stats.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("get", "mget"))


async def test_a_batch_may_be_kept_as_long_as_the_first_of_its_sources_is_fresh() -> None:
    moving = {"carrier": "shippo", "trackingNumber": "SHIPPO_TRANSIT"}
    delivered = {"carrier": "shippo", "trackingNumber": "SHIPPO_DELIVERED"}
    settings: dict[str, Any] = {"lifetime_moving_seconds": 100, "shipstation_api_key": None}
    async with serving(max_operations=3, **settings) as served:
        batch = [_operation(delivered), _operation(moving)]
        first = await _post(served, batch)
        scope, _, seconds = first.headers["cache-control"].partition(", max-age=")
        assert (scope, 85 <= int(seconds) <= 100) == ("public", True)
        assert (await _post(served, batch)).content == first.content
        for other in ({"query": "{ nope }"}, {"query": "{ gateway { now } }"}, None):
            response = await _post(served, [*batch, other])
            assert response.headers["cache-control"] == "no-store"


async def test_each_operation_counts_for_its_client() -> None:
    async with serving(max_operations=10, requests_per_minute=5) as served:
        never = await _post(served, [_operation()] * 6)
        assert (never.status_code, _code(never.json())) == (429, "TOO_MANY_REQUESTS")
        assert "retry-after" not in never.headers
        assert served.calls() == []
        later = await _post(served, [_operation()] * 5)
        assert (later.status_code, _code(later.json())) == (429, "TOO_MANY_REQUESTS")
        assert int(later.headers["retry-after"]) >= 1
        assert served.calls() == []


async def test_a_large_batch_is_compressed_as_a_whole() -> None:
    query = "{ carriers { code name } }"
    async with serving(max_operations=3) as served:
        response = await _post(served, [{"query": query}] * 2, **{"accept-encoding": "gzip"})
        assert response.headers["content-encoding"] == "gzip"
        assert response.json()[0] == response.json()[1]


async def test_a_label_in_one_operation_and_its_number_in_another_are_asked_for_together() -> None:
    async with serving(max_operations=2) as served:
        answers = (await _post(served, [_operation({"labelId": LABEL}), _operation()])).json()
        assert all("errors" not in answer for answer in answers)
        assert len(served.calls()) == len(set(served.calls()))
