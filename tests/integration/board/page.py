"""What there is on the board, by the names that its readers have for it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from playwright.async_api import Locator, expect

from tests.browsing import Visit

Open = Callable[..., AbstractAsyncContextManager[Visit]]
"""Opens the board; see the fixture `board`."""


async def settled(visit: Visit) -> None:
    """Wait until everything that was asked for is answered."""
    await expect(visit.page.locator(".card.waiting")).to_have_count(0)
    await expect(visit.page.locator("#cards[aria-busy]")).to_have_count(0)


async def paste(visit: Visit, text: str) -> None:
    """Paste a text and have it looked up."""
    await visit.page.get_by_label("Tracking numbers or label ids").fill(text)
    await visit.page.get_by_role("button", name="Track").click()
    await settled(visit)


def cards(visit: Visit) -> Locator:
    """Find every card that is to be seen."""
    return visit.page.get_by_role("article")


def card(visit: Visit, name: str) -> Locator:
    """Find the card whose name has this in it, e.g. a number or a status."""
    return visit.page.get_by_role("article", name=name)


def refs(visit: Visit) -> list[list[dict[str, str]]]:
    """List the references of each GraphQL request, oldest first."""
    return [asked["variables"]["refs"] for asked in visit.asked]
