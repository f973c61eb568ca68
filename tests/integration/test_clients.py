"""Client keys over real HTTP: who is let in to what, how often, and with whose credentials."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.clients.keys import line_of, new_key
from tests.serving import NUMBER, Served, serving

QUERY = {"query": "{ gateway { maxBatchSize } }"}
PARCEL = {"query": f'{{ shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ id }} }}'}
PAGE = {"accept": "text/html,application/xhtml+xml"}
SHOP, APP, SCRAPER = new_key(), new_key(), new_key()
LINES = ", ".join(
    [line_of("shop", SHOP), line_of("app", APP), line_of("scraper", SCRAPER, **{"for": "metrics"})]
)


def _bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def _code(response: httpx2.Response) -> str:
    assert response.headers["content-type"].startswith("application/json")
    body = response.json()
    assert "data" not in body
    code: str = body["errors"][0]["extensions"]["code"]
    return code


@pytest.mark.parametrize("environment", ["development", "production"])
async def test_who_has_a_key_is_answered_and_nobody_else(environment: str) -> None:
    async with serving(client_keys=LINES, environment=environment) as gateway:
        for key in (SHOP, APP):
            assert (await gateway.post(QUERY, **_bearer(key))).status_code == 200
        for headers in ({}, _bearer(new_key()), {"authorization": "Basic x"}):
            response = await gateway.post(QUERY, **headers)
            assert (response.status_code, _code(response)) == (401, "UNAUTHENTICATED")
            assert response.headers["www-authenticate"].startswith("Bearer ")
            assert response.headers["cache-control"] == "no-store"
        assert gateway.calls() == []


@pytest.mark.parametrize(
    ("path", "without", "with_key", "with_metrics_key"),
    [
        ("/healthz", 200, 200, 200),
        ("/readyz", 200, 200, 200),
        ("/", 404, 404, 404),
        ("/metrics", 401, 403, 200),
        ("/schema.graphql", 401, 200, 403),
        ("/graphql?query=%7B__typename%7D", 401, 200, 403),
        ("/graphql/", 401, 404, 403),
        ("/nowhere", 401, 404, 403),
    ],
)
async def test_what_is_open_to_whom(
    path: str, without: int, with_key: int, with_metrics_key: int
) -> None:
    async with serving(client_keys=LINES, environment="production", introspection=True) as gateway:
        statuses = [
            (await gateway.http.get(path, headers=headers)).status_code
            for headers in ({}, _bearer(SHOP), _bearer(SCRAPER))
        ]
        assert statuses == [without, with_key, with_metrics_key]


async def test_a_browser_opens_the_ide_without_a_key_but_gets_no_data() -> None:
    async with serving(client_keys=LINES) as gateway:
        page = await gateway.http.get("/graphql", headers=PAGE)
        assert page.status_code == 200
        assert (await gateway.http.get("/graphql/ide/nothing.js")).status_code == 404
        asked = await gateway.http.get("/graphql?query={__typename}", headers=PAGE)
        assert asked.status_code == 401


async def test_the_ide_of_production_is_no_way_in() -> None:
    async with serving(client_keys=LINES, environment="production") as gateway:
        for path in ("/graphql", "/graphql/ide/ide.js"):
            assert (await gateway.http.get(path, headers=PAGE)).status_code == 401


async def test_without_keys_everybody_is_let_in_where_that_was_said() -> None:
    async with serving(environment="production", authentication="none") as gateway:
        for headers in ({}, _bearer("whatever")):
            assert (await gateway.post(QUERY, **headers)).status_code == 200
        assert (await gateway.http.get("/metrics")).status_code == 200


async def test_who_asks_too_often_is_refused_also_what_is_kept() -> None:
    async with serving(client_keys=LINES, requests_per_minute=3) as gateway:
        for _ in range(3):
            assert (await gateway.post(PARCEL, **_bearer(SHOP))).status_code == 200
        response = await gateway.post(PARCEL, **_bearer(SHOP))
        assert (response.status_code, _code(response)) == (429, "TOO_MANY_REQUESTS")
        assert response.headers["retry-after"] == "20"
        extensions = response.json()["errors"][0]["extensions"]
        assert extensions["retryable"] is True
        assert extensions["retryAfterSeconds"] == 20
        assert (await gateway.post(PARCEL, **_bearer(APP))).status_code == 200
        assert (await gateway.http.get("/readyz")).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "statuses"),
    [("", [200, 200, 429]), ("127.0.0.1", [200, 200, 200]), ("10.0.0.0/8", [200, 200, 429])],
)
async def test_without_keys_an_address_has_the_limit_and_only_trusted_proxies_tell_another(
    trusted: str, statuses: list[int]
) -> None:
    async with serving(requests_per_minute=2, trusted_proxies=trusted) as gateway:
        assert statuses == [
            (await gateway.post(QUERY, **{"x-forwarded-for": f"192.0.2.{number}"})).status_code
            for number in range(3)
        ]


async def test_a_key_that_is_taken_out_of_the_file_is_soon_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(line_of("shop", SHOP))
    async with serving(client_keys_file=file) as gateway:
        assert (await gateway.post(QUERY, **_bearer(SHOP))).status_code == 200
        file.write_text(line_of("app", APP))
        async with asyncio.timeout(20):
            while (await gateway.post(QUERY, **_bearer(SHOP))).status_code == 200:
                pass
        assert (await gateway.post(QUERY, **_bearer(APP))).status_code == 200


async def _let_in(gateways: list[Served], requests: int) -> int:
    let_in = 0
    for number in range(requests):
        response = await gateways[number % len(gateways)].post(QUERY, **_bearer(SHOP))
        let_in += response.status_code == 200
    return let_in


async def test_replicas_count_a_clients_requests_together(redis_url: str) -> None:
    settings: dict[str, Any] = {"client_keys": LINES, "requests_per_minute": 20}
    async with (
        serving(cache_url=redis_url, **settings) as one,
        serving(one.sandbox, cache_url=redis_url, **settings) as other,
    ):
        assert await _let_in([one], 15) == 15
        # What the other one lets in before it has heard of the first one's is a few at the most.
        let_in = 15 + await _let_in([other, one], 60)
        assert 20 <= let_in <= 30


async def test_a_cache_server_that_is_gone_refuses_nobody() -> None:
    settings: dict[str, Any] = {"client_keys": LINES, "requests_per_minute": 5}
    async with serving(cache_url="redis://127.0.0.1:9/0", **settings) as gateway:
        assert await _let_in([gateway], 8) == 5
