"""The sandbox breaks as it is told, and mends."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest

from gateway.sandbox import FAULTS
from gateway.sandbox.faults.lines import HUGE
from tests.integration.sandbox_calls import SHIPPO, SHIPSTATION, Answer, Caller, calling

#: What a client gets that waits long enough and reads everything; 200 where nothing is said.
STATUSES = {
    "bad-request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not-found": 404,
    "timeout-408": 408,
    "conflict": 409,
    "invalid-422": 422,
    "rate-limit": 429,
    "limit-date": 429,
    "limit-past": 429,
    "limit-huge": 429,
    "limit-odd": 429,
    "error-500": 500,
    "empty-500": 500,
    "html-502": 502,
    "down": 503,
    "flaky": 503,
    "html-504": 504,
    "status-599": 599,
    "no-content": 204,
    "redirect": 302,
    "redirect-307": 307,
    "redirect-near": 302,
    "redirect-loop": 302,
}
#: The connection, the framing or the decoding fails.
BROKEN = {
    "hang",
    "hang-body",
    "drip-head",
    "reset",
    "close",
    "reset-head",
    "reset-body",
    "close-body",
    "close-chunk",
    "length-long",
    "length-short",
    "length-odd",
    "chunk-odd",
    "many-headers",
    "long-header",
    "bad-header",
    "garbage",
    "gzip-broken",
}
#: Too much to read in full.
FLOODS = {"huge", "endless", "gzip-bomb"}
#: JSON that is broken, or bytes that a client may not take for JSON.
NO_JSON = {"truncated", "trailing", "invalid-utf8", "utf-16", "charset", "bom"}
PROVIDERS = ("shipstation", "shippo")


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


async def ask(call: Caller, provider: str, fault: str) -> Answer:
    """Ask for the parcel that a fault is named after; nothing is parsed."""
    number = fault.replace("-", "").upper()
    paths = {
        "shipstation": (f"/v2/labels/se-fault-{fault}/track", SHIPSTATION),
        "shippo": (f"/tracks/ups/FAULT{number}", SHIPPO),
    }
    path, headers = paths[provider]
    url = call.box.url + path
    async with call.session.get(url, headers=headers, allow_redirects=False) as response:
        return Answer(response.status, response.headers, await response.read(), None)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in BROKEN | FLOODS])
async def test_a_fault_of_the_answer_arrives(call: Caller, provider: str, fault: str) -> None:
    assert (await ask(call, provider, fault)).status == STATUSES.get(fault, 200)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", sorted(BROKEN))
async def test_a_fault_of_the_line_breaks_the_call(call: Caller, provider: str, fault: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        await ask(call, provider, fault)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", sorted(FLOODS))
async def test_a_flood_pours_and_ends_with_its_reader(
    call: Caller, provider: str, fault: str
) -> None:
    call.box.fail(provider, fault)
    path, headers = {
        "shipstation": ("/v2/labels/se-324658/track", SHIPSTATION),
        "shippo": ("/tracks/usps/9205590164917312751089", SHIPPO),
    }[provider]
    read = 0
    async with call.session.get(call.box.url + path, headers=headers) as response:
        async for chunk in response.content.iter_any():
            read += len(chunk)
            if read > 3_000_000:
                break
    call.box.heal()
    assert HUGE > read > 3_000_000
    assert (await call.get(path, headers)).status == 200


async def test_nothing_that_breaks_on_purpose_is_logged_as_an_accident(
    call: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for fault in FAULTS.keys() - FLOODS:
        for provider in PROVIDERS:
            try:
                await ask(call, provider, fault)
            except aiohttp.ClientError:
                continue
    assert caplog.records == []


@pytest.mark.parametrize("fault", sorted(NO_JSON))
async def test_what_is_no_json_can_not_be_read_as_json(call: Caller, fault: str) -> None:
    answer = await ask(call, "shipstation", fault)
    charset = answer.headers["Content-Type"].partition("charset=")[2]
    with pytest.raises((ValueError, LookupError)):
        json.loads(answer.body.decode(charset or "utf-8"))


async def test_a_number_fails_at_both_providers_or_at_one(call: Caller) -> None:
    number = "/v2/labels?tracking_number="
    assert (await call.get(f"{number}FAULTDOWN", SHIPSTATION)).status == 503
    assert (await call.get(f"{number}FAULTSSDOWN", SHIPSTATION)).status == 503
    assert (await call.get(f"{number}FAULTSPDOWN", SHIPSTATION)).json["total"] == 1
    assert (await call.get("/tracks/ups/FAULTDOWN", SHIPPO)).status == 503
    assert (await call.get("/tracks/ups/FAULTSPDOWN", SHIPPO)).status == 503
    healthy = await call.get("/tracks/ups/FAULTSSDOWN", SHIPPO)
    assert healthy.json["tracking_status"]["status"] == "TRANSIT"


async def test_a_label_of_a_parcel_that_fails_at_shippo_tells_its_number(call: Caller) -> None:
    answer = await call.get("/v2/labels/se-faultsp-down/track", SHIPSTATION)
    assert (answer.status, answer.json["tracking_number"]) == (200, "FAULTSPDOWN")


async def test_who_may_not_ask_meets_no_named_fault(call: Caller) -> None:
    assert (await call.get("/tracks/ups/FAULTDOWN", {})).status == 401


async def test_a_whole_provider_fails_until_it_is_healed(call: Caller) -> None:
    switched = await call.ask(
        "POST", "/sandbox/faults", json={"provider": "shippo", "fault": "rate-limit", "seconds": 9}
    )
    assert switched.json["active"] == [
        {"provider": "shippo", "fault": "rate-limit", "seconds": 9.0}
    ]
    for path in ("/tracks/usps/9205590164917312751089", "/tracks/nobody/1", "/nowhere"):
        assert (await call.get(path, SHIPPO)).status == 429
    assert (await call.get("/v2/labels/se-324658/track", SHIPSTATION)).status == 200
    assert (await call.ask("DELETE", "/sandbox/faults")).status == 204
    assert (await call.get("/tracks/usps/9205590164917312751089", SHIPPO)).status == 200


async def test_one_of_two_failing_providers_is_healed_alone(call: Caller) -> None:
    for provider in PROVIDERS:
        call.box.fail(provider, "down")
    await call.ask("DELETE", "/sandbox/faults?provider=shippo")
    assert (await call.get("/tracks/shippo/SHIPPO_TRANSIT", SHIPPO)).status == 200
    assert (await call.get("/v2/labels/se-324658/track", SHIPSTATION)).status == 503


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"{}",
        b'{"provider": "shippo"}',
        b'{"provider": "shippo", "fault": "thirst"}',
        b'{"provider": "fedex", "fault": "down"}',
        b'{"provider": "shippo", "fault": "slow", "seconds": "long"}',
        b'{"provider": "shippo", "fault": "slow", "seconds": -1}',
        b'{"provider": ["shippo"], "fault": {}}',
    ],
)
async def test_a_switch_that_is_not_there_is_refused(call: Caller, sent: bytes) -> None:
    answer = await call.ask("POST", "/sandbox/faults", data=sent)
    assert answer.status == 400
    assert answer.json["error"]
    assert (await call.ask("GET", "/sandbox/faults")).json["active"] == []


async def test_every_other_call_of_a_flaky_parcel_is_answered(call: Caller) -> None:
    answers = [await call.get("/tracks/ups/FAULTFLAKY", SHIPPO) for _ in range(4)]
    assert [answer.status for answer in answers] == [503, 200, 503, 200]


async def test_a_redirect_that_is_followed_shows_among_the_calls(call: Caller) -> None:
    url = f"{call.box.url}/tracks/ups/FAULTREDIRECTNEAR"
    async with call.session.get(url, headers=SHIPPO) as response:
        assert response.url.host == "localhost"
    assert call.box.calls_to("shippo") == ["/tracks/ups/FAULTREDIRECTNEAR", "/redirected"]


async def test_a_client_that_leaves_ends_the_waiting() -> None:
    arrived, left = asyncio.Event(), asyncio.Event()

    async def forever(_seconds: float) -> None:
        arrived.set()
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    async with calling(sleep=forever) as call:
        request = asyncio.create_task(call.get("/tracks/ups/FAULTHANG", SHIPPO))
        await asyncio.wait_for(arrived.wait(), 10)
        request.cancel()
        await asyncio.wait_for(left.wait(), 10)


async def test_latency_is_waited_for_before_every_call_of_a_provider() -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    async with calling(sleep=note, latency=0.25) as call:
        await call.get("/v2/labels/se-324658/track", SHIPSTATION)
        await call.get("/tracks/nobody/1", {})
        await call.ask("GET", "/sandbox/calls")
    assert waited == [0.25, 0.25]
