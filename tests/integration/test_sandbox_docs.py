"""`docs/sandbox.md` tells the truth: each name in it answers as it says."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.sandbox import FAULTS, SHIPPO_API_TOKEN, SHIPSTATION_API_KEY
from tests.integration.sandbox_calls import SHIPPO, SHIPSTATION, Caller, calling
from tests.needs import PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "sandbox.md"


def rows(path: Path, *heads: str) -> list[list[str]]:
    """Give the cells of all tables with these heads, without their backquotes."""
    tables = re.findall(r"^\|.*\n\|[ -|]+\n(?:\|.*\n)+", path.read_text(), re.MULTILINE)
    cells = [
        [[cell.strip(" `") for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
        for table in tables
    ]
    return [row for table in cells if table[0] == list(heads) for row in table[2:]]


PARCELS = rows(PAGE, "Label", "Carrier", "Number", "ShipStation", "Shippo", "What it shows")
DETAILS = rows(PAGE, "Detail code", "Status", "Label")
SWITCHES = rows(PAGE, "Fault", "What happens", "Seconds")


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


async def told_by_label(call: Caller, label_id: str) -> Any:
    return (await call.get(f"/v2/labels/{label_id}/track", SHIPSTATION)).json


async def test_every_documented_label_has_its_number_and_status(call: Caller) -> None:
    documented = [row for row in PARCELS if row[0]]
    assert len(documented) > 30
    for label, _, number, status, *_ in documented:
        told = await told_by_label(call, label)
        assert (told["tracking_number"], told["status_code"]) == (number, status), label


async def test_every_documented_label_is_found_by_its_number(call: Caller) -> None:
    for label, carrier, number, *_ in PARCELS:
        if label:
            path = f"/v2/labels?tracking_number={number}&page_size=100"
            found = (await call.get(path, SHIPSTATION)).json["labels"]
            codes = {one["label_id"]: one["carrier_code"] for one in found}
            spelt = {"usps": "stamps_com"}.get(carrier, carrier)
            assert codes[label].removesuffix("_walleted") == spelt, label


async def test_every_documented_number_has_its_status_at_shippo(call: Caller) -> None:
    documented = [row for row in PARCELS if row[4]]
    assert len(documented) > 45
    for _, carrier, number, _, status, _ in documented:
        told = (await call.get(f"/tracks/{carrier}/{number}", SHIPPO)).json["tracking_status"]
        assert (told["status"] if told else "no status") == status, number


async def test_what_is_not_documented_for_a_provider_is_not_there(call: Caller) -> None:
    for label, carrier, number, shipstation, shippo, _ in PARCELS:
        assert bool(label) is bool(shipstation)
        if not shippo:
            assert (await call.get(f"/tracks/{carrier}/{number}", SHIPPO)).status == 404, number
        if not label:
            path = f"/v2/labels?tracking_number={number}"
            assert (await call.get(path, SHIPSTATION)).json["total"] == 0, number


async def test_every_documented_detail_code_is_told_under_its_label(call: Caller) -> None:
    assert len(DETAILS) == 92
    for code, status, label in DETAILS:
        told = await told_by_label(call, label)
        assert (told["status_detail_code"], told["status_code"]) == (code, status)


async def test_nothing_of_the_catalogue_is_left_out(call: Caller) -> None:
    parcels = (await call.ask("GET", "/sandbox/catalogue")).json
    titles = {row[5] for row in PARCELS}
    kinds = {"fault", "detail"}
    assert {one["title"] for one in parcels if one["kind"] not in kinds} == titles


def test_every_fault_is_documented_in_its_own_words() -> None:
    assert {name: what for name, what, _ in SWITCHES} == {
        name: fault.what for name, fault in FAULTS.items()
    }
    assert {name: float(seconds or 0) for name, _, seconds in SWITCHES} == {
        name: fault.seconds for name, fault in FAULTS.items()
    }


@pytest.mark.parametrize(("name", "group"), [("down", "fault"), ("html-502", "faultsp")])
async def test_a_fault_strikes_by_the_rule(call: Caller, name: str, group: str) -> None:
    number = f"{group}{name}".replace("-", "").upper()
    struck = await call.get(f"/tracks/ups/{number}", SHIPPO)
    label = await call.get(f"/v2/labels/se-{group}-{name}/track", SHIPSTATION)
    assert struck.status in (502, 503)
    assert label.status == (503 if group == "fault" else 200)


async def test_every_documented_path_is_there(call: Caller) -> None:
    documented = rows(PAGE, "Provider", "Path", "What it is")
    paths = {
        (method, path)
        for _, cell, _ in documented
        for method, path in re.findall(r"(GET|POST|DELETE) ([^`,]+)", cell)
        if "…" not in path
    }
    assert len(paths) == 14
    for method, path in sorted(paths):
        filled = path.format(label_id="se-324658", carrier="shippo", number="SHIPPO_TRANSIT")
        answer = await call.ask(method, filled, headers=SHIPSTATION | SHIPPO)
        assert answer.status not in (404, 405), path


def test_the_documented_credentials_are_those_of_sandbox_mode() -> None:
    text = PAGE.read_text()
    assert f"`{SHIPSTATION_API_KEY}`" in text
    assert f"`{SHIPPO_API_TOKEN}`" in text
