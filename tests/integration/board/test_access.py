"""Everybody can use the board: by keyboard, by screen reader, on a phone, in the dark, on paper."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.integration.board.page import Open, card, cards, settled

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]

EVERY_KIND = ",".join(
    [
        "se-both-today",
        "se-both-disagree",
        "se-both-delivered",
        "se-detail-parcel-lost",
        "se-faultsp-down+ups:FAULTSPDOWN",
        "se-sandbox-un",
        "se-0",
        "SANDBOX0000",
    ]
)
AXE = files("axe_playwright_python").joinpath("axe.min.js")
# 1,280 pixels at 400 %: what WCAG 2.2 wants pages to fit without scrolling sideways.
NARROWEST = {"width": 320, "height": 640}

# --- Screen readers --------------------------------------------------------------------------


async def _findings(page: Page) -> list[str]:
    """Return what axe-core finds of any weight: the rule and where it is broken."""
    await page.evaluate(AXE.read_text())
    found: Any = await page.evaluate("() => axe.run()")
    return [
        f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1300), ("dark", 360)])
async def test_axe_finds_nothing(scheme: str, width: int, board: Open) -> None:
    screen = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    # Colours are judged as they are in the end.
    async with board(EVERY_KIND, reduced_motion="reduce", **screen) as visit:
        await settled(visit)
        for each in await visit.page.locator(".history summary").all():
            await each.click()
        await expect(visit.page.locator(".map").first).to_be_visible()
        await visit.page.get_by_label("Tracking numbers or label ids").fill("se-0, hello")
        await visit.page.keyboard.press("Control+Enter")
        await visit.page.evaluate(
            "() => document.querySelectorAll('#trouble, #key, #more-box, #forget-key')"
            ".forEach((each) => { each.hidden = false })"
        )
        await visit.page.get_by_label("Key", exact=True).fill("secret")
        await visit.page.locator("#key-wrong").evaluate("(each) => { each.textContent = 'No.' }")
        await visit.page.locator("#more").evaluate("(each) => { each.textContent = 'More' }")
        assert await _findings(visit.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_while_the_board_is_empty_or_waits(
    scheme: str, board: Open
) -> None:
    async with board("se-1", color_scheme=scheme, reduced_motion="reduce") as visit:
        await settled(visit)
        await visit.page.route("**/graphql", lambda route: None)
        await visit.page.get_by_role("button", name="Clear").click()
        assert await _findings(visit.page) == []
        await visit.page.get_by_label("Tracking numbers or label ids").fill("se-2")
        await visit.page.keyboard.press("Control+Enter")
        await expect(visit.page.locator(".card.waiting")).to_be_visible()
        assert await _findings(visit.page) == []


async def test_what_happens_is_announced(board: Open) -> None:
    async with board("se-324658,se-0") as visit:
        doing = visit.page.locator("#doing")
        await expect(doing).to_have_role("status")
        await expect(doing).to_have_text("2 parcels looked up, 1 needs a look.")
        for name in ("#taken", "#trouble-text", "#key-wrong"):
            await expect(visit.page.locator(name)).to_have_role("status")


async def test_a_card_is_one_thing_with_a_name(board: Open) -> None:
    async with board("se-324658") as visit:
        parcel = card(visit, "UPS 1Z932R800390810600: Delivered")
        await expect(parcel.get_by_role("heading", name="1Z932R800390810600")).to_be_visible()


# --- The keyboard ----------------------------------------------------------------------------


async def _next(page: Page) -> str:
    """Go on by the tabulator; return the name of what has the focus now."""
    await page.keyboard.press("Tab")
    name: str = await page.evaluate(
        "() => { const one = document.activeElement;"
        " return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent"
        " ?? one.textContent.trim() }"
    )
    return name


async def test_the_tabulator_goes_from_top_to_bottom(board: Open) -> None:
    async with board("se-324658,se-0", viewport={"width": 1000, "height": 900}) as visit:
        await settled(visit)
        assert [await _next(visit.page) for _ in range(17)] == [
            "Skip to the parcels",
            "GraphQL",
            "Tracking numbers or label ids",
            "Track",
            "Sample parcels",
            "All 2",
            "Not found 1",
            "Delivered 1",
            "Refresh",
            "Copy link",
            "Clear",
            "Open the page of UPS",
            "History, 1 event",
            "Check UPS 1Z932R800390810600 again",
            "Remove UPS 1Z932R800390810600",
            "Check se-0 again",
            "Remove se-0",
        ]


async def test_a_parcel_is_looked_up_and_read_by_the_keyboard_alone(board: Open) -> None:
    async with board("se-0") as visit:
        page = visit.page
        await settled(visit)
        for _ in range(3):
            await _next(page)
        await page.keyboard.insert_text("se-both-delivered")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(card(visit, "Delivered")).to_be_visible()
        while "History" not in await _next(page):
            pass
        await page.keyboard.press("Enter")
        await expect(
            page.locator(".timeline").get_by_text("Out For Delivery Today")
        ).to_be_visible()


async def test_the_focus_stays_where_the_work_is(board: Open) -> None:
    async with board("se-324658,se-both-today,se-0") as visit:
        page = visit.page
        await settled(visit)
        again = page.get_by_role("button", name="Check UPS 1ZA83F2E0342718055 again")
        await again.press("Enter")
        await expect(visit.page.locator("#doing")).to_contain_text("1 parcel looked up")
        await expect(again).to_be_focused()
        await page.get_by_role("button", name="Remove UPS 1ZA83F2E0342718055").press("Enter")
        await expect(page.get_by_role("button", name="Remove se-0")).to_be_focused()
        await page.get_by_role("button", name="Remove se-0").press("Enter")
        await page.get_by_role("button", name="Remove UPS 1Z932R800390810600").press("Enter")
        await expect(page.get_by_label("Tracking numbers or label ids")).to_be_focused()


async def test_the_way_past_the_tools_keeps_the_link(board: Open) -> None:
    async with board("se-324658") as visit:
        await settled(visit)
        await _next(visit.page)
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.locator("#cards")).to_be_focused()
        assert visit.page.url.endswith("#se-324658")


# --- Screens and paper -----------------------------------------------------------------------


async def test_it_fits_a_phone(board: Open) -> None:
    async with board(EVERY_KIND, viewport=NARROWEST) as visit:
        await settled(visit)
        for each in await visit.page.locator(".history summary").all():
            await each.click()
        assert await visit.page.evaluate("() => document.documentElement.scrollWidth") == 320


async def test_nothing_moves_for_those_who_want_it_still(board: Open) -> None:
    running = "() => document.getAnimations().length"
    for motion, moves in (("no-preference", True), ("reduce", False)):
        async with board("se-324658", reduced_motion=motion) as visit:
            await settled(visit)
            await visit.page.route("**/graphql", lambda route: None)
            await visit.page.get_by_label("Tracking numbers or label ids").fill("se-2")
            await visit.page.keyboard.press("Control+Enter")
            await expect(visit.page.locator(".card.waiting")).to_be_visible()
            assert (await visit.page.evaluate(running) > 0) == moves


async def test_paper_gets_the_parcels_alone(board: Open) -> None:
    async with board("se-324658,se-both-today") as visit:
        await settled(visit)
        await visit.page.emulate_media(media="print")
        await expect(cards(visit)).to_have_count(2)
        for name in ("Track", "Refresh", "Remove UPS 1Z932R800390810600"):
            await expect(visit.page.get_by_role("button", name=name)).to_have_count(0)
