"""The switches: their names, and what they make of a healthy body."""

import json
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from gateway.sandbox.faults.scene import Scene
from gateway.sandbox.faults.table import FAULTS, named
from gateway.sandbox.state import Sandbox

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HEALTHY = {"tracking_number": "1Z1", "carrier_id": 3, "test": False, "events": [{"signer": None}]}


async def at_once(_seconds: float) -> None:
    """Wait for nothing."""


def scene(provider: str = "shipstation", nth: int = 1) -> Scene:
    return Scene(
        provider=provider,
        request=make_mocked_request("GET", "/v2/labels/se-1/track"),
        healthy=web.json_response(HEALTHY),
        seconds=5,
        nth=nth,
        now=lambda: NOON,
        sleep=at_once,
    )


async def spoilt(name: str, *, nth: int = 1) -> web.Response:
    response = await FAULTS[name].act(scene(nth=nth))
    assert isinstance(response, web.Response)
    return response


def body(response: web.Response) -> bytes:
    assert isinstance(response.body, bytes | bytearray)
    return bytes(response.body)


def test_there_are_at_least_50_faults() -> None:
    assert len(FAULTS) == 78
    assert all(fault.what and name == fault.name for name, fault in FAULTS.items())


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_asked_for_by_label_and_by_number(name: str) -> None:
    number = name.replace("-", "").upper()
    for provider in ("shipstation", "shippo"):
        assert named(f"se-fault-{name}", provider) is FAULTS[name]
        assert named(f"FAULT{number}", provider) is FAULTS[name]
    assert named(f"FAULTSS{number}", "shipstation") is FAULTS[name]
    assert named(f"FAULTSS{number}", "shippo") is None
    assert named(f"FAULTSP{number}", "shippo") is FAULTS[name]
    assert named(f"se-faultsp-{name}", "shipstation") is None


@pytest.mark.parametrize("identifier", ["", "se-324658", "FAULT", "se-fault-", "se-fault-nothing"])
def test_other_names_ask_for_no_fault(identifier: str) -> None:
    assert named(identifier, "shippo") is None


async def test_every_leaf_has_another_type() -> None:
    assert json.loads(body(await spoilt("wrong-types"))) == {
        "tracking_number": 3,
        "carrier_id": [3],
        "test": "False",
        "events": [{"signer": "None"}],
    }


async def test_every_leaf_is_null() -> None:
    assert json.loads(body(await spoilt("nulls"))) == {
        "tracking_number": None,
        "carrier_id": None,
        "test": None,
        "events": [{"signer": None}],
    }


@pytest.mark.parametrize("name", ["truncated", "trailing", "utf-16", "invalid-utf8", "bom"])
async def test_the_body_is_no_longer_json_in_utf_8(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        json.loads(body(await spoilt(name)).decode())


async def test_the_number_stands_there_twice() -> None:
    pairs = json.loads(body(await spoilt("twice")), object_pairs_hook=list)
    assert [name for name, _ in pairs].count("tracking_number") == 2


async def test_20000_events_are_20000_events() -> None:
    assert len(json.loads(body(await spoilt("many-events")))["events"]) == 20_000


async def test_odd_texts_hold_half_a_surrogate() -> None:
    page = scene()
    told = web.json_response({"description": "Arrived"})
    odd = await FAULTS["odd-text"].act(
        Scene(page.provider, page.request, told, 0, 1, page.now, at_once)
    )
    assert isinstance(odd, web.Response)
    assert b"\\ud800" in body(odd)
    with pytest.raises(UnicodeEncodeError):
        json.loads(body(odd))["description"].encode()


async def test_the_retry_after_of_a_date_is_in_seconds_from_now() -> None:
    response = await spoilt("limit-date")
    assert (response.status, response.headers["Retry-After"]) == (
        429,
        "Tue, 10 Mar 2026 12:00:05 GMT",
    )


async def test_every_other_call_fails() -> None:
    statuses = [(await spoilt("flaky", nth=nth)).status for nth in (1, 2, 3, 4)]
    assert statuses == [503, 200, 503, 200]


async def test_waiting_takes_the_time_it_is_given() -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    one = scene()
    slow = Scene(one.provider, one.request, one.healthy, 7, 1, one.now, note)
    assert await FAULTS["slow"].act(slow) is one.healthy
    assert waited == [7]


@pytest.mark.parametrize("name", ["wrong-types", "nulls", "odd-codes", "many-events", "nan"])
async def test_a_refusal_can_be_spoilt_as_well(name: str) -> None:
    page = scene()
    html = Scene(page.provider, page.request, web.Response(text="<p>"), 0, 1, page.now, at_once)
    assert (await FAULTS[name].act(html)).status == 200


@pytest.mark.parametrize(
    ("provider", "fault", "seconds"),
    [
        ("fedex", "down", None),
        ("shippo", "thirst", None),
        ("shippo", "slow", -1.0),
        ("shippo", "slow", float("nan")),
        ("shippo", "slow", 1e9),
    ],
)
def test_a_switch_that_is_not_there_is_refused(
    provider: str, fault: str, seconds: float | None
) -> None:
    sandbox = Sandbox(lambda: NOON, at_once, 0, {})
    with pytest.raises(ValueError, match="must"):
        sandbox.fail(provider, fault, seconds)
    assert sandbox.faults == {}


def test_a_provider_fails_until_it_is_healed() -> None:
    sandbox = Sandbox(lambda: NOON, at_once, 0, {})
    sandbox.fail("shippo", "slow", 9)
    struck = sandbox.fault_of("shippo", ["1Z1"])
    assert struck is not None
    assert (struck.name, struck.seconds) == ("slow", 9)
    assert sandbox.fault_of("shipstation", ["1Z1"]) is None
    sandbox.heal("shippo")
    assert sandbox.fault_of("shippo", ["1Z1"]) is None
