"""Somebody pastes what they have: numbers, labels, a list, a table, or nonsense."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from gateway.sandbox import sample_parcels
from tests.browsing import Visit, visiting
from tests.integration.board.page import Open, card, cards, paste, refs, settled

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]

UPS = "1Z932R800390810600"
USPS = "9205590164917312751089"
FEDEX = "770488539204"

# Three carriers stand in for the hundred that the gateway knows.
READ = """async (text) => {
    const { parse } = await import("./board/references.js");
    const codes = { ups: "ups", fedex: "fedex", usps: "usps", "united parcel service": "ups" };
    return parse(text, (word) => codes[word.toLowerCase()]);
}"""

ROUND_TRIP = """async (refs) => {
    const { parse, write } = await import("./board/references.js");
    return parse(refs.map(write).join(","), (word) => word).refs;
}"""


def _number(number: str, carrier: str | None = None) -> dict[str, str]:
    ref = {"trackingNumber": number}
    return ref | {"carrier": carrier} if carrier else ref


TAKEN: dict[str, tuple[str, list[dict[str, str]]]] = {
    "commas": (f"{UPS},{USPS};{FEDEX}", [_number(UPS), _number(USPS), _number(FEDEX)]),
    "lines": (
        f"{UPS}\n\n{USPS}\r\n\t{FEDEX}|se-324658",
        [_number(UPS), _number(USPS), _number(FEDEX), {"labelId": "se-324658"}],
    ),
    "quotes": (f'"{UPS}" <{USPS}> ({FEDEX}).', [_number(UPS), _number(USPS), _number(FEDEX)]),
    "blanks": (f"{UPS} {USPS}", [_number(UPS), _number(USPS)]),
    "a number in groups": ("1Z 932R 8003 9081 0600", [_number(UPS)]),
    "numbers in groups": (
        "9205 5901 6491 7312 7510 89\n7704 8853 9204",
        [_number(USPS), _number(FEDEX)],
    ),
    "invisible marks": ("\u200b1z932r800390810600\ufeff", [_number(UPS)]),
    "a post office": ("RR 123 456 785 DE", [_number("RR123456785DE")]),
    "a label": ("SE-324658", [{"labelId": "se-324658"}]),
    "a carrier": (f"ups:{UPS}", [_number(UPS, "ups")]),
    "a carrier and a blank": (f"UPS: {UPS}", [_number(UPS, "ups")]),
    "a carrier before": (f"ups {UPS}", [_number(UPS, "ups")]),
    "a carrier after": (f"{UPS},ups", [_number(UPS, "ups")]),
    "a carrier by its name": (f"United Parcel Service, {UPS}", [_number(UPS, "ups")]),
    "carriers before": (
        f"ups {UPS} usps {USPS}",
        [_number(UPS, "ups"), _number(USPS, "usps")],
    ),
    "carriers after": (f"{UPS} ups {USPS} usps", [_number(UPS, "ups"), _number(USPS, "usps")]),
    "a carrier for all": (
        f"fedex: {FEDEX}, 770488539205",
        [_number(FEDEX, "fedex"), _number("770488539205", "fedex")],
    ),
    "a carrier behind all": (
        f"{FEDEX}, 770488539205 fedex",
        [_number(FEDEX, "fedex"), _number("770488539205", "fedex")],
    ),
    "a carrier between": (f"{UPS} usps {USPS}", [_number(UPS), _number(USPS, "usps")]),
    "a carrier for those that follow": (
        f"{UPS}, usps {USPS}, fedex {FEDEX}, 770488539205",
        [
            _number(UPS),
            _number(USPS, "usps"),
            _number(FEDEX, "fedex"),
            _number("770488539205", "fedex"),
        ],
    ),
    "a carrier for its line": (f"ups {UPS}\n{USPS}", [_number(UPS, "ups"), _number(USPS)]),
    "a carrier for its number": (f"ups:{UPS},{USPS}", [_number(UPS, "ups"), _number(USPS)]),
    "capitals alone": ("ups SANDBOXIT", [_number("SANDBOXIT", "ups")]),
    "label and number": (f"se-1+ups:{UPS}", [{"labelId": "se-1", **_number(UPS, "ups")}]),
    "a table": (
        f"date,carrier,tracking number\n2026-11-22,ups,{UPS}\n2026-11-23,usps,{USPS}",
        [_number(UPS, "ups"), _number(USPS, "usps")],
    ),
    "an address": (f"https://ups.example/track?tracknum={UPS}&loc=en_US", [_number(UPS)]),
    "a message": (f"Hello Bob, your order 5678 left today as {UPS}. Bye!", [_number(UPS)]),
    "nothing": ("", []),
    "words": ("hello world", []),
    "markup": ("<script>alert(1)</script>", []),
    "an attack": ("../../etc/passwd %00 \x00 ' OR 1=1 --", []),
    "an endless word": ("x" * 100_000, []),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser, sandbox_url: str) -> AsyncIterator[Visit]:
    """One page for all that only reads."""
    async with visiting(browser, sandbox_url) as visit:
        await visit.page.goto(f"{sandbox_url}/")
        yield visit


@pytest.mark.parametrize("name", TAKEN)
async def test_references_are_read_from_any_text(name: str, page: Visit) -> None:
    text, expected = TAKEN[name]
    read: Any = await page.page.evaluate(READ, text)
    assert read["refs"] == expected


async def test_what_stands_twice_is_taken_once(page: Visit) -> None:
    text = f"{UPS} {UPS.lower()} 1Z 932R 8003 9081 0600, se-1 SE-1"
    read: Any = await page.page.evaluate(READ, text)
    assert (len(read["refs"]), read["repeated"]) == (2, 3)


async def test_every_sample_is_read_from_a_link_as_it_was_written(page: Visit) -> None:
    names = ("labelId", "carrier", "trackingNumber")
    samples = [{name: each[name] for name in names if each[name]} for each in sample_parcels()]
    for sample in samples:
        if "labelId" in sample:
            sample["labelId"] = sample["labelId"].lower()
    assert await page.page.evaluate(ROUND_TRIP, samples) == samples


async def test_the_page_says_what_it_took_and_what_it_left_out(board: Open) -> None:
    async with board("se-324658") as visit:
        await paste(visit, "se-324658 se-both-today se-both-today <b>hello</b>")
        await expect(visit.page.locator("#taken")).to_have_text(
            "2 parcels taken. 1 stood there again. 1 is on the board already. "
            "Left out 3 pieces that are no number or label id: b, hello, b."
        )
        await paste(visit, f"se-1 {'x' * 1_000}")
        await expect(visit.page.locator("#taken")).to_contain_text(f"{'x' * 24}….")
        await paste(visit, "nothing here")
        await expect(visit.page.locator("#taken")).to_have_text(
            "There is no tracking number and no label id in this."
        )
        assert [len(each) for each in refs(visit)] == [1, 1, 1]


async def test_of_many_that_it_left_out_it_names_some(board: Open) -> None:
    async with board("se-324658") as visit:
        await paste(visit, "a, b, c, d, e, f, se-0")
        await expect(visit.page.locator("#taken")).to_have_text(
            "1 parcel taken. Left out 6 pieces that are no number or label id: a, b, c, d, e, …"
        )


async def test_ten_thousand_lines_wait_until_they_are_asked_for(board: Open) -> None:
    lines = [f"se-{number}" for number in range(9_990)]
    text = "\n".join([*lines, *lines[:5], *(f"junk {letter}" for letter in "abcde")])
    rights = ["clipboard-read", "clipboard-write"]
    async with board("se-324658", permissions=rights) as visit:
        await settled(visit)
        await visit.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        await visit.page.get_by_label("Tracking numbers or label ids").press("Control+V")
        await visit.page.get_by_role("button", name="Track").click()
        taken = visit.page.locator("#taken")
        await expect(taken).to_contain_text("9,990 parcels taken. 5 stood there again.")
        await expect(taken).to_contain_text("Left out 10 pieces")
        await expect(cards(visit)).to_have_count(101)
        assert [len(each) for each in refs(visit)] == [1, 100]
        await expect(
            visit.page.get_by_text("A request takes 100 parcels at the most")
        ).to_be_visible()
        await visit.page.get_by_role("button", name="Look up the next 100 of 9,890").click()
        await expect(cards(visit)).to_have_count(201)
        await expect(card(visit, "se-199")).to_contain_text("No provider knows this parcel")
        assert [len(each) for each in refs(visit)] == [1, 100, 100]
        await visit.page.get_by_role("button", name="Copy link").click()
        await expect(visit.page.get_by_text("too many parcels for a link")).to_be_visible()
        assert "#" not in visit.page.url


async def test_the_keyboard_sends_what_was_pasted(board: Open) -> None:
    async with board("se-324658") as visit:
        await visit.page.get_by_label("Tracking numbers or label ids").fill("se-both-today")
        await visit.page.keyboard.press("Control+Enter")
        await expect(cards(visit)).to_have_count(2)
