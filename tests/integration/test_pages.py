"""Web pages of other origins use the gateway, or can't: over HTTP, and in Chromium."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, async_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from gateway.clients.keys import line_of, new_key
from tests import needs
from tests.serving import CHROMIUM_OPTIONS, Served, listening, serving

SHOP = "https://shop.example"
QUERY = "{ gateway { maxBatchSize } }"
ANSWER = {"data": {"gateway": {"maxBatchSize": 100}}}


async def _preflight(served: Served, origin: str, path: str = "/graphql") -> httpx2.Response:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-anything",
    }
    return await served.http.options(path, headers=headers)


async def _ask(served: Served, origin: str) -> httpx2.Response:
    return await served.post({"query": QUERY}, origin=origin)


async def test_by_default_no_page_is_let_in() -> None:
    async with serving() as served:
        for response in (await _preflight(served, SHOP), await _ask(served, SHOP)):
            assert not any(name.startswith("access-control-") for name in response.headers)
        assert (await _preflight(served, SHOP)).status_code == 204


async def test_a_page_that_is_named_is_let_in_for_two_hours() -> None:
    async with serving(cors_origins=f"{SHOP}, https://www.shop.example:443") as served:
        for origin in (SHOP, "https://www.shop.example"):
            asked = await _preflight(served, origin)
            assert (asked.status_code, asked.content) == (204, b"")
            assert asked.headers["access-control-allow-origin"] == origin
            assert asked.headers["access-control-allow-methods"] == "GET, POST"
            assert asked.headers["access-control-allow-headers"] == "content-type,x-anything"
            assert asked.headers["access-control-max-age"] == "7200"
            assert "access-control-allow-credentials" not in asked.headers
            assert "Origin" in asked.headers["vary"]


async def test_it_can_read_what_comes_back_of_every_kind() -> None:
    async with serving(cors_origins=SHOP) as served:
        kept, again = await _ask(served, SHOP), await _ask(served, SHOP)
        refused = await served.http.put("/graphql", headers={"origin": SHOP})
        schema = await served.http.get("/schema.graphql", headers={"origin": SHOP})
        for response in (kept, again, refused, schema):
            assert response.headers["access-control-allow-origin"] == SHOP
            exposed = response.headers["access-control-expose-headers"]
            assert exposed == "ETag, Retry-After, X-Request-Id"
            assert "Origin" in response.headers["vary"]
        assert kept.json() == again.json() == ANSWER
        assert refused.status_code == 405


async def test_whoever_asks_an_answer_says_that_it_varies_by_the_page() -> None:
    async with serving(cors_origins=SHOP) as served:
        asking: list[dict[str, str]] = [{}] * 4 + [{"origin": SHOP}] * 4
        answers = [await served.post({"query": QUERY}, **headers) for headers in asking]
        assert {answer.headers["vary"] for answer in answers} == {"Accept, Accept-Encoding, Origin"}


async def test_another_page_is_not() -> None:
    async with serving(cors_origins=SHOP) as served:
        asked = await _preflight(served, "https://other.example")
        assert asked.status_code == 403
        assert asked.json()["errors"][0]["extensions"] == {"code": "ORIGIN_NOT_ALLOWED"}
        answered = await _ask(served, "https://other.example")
        for response in (asked, answered):
            assert "access-control-allow-origin" not in response.headers
            assert "Origin" in response.headers["vary"]


async def test_nor_can_a_page_that_is_named_read_anything_else() -> None:
    async with serving(cors_origins="*") as served:
        for path in ("/metrics", "/readyz", "/healthz"):
            response = await served.http.get(path, headers={"origin": SHOP})
            assert response.status_code == 200
            assert "access-control-allow-origin" not in response.headers


async def test_all_pages_may_be_let_in_without_credentials() -> None:
    async with serving(cors_origins="*") as served:
        response = await _ask(served, SHOP)
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers


async def test_pages_that_are_named_may_show_credentials() -> None:
    async with serving(cors_origins=SHOP, cors_credentials=True) as served:
        for response in (await _preflight(served, SHOP), await _ask(served, SHOP)):
            assert response.headers["access-control-allow-origin"] == SHOP
            assert response.headers["access-control-allow-credentials"] == "true"


async def test_a_page_shows_its_key_after_the_preflight_and_reads_what_is_wrong_with_it() -> None:
    key = new_key()
    async with serving(cors_origins=SHOP, client_keys=line_of("shop", key)) as served:
        assert (await _preflight(served, SHOP)).status_code == 204
        answered = await served.post({"query": QUERY}, origin=SHOP, authorization=f"Bearer {key}")
        refused = await _ask(served, SHOP)
        assert (answered.status_code, refused.status_code) == (200, 401)
        for response in (answered, refused):
            assert response.headers["access-control-allow-origin"] == SHOP


async def test_a_get_behind_which_is_somebody_elses_page_asks_nobody() -> None:
    query = '{ shipment(ref: {carrier: "shippo", trackingNumber: "SHIPPO_TRANSIT"}) { id } }'
    async with serving() as served:
        response = await served.http.get(
            "/graphql", params={"query": query}, headers={"sec-fetch-site": "cross-site"}
        )
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"] == {"code": "CROSS_SITE_REQUEST"}
        assert response.headers["cache-control"] == "no-store"
        assert served.calls() == []


@asynccontextmanager
async def _page() -> AsyncIterator[tuple[Page, str]]:
    """Open an empty page; yield it and its origin."""

    async def empty(_: object) -> HTMLResponse:
        return HTMLResponse("<title>shop</title>")

    chromium = needs.chromium()
    async with listening(Starlette(routes=[Route("/", empty)])) as url, async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        try:
            page = await browser.new_page()
            await page.goto(url)
            yield page, url
        finally:
            await browser.close()


FETCH = """async ([url, options]) => {
  try {
    const response = await fetch(url, options)
    return {status: response.status, type: response.type, tag: response.headers.get("etag"),
            body: response.type === "opaque" ? null : await response.json()}
  } catch (error) { return {error: error.name} }
}"""
POST = {
    "method": "POST",
    "headers": {"content-type": "application/json"},
    "body": f'{{"query": "{QUERY}"}}',
}


@pytest.mark.chromium
async def test_in_a_browser_a_page_that_is_named_gets_answers_by_post_and_get() -> None:
    async with _page() as (page, origin), serving(cors_origins=origin) as served:

        async def fetch(url: str, **options: object) -> Any:
            # By this name the gateway is of another site.
            other = served.url.replace("127.0.0.1", "localhost")
            return await page.evaluate(FETCH, [f"{other}{url}", options])

        posted = await fetch("/graphql", **POST)
        got = await fetch(f"/graphql?query={QUERY}")
        assert posted["body"] == got["body"] == ANSWER
        assert got["tag"].startswith('W/"')


@pytest.mark.chromium
async def test_in_a_browser_another_page_gets_nothing_and_costs_nothing() -> None:
    query = '{shipment(ref:{carrier:"shippo",trackingNumber:"SHIPPO_TRANSIT"}){id}}'
    async with _page() as (page, _), serving(cors_origins=SHOP) as served:
        for host in ("127.0.0.1", "localhost"):
            url = served.url.replace("127.0.0.1", host) + "/graphql"
            assert await page.evaluate(FETCH, [url, POST]) == {"error": "TypeError"}
            blind = await page.evaluate(FETCH, [f"{url}?query={query}", {"mode": "no-cors"}])
            assert blind["type"] == "opaque"
        assert served.calls() == []
