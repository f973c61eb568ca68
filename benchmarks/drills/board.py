"""The board shows a hundred parcels from one request, and can be used as soon as they are there."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.drills.figures import Figure, at_least, at_most, noted
from benchmarks.drills.processes import python
from gateway.sandbox import sample_parcels

PARCELS = 100

BOUND = 1_000
"""Milliseconds."""

SLOWER = 4
"""How many times slower a phone's processor is than this one."""

# From the last byte of the answer until the page is laid out and idle, so that a click is heard.
UNTIL_USABLE = """() => {
    const loaded = performance.getEntriesByType("resource");
    const answer = loaded.find((each) => each.name.endsWith("/graphql"));
    const shown = performance.getEntriesByName("board:shown").at(-1);
    return shown.startTime + shown.duration - answer.responseEnd;
}"""

WAITING = ".card.waiting, #cards[aria-busy]"


async def run(*, short: bool) -> list[Figure]:
    """Open the board with a hundred parcels, some times over."""
    times = 1 if short else 5
    async with (
        python("gateway", "serve", sandbox=True, log_level="error") as program,
        _chromium() as browser,
    ):
        visits = [await _visit(browser, program.url) for _ in range(times)]
        slow = [await _visit(browser, program.url, slower=SLOWER) for _ in range(times)]
    return [
        at_most(f"requests for {PARCELS} parcels", max(each[0] for each in visits), 1),
        at_least("cards of them", min(each[1] for each in visits), PARCELS),
        at_most(
            "from the answer until the board can be used",
            max(each[2] for each in visits),
            BOUND,
            "ms",
            timed=True,
        ),
        noted(
            f"the same on a processor {SLOWER} times slower", max(each[2] for each in slow), "ms"
        ),
    ]


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _visit(browser: Browser, url: str, *, slower: int = 1) -> tuple[int, int, float]:
    """Return the number of requests and of cards, and the milliseconds until they can be used."""
    page = await browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    await _throttle(page, slower)
    labels = [each["labelId"] for each in sample_parcels() if each["labelId"]][:PARCELS]
    await page.goto(f"{url}/#{','.join(labels)}")
    await page.wait_for_function(
        f"() => performance.getEntriesByName('board:shown').length && "
        f"!document.querySelector('{WAITING}')"
    )
    cards = await page.locator(".card").count()
    usable: float = await page.evaluate(UNTIL_USABLE)
    await page.close()
    return asked.count("POST"), cards, usable


async def _throttle(page: Page, slower: int) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
