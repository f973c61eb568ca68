"""What the board does when something is wrong: with the gateway, with a key, or with a text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import expect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import create_app
from gateway.clients.keys import line_of, new_key
from gateway.settings import Settings
from tests.browsing import INJECTIONS, Visit
from tests.integration.board.page import Open, card, cards, paste, refs, settled
from tests.serving import listening, serving

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]

DOWN = PlainTextResponse("<html>Bad gateway</html>", 502)
BUSY = PlainTextResponse("", 503, {"Retry-After": "20"})
SCRIPT = "<script>alert(1)</script>"


@dataclass
class Between:
    """Something between the board and the gateway that may answer in its place."""

    app: ASGIApp
    answer: Response | None = None
    asked: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_query = scope["type"] == "http" and scope["path"] == "/graphql"
        self.asked += is_query
        await ((is_query and self.answer) or self.app)(scope, receive, send)


@asynccontextmanager
async def behind() -> AsyncIterator[tuple[str, Between]]:
    """Serve a gateway behind something."""
    between = Between(create_app(Settings(_env_file=None, sandbox=True)))
    async with listening(between) as origin:
        yield origin, between


async def _pass(visit: Visit, seconds: int) -> None:
    """Let time go by for the page."""
    await visit.page.clock.run_for(seconds * 1000)


# --- The gateway is away ---------------------------------------------------------------------


async def test_a_gateway_that_is_away_is_asked_again_and_what_was_known_stays(board: Open) -> None:
    async with (
        behind() as (origin, between),
        board("se-324658", origin=origin, quiet=False) as visit,
    ):
        await settled(visit)
        await visit.page.clock.install()
        between.answer = DOWN
        await visit.page.get_by_role("button", name="Refresh").click()
        trouble = visit.page.locator("#trouble")
        await expect(trouble).to_contain_text("be reached. Trying again in ")
        await expect(trouble).to_contain_text("What is shown is what was known before.")
        await expect(card(visit, "Delivered")).to_be_visible()
        for _ in range(2):
            before = between.asked
            await _pass(visit, 30)
            await expect(trouble).to_be_visible()
            assert between.asked > before
        between.answer = None
        await _pass(visit, 30)
        await expect(trouble).to_be_hidden()
        await expect(card(visit, "Delivered")).to_be_visible()


async def test_parcels_that_came_meanwhile_are_asked_for_with_the_rest(board: Open) -> None:
    async with behind() as (origin, between):
        between.answer = DOWN
        async with board("se-324658", origin=origin, quiet=False) as visit:
            await expect(visit.page.locator("#trouble")).to_be_visible()
            await visit.page.get_by_label("Tracking numbers or label ids").fill("se-both-today")
            await visit.page.get_by_role("button", name="Track").click()
            await expect(visit.page.locator(".card.waiting")).to_have_count(2)
            between.answer = None
            await visit.page.get_by_role("button", name="Try now").click()
            await settled(visit)
            assert len(refs(visit)[-1]) == 2


async def test_a_gateway_with_too_much_to_do_is_left_alone_for_as_long_as_it_says(
    board: Open,
) -> None:
    async with (
        behind() as (origin, between),
        board("se-324658", origin=origin, quiet=False) as visit,
    ):
        await settled(visit)
        await visit.page.clock.install()
        between.answer = BUSY
        await visit.page.get_by_role("button", name="Refresh").click()
        trouble = visit.page.locator("#trouble")
        await expect(trouble).to_contain_text("The gateway asks for patience.")
        await expect(trouble).to_contain_text("Trying again in 20 seconds.")
        before = between.asked
        await _pass(visit, 19)
        assert between.asked == before
        await _pass(visit, 1)
        await expect(visit.page.locator("#cards[aria-busy]")).to_have_count(1)
        assert between.asked == before + 1


async def test_without_a_network_it_goes_on_as_soon_as_there_is_one(board: Open) -> None:
    async with board("se-324658", quiet=False) as visit:
        await settled(visit)
        await visit.page.context.set_offline(True)
        await visit.page.get_by_role("button", name="Refresh").click()
        await expect(visit.page.locator("#trouble")).to_be_visible()
        await visit.page.context.set_offline(False)
        await expect(visit.page.locator("#trouble")).to_be_hidden()


async def test_a_request_that_is_refused_says_why_on_its_cards(board: Open) -> None:
    refusal = {"errors": [{"message": f"Not today {SCRIPT}."}]}
    async with behind() as (origin, between):
        between.answer = JSONResponse(refusal, 400)
        async with board("se-324658", origin=origin, quiet=False) as visit:
            await expect(card(visit, "se-324658")).to_contain_text(
                f"The gateway refused the request: Not today {SCRIPT}."
            )
            between.answer = None
            await visit.page.get_by_role("button", name="Check se-324658 again").click()
            await expect(card(visit, "Delivered")).to_be_visible()


# --- A key -----------------------------------------------------------------------------------


async def test_a_key_is_asked_for_where_the_gateway_wants_one(board: Open) -> None:
    key = new_key()
    async with (
        serving(client_keys=line_of("support", key)) as gateway,
        board("se-324658", origin=gateway.url, quiet=False) as visit,
    ):
        field = visit.page.get_by_label("Key", exact=True)
        await expect(field).to_be_focused()
        await field.fill("wrong")
        await field.press("Enter")
        await expect(visit.page.get_by_text("This client key is not known.")).to_be_visible()
        await field.fill(key)
        await field.press("Enter")
        await expect(card(visit, "Delivered")).to_be_visible()
        await expect(field).to_be_hidden()
        await _keeps_the_key_with_the_tab(visit, key)


async def _keeps_the_key_with_the_tab(visit: Visit, key: str) -> None:
    page = visit.page
    await page.reload()
    await expect(card(visit, "Delivered")).to_be_visible()
    stores = "(key) => [localStorage.length, document.cookie, location.href.includes(key)]"
    assert await page.evaluate(stores, key) == [0, "", False]
    await page.get_by_role("button", name="Forget key").click()
    assert await page.evaluate("() => sessionStorage.length") == 0
    await page.get_by_role("button", name="Refresh").click()
    await expect(page.get_by_label("Key", exact=True)).to_be_visible()


async def test_a_gateway_that_was_asked_too_often_says_when_it_can_be_asked_again(
    board: Open,
) -> None:
    async with (
        serving(requests_per_minute=1) as gateway,
        board("se-324658", origin=gateway.url, quiet=False) as visit,
    ):
        await settled(visit)
        await visit.page.get_by_role("button", name="Refresh").click()
        trouble = visit.page.locator("#trouble")
        await expect(trouble).to_contain_text("The gateway asks for patience.")
        await expect(trouble).to_contain_text("Trying again in ")


async def test_a_gateway_that_executes_known_operations_only_knows_the_boards(
    board: Open, tmp_path: Path
) -> None:
    manifest = tmp_path / "operations.json"
    manifest.write_text('{"version": "{ gateway { version } }"}')
    async with (
        serving(operation_manifest=manifest, only_manifest=True) as gateway,
        board("se-324658", origin=gateway.url) as visit,
    ):
        await expect(card(visit, "Delivered")).to_be_visible()


# --- Texts -----------------------------------------------------------------------------------


async def test_markup_in_the_providers_texts_is_text(board: Open) -> None:
    async with board("se-fault-odd-text+ups:FAULTODDTEXT") as visit:
        parcel = card(visit, "FAULTODDTEXT")
        await parcel.get_by_text("History").click()
        await expect(parcel.locator(".timeline .what").first).to_contain_text(SCRIPT)
        assert await visit.page.locator("#cards script").count() == 0


async def test_markup_in_what_was_pasted_and_in_the_link_is_text(board: Open) -> None:
    async with board("%3Cimg%20src=x%20onerror=alert(1)%3E,se-324658") as visit:
        await settled(visit)
        await paste(visit, "<img onerror=alert(1)> 1Z932R800390810600")
        await expect(visit.page.locator("#taken")).to_contain_text("img, onerror, alert, 1")
        await expect(cards(visit).first).to_be_visible()
        assert await visit.page.locator("main img").count() == 0


async def test_endless_texts_and_histories_leave_the_page_usable(board: Open) -> None:
    faults = ["se-fault-long-text+ups:FAULTLONGTEXT", "se-fault-many-events+ups:FAULTMANYEVENTS"]
    async with board(",".join(faults), viewport={"width": 360, "height": 740}) as visit:
        await settled(visit)
        await expect(cards(visit)).to_have_count(2)
        width = await visit.page.evaluate("() => document.documentElement.scrollWidth")
        assert width == 360


@pytest.mark.parametrize("injection", INJECTIONS, ids=["handler", "script", "eval"])
async def test_what_gets_into_the_page_does_not_run(board: Open, injection: str) -> None:
    async with board("se-324658", quiet=False) as visit:
        await settled(visit)
        assert await visit.refuses(injection)
        await visit.page.evaluate("() => { window.violations = [] }")
