"""The board's page: what it carries, what it may do, and where its words come from."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest
from graphql import build_schema, parse, validate
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from gateway.carriers import carriers
from gateway.http.assets import STATIC_DIR, embed
from gateway.http.board import Board
from gateway.settings import Environment, Settings
from tests.needs import PROJECT_DIR

FOLDER = STATIC_DIR / "board"
MODULES = sorted(FOLDER.glob("*.js"))
HOSTILE = [{"title": "</script><script>alert(1)</script>", "kind": "seed"}]


class Page(HTMLParser):
    """Collects what a page loads, the data that it carries, and the texts that it has itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.texts: list[str] = []
        self.words: list[str] = []
        self.data = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.loaded += [values[name] for name in ("src", "href") if name in values]
        self.words += [values["data-words"]] if "data-words" in values else []
        assert "style" not in values
        assert not [name for name in values if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["script"]:
            self.data += data
        elif data.strip() and not {"title", "noscript"} & set(self._open[-2:]):
            self.texts.append(data.strip())


def _board(**facts: Any) -> Board:
    given: dict[str, Any] = {"max_batch_size": 100, "samples": None, "has_ide": True, **facts}
    return Board(**given)


def _client(**facts: Any) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=Starlette(routes=_board(**facts).routes()))
    return httpx2.AsyncClient(transport=transport, base_url="http://gateway")


async def _page(**facts: Any) -> Page:
    async with _client(**facts) as client:
        return Page((await client.get("/")).text)


async def test_the_page_carries_what_it_has_to_know() -> None:
    facts = json.loads((await _page(max_batch_size=7, samples=HOSTILE)).data)
    assert list(_board().documents) == [facts["documentId"]]
    assert (facts["maxBatchSize"], facts["hasIde"], facts["samples"]) == (7, True, HOSTILE)
    assert [each["code"] for each in facts["carriers"]] == [each.code for each in carriers()]
    usps = next(each for each in facts["carriers"] if each["code"] == "usps")
    assert "stamps_com" in usps["codes"]


@given(st.text())
def test_no_text_ends_the_script_that_it_is_embedded_in(text: str) -> None:
    embedded = embed([text])
    assert "<" not in embedded
    assert json.loads(embedded) == [text]


async def test_the_page_may_do_nothing_but_ask_this_gateway() -> None:
    async with _client() as client:
        headers = (await client.get("/")).headers
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "connect", "style", "img")} == {"'self'"}
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["referrer-policy"] == "no-referrer"


async def test_everything_that_the_page_loads_is_there_with_its_type() -> None:
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    loaded = {each for each in (await _page()).loaded if each.startswith("board/")}
    assert loaded >= {"board/board.css", "board/board.js", "board/icon.svg"}
    async with _client() as client:
        for path in loaded | {f"board/{module.name}" for module in MODULES}:
            answer = await client.get(f"/{path}")
            assert answer.status_code == 200, path
            kind = types[f".{path.rpartition('.')[2]}"]
            assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_modules_are_loaded_side_by_side_and_not_one_after_the_other() -> None:
    loaded = {each.removeprefix("board/") for each in (await _page()).loaded}
    # The map is for those who open one.
    assert {each.name for each in MODULES} - loaded == {"map.js", "land.js"}


@pytest.mark.parametrize("name", ["index.html", "board.graphql", "..%2fide/ide.js", "nothing.js"])
async def test_nothing_else_is_served(name: str) -> None:
    async with _client() as client:
        assert (await client.get(f"/board/{name}")).status_code == 404


async def test_addresses_are_relative_so_that_a_proxy_may_put_the_board_below_a_path() -> None:
    assert [each for each in (await _page()).loaded if re.match(r"/|\w+:", each)] == []


def test_what_the_board_asks_fits_the_schema() -> None:
    schema = build_schema((PROJECT_DIR / "schema.graphql").read_text())
    (document,) = _board().documents.values()
    assert validate(schema, parse(document)) == []


async def test_every_text_of_the_page_stands_in_one_file() -> None:
    page = await _page()
    assert page.texts == []
    section = (FOLDER / "words.js").read_text().partition("export const page = {")[2]
    there = set(re.findall(r"^  (\w+): ", section.partition("\n};")[0], re.MULTILINE))
    assert set(page.words) <= there


def test_nothing_becomes_markup() -> None:
    ways = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function")
    assert [each.name for each in MODULES if ways.search(each.read_text())] == []


def test_no_module_has_outgrown_itself() -> None:
    long = {each.name: len(each.read_text().splitlines()) for each in MODULES}
    assert {name: lines for name, lines in long.items() if lines > 280} == {}


@pytest.mark.parametrize(
    ("environment", "board", "serves"),
    [
        (Environment.DEVELOPMENT, None, True),
        (Environment.DEVELOPMENT, False, False),
        (Environment.PRODUCTION, None, False),
        (Environment.PRODUCTION, True, True),
    ],
)
def test_production_has_a_board_only_where_it_is_set(
    environment: Environment, board: bool | None, serves: bool
) -> None:
    settings = Settings(_env_file=None, environment=environment, authentication="none", board=board)
    assert settings.serves_board == serves
