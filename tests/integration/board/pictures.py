"""Take the pictures of docs/board.md anew: `python -m tests.integration.board.pictures`.

They show the sandbox's parcels at a fixed time, in the fonts of the machine. With pngquant on the
path they come out a third of the size.
"""

import asyncio
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from gateway.app import create_app
from gateway.sandbox import running_sandbox
from tests.browsing import chromium, visiting
from tests.needs import PROJECT_DIR
from tests.serving import listening, settings_for

FOLDER = PROJECT_DIR / "docs" / "images"
NOW = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
READER = {"locale": "en-US", "timezone_id": "America/New_York", "device_scale_factor": 2}
PARCELS = (
    "se-both-today,se-both-transit,se-both-disagree,se-both-delivered,"
    "se-detail-address-query,se-faultsp-down+ups:FAULTSPDOWN"
)


@dataclass(frozen=True)
class Picture:
    """What is on a picture: which parcels, on which screen, and whose history is open."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    parcels: str = PARCELS
    opened: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.png"


PICTURES = [
    Picture("board", 1180, 860),
    Picture("board-dark", 1180, 980, "dark", "se-both-transit,se-both-disagree", ["USPS", "FedEx"]),
    Picture("board-phone", 390, 844, "light", "se-both-today,se-both-transit", ["UPS"]),
    Picture("board-phone-dark", 390, 844, "dark", "se-detail-address-query,se-both-delivered"),
]


def main() -> None:
    """Take them all, and make them small."""
    asyncio.run(_take_all())
    if program := shutil.which("pngquant"):
        command = [program, "--force", "--ext", ".png", "--speed", "1", "128"]
        subprocess.run([*command, *(picture.path for picture in PICTURES)], check=True)


async def _take_all() -> None:
    async with running_sandbox(now=lambda: NOW) as sandbox, chromium() as browser:
        app = create_app(settings_for(sandbox), NOW.timestamp)
        async with listening(app) as origin:
            for picture in PICTURES:
                await _take(picture, browser, origin)


async def _take(picture: Picture, browser: Browser, origin: str) -> None:
    screen: dict[str, Any] = {
        "viewport": {"width": picture.width, "height": picture.height},
        "color_scheme": picture.scheme,
    }
    async with visiting(browser, origin, **READER, **screen) as visit:
        page = visit.page
        await page.clock.set_fixed_time(NOW + timedelta(minutes=3))
        await page.goto(f"{origin}/#{picture.parcels}")
        await page.locator("#cards:not([aria-busy]) .card").first.wait_for()
        for name in picture.opened:
            await page.get_by_role("article", name=name).locator("summary").click()
        await _at_rest(page)
        await page.screenshot(path=picture.path)


async def _at_rest(page: Page) -> None:
    await page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    await page.mouse.move(0, 0)
    await page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
