"""The site that `make docs` makes: nothing in it leads nowhere, or loads from elsewhere."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browsing import chromium, visiting
from tests.serving import listening

# What a browser fetches for a page by itself; `a` alone waits for somebody to follow it.
LOADED = {"audio", "embed", "iframe", "img", "link", "object", "script", "source", "video"}


@dataclass
class _Html(HTMLParser):
    """What a page names: places in itself, links, and what is loaded with it."""

    places: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.places |= {name for key in ("id", "name") if (name := named.get(key))}
        targets = [target for key in ("href", "src", "data") if (target := named.get(key))]
        (self.loads if tag in LOADED else self.links).extend(targets)


def _read(page: Path) -> _Html:
    html = _Html()
    html.feed(page.read_text(encoding="utf-8"))
    return html


@pytest.fixture(scope="module")
def site(project_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made of a copy, since its maker keeps things beside what it reads."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(project_dir / "zensical.toml", folder)
    shutil.copytree(project_dir / "docs", folder / "docs")
    zensical = Path(sys.executable).with_name("zensical")
    made = subprocess.run([zensical, "build", "--strict"], cwd=folder, capture_output=True)
    assert made.returncode == 0, made.stdout.decode()
    return folder / ".cache/site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Html]:
    return {page: _read(page) for page in sorted(site.rglob("*.html"))}


def _listed(nav: Any) -> Iterator[str]:
    for entry in nav:
        for target in entry.values():
            yield from [target] if isinstance(target, str) else _listed(target)


def test_every_page_is_in_the_list_of_pages_once(project_dir: Path) -> None:
    docs = project_dir / "docs"
    nav = tomllib.loads((project_dir / "zensical.toml").read_text("utf-8"))["project"]["nav"]
    pages = [page.relative_to(docs).as_posix() for page in docs.rglob("*.md")]
    assert sorted(_listed(nav)) == sorted(pages), "list the page in zensical.toml, under `nav`"


def test_a_link_is_named_by_its_page_and_not_by_its_file(project_dir: Path) -> None:
    for page in (project_dir / "docs").rglob("*.md"):
        assert not re.findall(r"\[[^]]*\.md\]\(", page.read_text("utf-8")), page.name


def test_every_link_leads_to_a_place_in_the_site(site: Path, pages: dict[Path, _Html]) -> None:
    followed = 0
    for page, html in pages.items():
        for target in html.links + html.loads:
            parts = urlsplit(target)
            # 404.html stands for any page, so its links begin at the top.
            if parts.scheme or page.name == "404.html":
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert file.is_relative_to(site), f"{page.name}: {target}"
            assert (file / "index.html" if file.is_dir() else file).is_file(), f"{page}: {target}"
            if parts.fragment and file in pages:
                assert unquote(parts.fragment) in pages[file].places, f"{page.name}: {target}"
            followed += 1
    assert followed > 500


def test_no_page_and_no_style_names_another_host_to_load_from(
    site: Path, pages: dict[Path, _Html]
) -> None:
    styles = [style.read_text(encoding="utf-8") for style in site.rglob("*.css")]
    named = [url for style in styles for url in re.findall(r"url\([\"']?([^\"')]+)", style)]
    named += [url for style in styles for url in re.findall(r"@import\s*[\"']([^\"']+)", style)]
    loads = named + [target for html in pages.values() for target in html.loads]
    assert len(loads) > 50
    assert [url for url in loads if urlsplit(url).netloc] == []


@pytest.mark.chromium
async def test_a_browser_loads_nothing_from_another_host(
    site: Path, pages: dict[Path, _Html]
) -> None:
    app = Starlette(routes=[Mount("/", StaticFiles(directory=site))])
    async with listening(app) as origin, chromium() as browser, visiting(browser, origin) as visit:
        for page in pages:
            await visit.page.goto(f"{origin}/{page.relative_to(site).as_posix()}")
            await visit.page.wait_for_load_state("load")
        assert visit.strangers == []
        assert visit.complaints == []
