"""A headless Chromium on one of the gateway's pages, and what it complains about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

from tests import needs
from tests.serving import CHROMIUM_OPTIONS

# How long a page may take to show something, in milliseconds; the machines of CI are slow.
PATIENCE = 60_000

# The ways in which text that came from somewhere could become a program.
INJECTIONS = [
    "() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=broken=1>') }",
    "() => { document.body.append(Object.assign(document.createElement('script'),"
    " { textContent: 'window.broken = 1' })) }",
    "() => { window.broken = eval('1') }",
]


@dataclass
class Visit:
    """A browser on the page, what it asked for, and what it complained about since."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    """The bodies of the GraphQL requests, oldest first."""

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def follow(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.strangers.append(request.url)
        if request.method == "POST":
            self.asked.append(request.post_data_json)

    async def refuses(self, injection: str) -> bool:
        """Try to run a program that got into the page; say whether the page kept it from that."""
        # By a timer, since what a debugger runs itself is allowed more than the page is.
        outcome = await self.page.evaluate(f"""() => new Promise((done) => {{
            document.addEventListener("securitypolicyviolation", () => done("refused"));
            setTimeout({injection});
        }})""")
        broken = await self.page.evaluate("() => window.broken")
        return outcome == "refused" and broken is None


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a browser."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=needs.chromium(), args=CHROMIUM_OPTIONS
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def visiting(browser: Browser, origin: str, **context: Any) -> AsyncIterator[Visit]:
    """Open a page in a context of its own; `context` are Playwright's options for it."""
    own = await browser.new_context(**context)
    page = await own.new_page()
    page.set_default_timeout(PATIENCE)
    visit = Visit(page, origin)
    page.on("console", visit.hear)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("request", visit.follow)
    yield visit
    await own.close()


@asynccontextmanager
async def browsing(origin: str) -> AsyncIterator[Visit]:
    """Run a browser for one page."""
    async with chromium() as browser, visiting(browser, origin) as visit:
        yield visit
