"""The board in a browser, in front of the served sandbox: one of each for all its tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from gateway.app import create_app
from gateway.settings import Settings
from tests.browsing import Visit, chromium, visiting
from tests.integration.board.page import Open
from tests.serving import listening

# Violations are heard before anything of the page runs.
HEAR_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (each) => violations.push(each.blockedURI));
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox_url() -> AsyncIterator[str]:
    """The address of a gateway in sandbox mode."""
    async with listening(create_app(Settings(_env_file=None, sandbox=True))) as url:
        yield url


@pytest.fixture
def board(browser: Browser, sandbox_url: str) -> Open:
    """Opens the board: `board(fragment, origin=…, quiet=False, **options of the context)`.

    At the end of a visit nothing was asked of strangers, nothing broke the page's policy and, where
    it is to be quiet, nothing was complained about.
    """

    @asynccontextmanager
    async def open_board(
        fragment: str = "", *, origin: str = sandbox_url, quiet: bool = True, **context: Any
    ) -> AsyncIterator[Visit]:
        options = {"locale": "en-GB", "timezone_id": "Europe/Berlin", **context}
        async with visiting(browser, origin, **options) as visit:
            await visit.page.add_init_script(HEAR_VIOLATIONS)
            await visit.page.goto(f"{origin}/#{fragment}" if fragment else f"{origin}/")
            yield visit
            assert visit.strangers == []
            assert await visit.page.evaluate("() => window.violations") == []
            assert visit.complaints == [] or not quiet

    return open_board
