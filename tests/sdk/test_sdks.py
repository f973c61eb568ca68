"""The official SDKs, which nobody here wrote, take the sandbox for the real thing."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from gateway.sandbox import running_sandbox
from gateway.sandbox.catalogue.seeds import SHIPPO_SAMPLE, SHIPSTATION_SAMPLE
from tests.environments import python_with

pytestmark = pytest.mark.sdk

SDK_DIR = Path(__file__).parent
SECONDS = 60


async def _answers(python: Path, script: str) -> Any:
    async with running_sandbox() as sandbox:
        process = await asyncio.create_subprocess_exec(
            str(python),
            "-I",
            str(SDK_DIR / script),
            sandbox.url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            output, complaint = await asyncio.wait_for(process.communicate(), SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode == 0, complaint.decode()
        return json.loads(output)


@pytest.fixture(scope="module")
def shippo() -> Any:
    """What Shippo's SDK made of the sandbox's answers."""
    return asyncio.run(_answers(python_with(SDK_DIR / "shippo.txt"), "shippo_check.py"))


@pytest.fixture(scope="module")
def shipengine() -> Any:
    """What ShipEngine's SDK made of the sandbox's answers."""
    return asyncio.run(_answers(python_with(SDK_DIR / "shipengine.txt"), "shipengine_check.py"))


def test_shippos_sdk_reads_the_documentations_sample(shippo: Any) -> None:
    assert shippo["seed"] == {
        "carrier": "usps",
        "tracking_number": SHIPPO_SAMPLE["tracking_number"],
        "status": "DELIVERED",
        "substatus": "information_received",
        "city": "Las Vegas",
        "history": ["DELIVERED"],
        "eta": "2023-11-07T05:31:56+00:00",
        "metadata": "Order 000123",
        "messages": ["<string>"],
    }


def test_shippos_sdk_reads_a_whole_history_earliest_first(shippo: Any) -> None:
    assert shippo["both"]["history"] == ["PRE_TRANSIT", *["TRANSIT"] * 5, "DELIVERED"]
    assert shippo["both"]["status"] == "DELIVERED"


def test_shippos_sdk_reads_a_substatus(shippo: Any) -> None:
    assert shippo["out"]["status"] == "TRANSIT"
    assert shippo["out"]["substatus"] == "out_for_delivery"


def test_shippos_sdk_registers_a_number_with_its_metadata(shippo: Any) -> None:
    assert shippo["posted"]["tracking_number"] == "1Z54F78A0339004129"
    assert shippo["posted"]["metadata"] == "Order 7"
    assert shippo["posted in test mode"]["metadata"] == "Shippo test tracking"


@pytest.mark.parametrize(
    ("status", "history"),
    [
        ("PRE_TRANSIT", ["PRE_TRANSIT"]),
        ("UNKNOWN", ["UNKNOWN"]),
        ("TRANSIT", ["UNKNOWN", "TRANSIT"]),
        ("FAILURE", ["UNKNOWN", "TRANSIT", "FAILURE"]),
        ("DELIVERED", ["UNKNOWN", "TRANSIT", "FAILURE", "DELIVERED"]),
        ("RETURNED", ["UNKNOWN", "TRANSIT", "FAILURE", "DELIVERED", "RETURNED"]),
    ],
)
def test_shippos_sdk_reads_every_test_number(shippo: Any, status: str, history: list[str]) -> None:
    assert shippo["six"][status]["status"] == status
    assert shippo["six"][status]["history"] == history
    assert shippo["six"][status]["metadata"] == "Shippo test tracking"


@pytest.mark.parametrize(
    ("call", "http", "detail"),
    [
        ("stranger", 401, "Token does not exist"),
        ("forbidden", 403, "You do not have permission to perform this action."),
        ("unknown number", 404, "Not found."),
        ("unknown carrier", 400, "Carrier with name 'stork' is not supported."),
        ("rate limit", 429, "Request was throttled."),
        (
            "real carrier in test mode",
            400,
            "usps is not a valid test tracking carrier. Please use 'shippo'",
        ),
        (
            "no test number",
            400,
            "NOTHING is not a valid test tracking number. Please use the sample tracking numbers "
            "provided in the Shippo API docs: 'https://goshippo.com/docs/tracking'",
        ),
    ],
)
def test_shippos_sdk_raises_every_refusal(shippo: Any, call: str, http: int, detail: str) -> None:
    assert shippo[call] == {"error": "SDKError", "http": http, "detail": detail}


def test_shipengines_sdk_reads_the_documentations_sample(shipengine: Any) -> None:
    assert shipengine["seed"] == SHIPSTATION_SAMPLE


def test_shipengines_sdk_reads_a_whole_history_newest_first(shipengine: Any) -> None:
    times = [event["occurred_at"] for event in shipengine["both"]["events"]]
    assert len(times) == 4
    assert times == sorted(times, reverse=True)


def test_shipengines_sdk_finds_the_label_of_a_number(shipengine: Any) -> None:
    found = shipengine["labels of the seed"]
    assert [label["label_id"] for label in found["labels"]] == ["se-324658"]
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    assert shipengine["labels of none"]["labels"] == []


def test_shipengines_sdk_gets_the_first_page_of_many_labels(shipengine: Any) -> None:
    found = shipengine["labels of many"]
    assert len(found["labels"]) == 25
    assert (found["total"], found["pages"]) == (31, 2)
    assert "page=2" in found["links"]["next"]["href"]


def test_shipengines_sdk_tracks_by_carrier_and_number(shipengine: Any) -> None:
    assert shipengine["by number"]["status_code"] == "IT"
    assert shipengine["by number"]["carrier_code"] == "usps"


def test_shipengines_sdk_lists_the_carrier_accounts(shipengine: Any) -> None:
    codes = [carrier["carrier_code"] for carrier in shipengine["carriers"]["carriers"]]
    assert codes == ["stamps_com", "ups", "fedex"]


@pytest.mark.parametrize(
    ("call", "error_code"),
    [("unknown label", "not_found"), ("malformed label", "invalid_identifier")],
)
def test_shipengines_sdk_raises_refusals(shipengine: Any, call: str, error_code: str) -> None:
    assert shipengine[call]["error"] == "ShipEngineError"
    assert shipengine[call]["error_code"] == error_code


def test_shipengines_sdk_gives_up_at_the_rate_limit(shipengine: Any) -> None:
    """Its retries swallow the 429 and tell of an unknown error."""
    assert shipengine["rate limit"]["error"] == "ShipEngineError"
    assert shipengine["rate limit"]["error_type"] == "system"


def test_shipengines_sdk_takes_a_401_for_an_answer(shipengine: Any) -> None:
    """It looks at 400, 404, 429 and 500 alone."""
    (error,) = shipengine["stranger"]["errors"]
    assert error["error_code"] == "unauthorized"
    assert error["error_source"] == "shipengine"
