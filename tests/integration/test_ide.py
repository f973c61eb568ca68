"""Somebody opens `/graphql` in a browser: both pages, in Chromium, in front of the sandbox."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect
from starlette.applications import Starlette
from starlette.requests import Request as PageRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import create_app
from gateway.clients.keys import line_of, new_key
from gateway.http.assets import STATIC_DIR
from gateway.http.ide import Ide, read_examples
from gateway.sandbox import running_sandbox
from tests import needs
from tests.browsing import INJECTIONS, Visit, browsing
from tests.serving import LABEL_NUMBER, listening, settings_for

pytestmark = pytest.mark.chromium


@asynccontextmanager
async def visiting(ide: Ide, **settings: Any) -> AsyncIterator[Visit]:
    """Open this page of a gateway in front of a sandbox."""
    async with running_sandbox() as sandbox:
        app = _with_page(create_app(settings_for(sandbox, **settings)), ide)
        async with listening(app) as origin, browsing(origin) as visit:
            await visit.page.goto(f"{origin}/graphql")
            yield visit


def _with_page(app: ASGIApp, ide: Ide) -> ASGIApp:
    """Put this page in front of the application, whichever it has itself."""

    async def page(_: PageRequest) -> Response:
        return ide.response()

    pages = Starlette(routes=[Route("/graphql", page), *ide.routes()])

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        is_read = scope["type"] == "http" and scope["method"] == "GET"
        await (pages if is_read else app)(scope, receive, send)

    return front


@pytest.fixture(scope="module")
def graphiql() -> Ide:
    """The page with GraphiQL, which is built first if that has not been done."""
    entry = STATIC_DIR / "graphiql" / "index.html"
    sources = [path for path in (needs.PROJECT_DIR / "ide").iterdir() if path.is_file()]
    if not entry.exists() or any(_changed_at(entry) < _changed_at(each) for each in sources):
        needs.node()
        needs.require("npm", install="apt-get install nodejs npm")
        subprocess.run([needs.PROJECT_DIR / "ide" / "build"], check=True)
    return Ide(read_examples())


def _changed_at(path: Path) -> float:
    return path.stat().st_mtime


@pytest.fixture
def built_in(tmp_path: Path) -> Ide:
    """The page of our own, as where GraphiQL is not built."""
    (tmp_path / "ide").symlink_to(STATIC_DIR / "ide")
    return Ide(read_examples(), tmp_path)


@pytest.fixture(params=["built_in", "graphiql"])
def ide(request: pytest.FixtureRequest) -> Ide:
    """Both pages, one after the other."""
    page: Ide = request.getfixturevalue(request.param)
    return page


async def _run_first_example(visit: Visit, ide: Ide) -> None:
    page = visit.page
    if ide.is_graphiql:
        # Before its editor is there, GraphiQL has nothing to run.
        editor = page.locator(".graphiql-query-editor .view-lines")
        await expect(editor).to_contain_text("FourShipments")
        await page.get_by_role("button", name="Execute query").click()
        answer = page.get_by_label("Result Window")
    else:
        await page.get_by_role("button", name="Run").click()
        answer = page.get_by_label("Answer as JSON")
    await expect(answer).to_contain_text(LABEL_NUMBER)


# --- Both pages ------------------------------------------------------------------------------


async def test_the_first_example_is_there_to_run_and_nothing_is_asked_elsewhere(ide: Ide) -> None:
    async with visiting(ide) as visit:
        await _run_first_example(visit, ide)
        await visit.page.wait_for_load_state("networkidle")
    assert visit.complaints == []
    assert visit.strangers == []


@pytest.mark.parametrize("injection", INJECTIONS, ids=["handler", "script", "eval"])
async def test_what_gets_into_the_page_does_not_run(ide: Ide, injection: str) -> None:
    async with visiting(ide) as visit:
        assert await visit.refuses(injection)


# --- GraphiQL --------------------------------------------------------------------------------


async def test_graphiql_opens_every_example_in_a_tab(graphiql: Ide) -> None:
    async with visiting(graphiql) as visit:
        tabs = visit.page.get_by_role("tab")
        await expect(tabs).to_contain_text(
            ["FourShipments", "OneShipment", "Providers", "Carriers", "Node", "Gateway"]
        )


async def test_graphiql_shows_the_documentation_of_the_schema(graphiql: Ide) -> None:
    async with visiting(graphiql) as visit:
        await visit.page.get_by_label("Show Documentation Explorer").click()
        await visit.page.get_by_text("ShipmentRef", exact=True).click()
        await expect(
            visit.page.get_by_text("What the caller knows of one shipment")
        ).to_be_visible()


# --- Our own page ----------------------------------------------------------------------------


async def test_an_example_runs_by_a_click_with_its_variables(built_in: Ide) -> None:
    async with visiting(built_in) as visit:
        await visit.page.get_by_role("button", name="One shipment and its sources").click()
        await expect(visit.page.locator("#answer")).to_contain_text('"conflicts": [\n')
        assert "se-both-disagree" in await visit.page.get_by_label("Variables").input_value()


async def test_a_query_of_ones_own_runs_by_the_keyboard(built_in: Ide) -> None:
    async with visiting(built_in) as visit:
        await visit.page.get_by_label("Query", exact=True).fill("{ gateway { mode } }")
        await visit.page.keyboard.press("Control+Enter")
        await expect(visit.page.locator("#answer")).to_contain_text('"mode": "LIVE"')
        await expect(visit.page.locator("#outcome")).to_contain_text("200, ")


async def test_a_client_key_opens_the_schema_and_goes_with_the_query(built_in: Ide) -> None:
    key = new_key()
    async with visiting(built_in, client_keys=line_of("me", key)) as visit:
        schema = visit.page.locator("#schema")
        await expect(schema).to_have_text("The schema can't be read here.")
        await visit.page.get_by_label("Client key").fill(key)
        await visit.page.get_by_label("Query", exact=True).fill("{ gateway { mode } }")
        await expect(schema).to_contain_text("Everything that can be read.")
        await visit.page.get_by_role("button", name="Run").click()
        await expect(visit.page.locator("#answer")).to_contain_text('"mode": "LIVE"')


async def test_variables_that_are_no_json_are_said_to_be_so(built_in: Ide) -> None:
    async with visiting(built_in) as visit:
        await visit.page.get_by_label("Variables").fill("{")
        await visit.page.get_by_role("button", name="Run").click()
        await expect(visit.page.locator("#outcome")).to_contain_text("The variables are no JSON")


async def test_the_schema_can_be_searched_and_followed(built_in: Ide) -> None:
    async with visiting(built_in) as visit:
        await visit.page.get_by_role("searchbox").fill("labelid")
        await visit.page.get_by_role("button", name="ShipmentRef.labelId").click()
        schema = visit.page.locator("#schema")
        await expect(schema).to_contain_text("What the caller knows of one shipment")
        await schema.get_by_role("button", name="Query").click()
        await expect(schema).to_contain_text("Everything that can be read.")


async def test_the_page_fits_a_phone(built_in: Ide) -> None:
    async with visiting(built_in) as visit:
        await visit.page.set_viewport_size({"width": 360, "height": 740})
        await _run_first_example(visit, built_in)
        assert await visit.page.evaluate("() => document.documentElement.scrollWidth") == 360
