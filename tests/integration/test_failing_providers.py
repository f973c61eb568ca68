"""Whatever a provider does wrong, the answer is a 200 that says so, with the other's data whole."""

import asyncio

import pytest

from gateway.sandbox import (
    FAULTS,
    SHIPPO_API_TOKEN,
    SHIPSTATION_API_KEY,
    RunningSandbox,
    running_sandbox,
)
from tests.serving import BOTH, JSON, serving

QUERY = """query ($ref: ShipmentRef!) { shipments(refs: [$ref]) {
  shipment {
    trackingNumber isPartial events { description }
    sources {
      provider outcome fetchedAt
      tracking { status { code } events { description } }
      error { code message retryable retryAfterSeconds upstreamStatus upstreamCode }
    }
  }
  errors { code provider message }
} }"""

NAMES = {"shipstation": "ShipStation", "shippo": "Shippo"}
LIMITS = {
    # Short for a provider that hangs, and long for a healthy one on a busy machine.
    "connect_timeout_seconds": 1.0,
    "try_timeout_seconds": 1.5,
    "request_timeout_seconds": 3.0,
}
PATIENCE = 15.0
"""Seconds within which even a slow machine answers; what is tested is that nothing hangs."""

OK = "OK"
"""The fault spoils no more than leaves of the answer, or is made good by a second try."""

# What each fault is to callers; of several, the machine's pace decides.
EXPECTED: dict[str, set[str]] = {
    code: set(faults.split())
    for code, faults in {
        "TIMEOUT": "slow hang hang-body drip drip-head gzip-bomb timeout-408",
        "UNAVAILABLE": (
            "reset close reset-head error-500 empty-500 html-502 down html-504 status-599"
        ),
        "NOT_FOUND": "not-found",
        "PROVIDER_AUTH": "unauthorized forbidden",
        "RATE_LIMITED": "rate-limit limit-date limit-past limit-huge limit-odd",
        "BAD_RESPONSE": (
            "huge endless gzip-bomb reset-body close-body close-chunk length-long length-short "
            "length-odd chunk-odd many-headers long-header bad-header garbage bad-request conflict "
            "invalid-422 no-content redirect redirect-307 redirect-near redirect-loop html-200 "
            "text-200 empty array string number boolean null object deep big-number error-in-200 "
            "truncated trailing utf-16 gzip-broken gzip-cut wrong-parcel twice long-text "
            "many-events invalid-utf8"
        ),
        OK: (
            "odd-encoding flaky wrong-types nulls odd-codes odd-dates odd-text nan charset bom "
            "mislabelled long-text many-events invalid-utf8"
        ),
    }.items()
}

# From the faults' own bodies and addresses, and from what the gateway is made of.
NEVER_SHOWN = (
    "foreign.invalid",
    "Gateway</",
    "disconnect/reset",
    "Please sign in",
    "Traceback",
    "aiohttp",
    "asyncio",
    "Error(",
    "SSH-2.0",
    "localhost",
    "127.0.0.1",
    SHIPPO_API_TOKEN,
    SHIPSTATION_API_KEY,
)


def test_every_fault_of_the_sandbox_is_expected_here() -> None:
    assert set().union(*EXPECTED.values()) == set(FAULTS)


@pytest.mark.parametrize("failing", NAMES)
@pytest.mark.parametrize(
    "fault", [name for name in FAULTS if name not in {"wrong-parcel", "twice"}]
)
async def test_a_failing_provider_costs_its_own_part_and_nothing_else(
    fault: str, failing: str
) -> None:
    async with running_sandbox() as sandbox:
        sandbox.fail(failing, fault)
        answer, text = await _ask(sandbox, BOTH)
        shipment = answer["shipment"]
        assert shipment["trackingNumber"] == BOTH["trackingNumber"]
        sources = {source["provider"].lower(): source for source in shipment["sources"]}
        _check_whole(sources[_other(failing)])
        _check_failed(sources[failing], fault, failing)
        _check_nothing_leaked(text)
        assert not [path for _, _, path in sandbox.calls if "redirected" in path]


@pytest.mark.parametrize("fault", ["wrong-parcel", "twice"])
async def test_an_answer_about_another_number_is_a_bad_response(fault: str) -> None:
    async with running_sandbox() as sandbox:
        sandbox.fail("shippo", fault)
        answer, _ = await _ask(sandbox, BOTH)
        shipstation, shippo = answer["shipment"]["sources"]
        _check_whole(shipstation)
        assert (shippo["outcome"], shippo["error"]["code"]) == ("FAILED", "BAD_RESPONSE")


async def test_a_label_that_was_found_by_its_number_and_tells_another_is_a_bad_response() -> None:
    async with running_sandbox() as sandbox:
        sandbox.fail("shipstation", "wrong-parcel")
        ref = {name: BOTH[name] for name in ("carrier", "trackingNumber")}
        answer, _ = await _ask(sandbox, ref)
        shipstation, shippo = answer["shipment"]["sources"]
        assert (shipstation["outcome"], shipstation["error"]["code"]) == ("FAILED", "BAD_RESPONSE")
        _check_whole(shippo)


@pytest.mark.parametrize("fault", ["down", "hang", "unauthorized", "rate-limit", "html-200"])
async def test_two_failing_providers_are_two_errors_and_no_shipment(fault: str) -> None:
    async with running_sandbox() as sandbox:
        sandbox.fail("shipstation", fault)
        sandbox.fail("shippo", fault)
        answer, text = await _ask(sandbox, BOTH)
        assert answer["shipment"] is None
        assert [error["provider"] for error in answer["errors"]] == ["SHIPSTATION", "SHIPPO"]
        assert {error["code"] for error in answer["errors"]} <= _codes(fault)
        _check_nothing_leaked(text)


async def test_a_rate_limit_says_when_to_come_back() -> None:
    async with running_sandbox() as sandbox:
        sandbox.fail("shipstation", "rate-limit", seconds=7)
        answer, _ = await _ask(sandbox, BOTH)
        error = answer["shipment"]["sources"][0]["error"]
        assert (error["upstreamStatus"], error["retryAfterSeconds"]) == (429, 7)
        assert error["retryable"]


async def test_refused_credentials_are_not_worth_a_retry() -> None:
    async with running_sandbox() as sandbox:
        sandbox.fail("shipstation", "unauthorized")
        answer, _ = await _ask(sandbox, BOTH)
        error = answer["shipment"]["sources"][0]["error"]
        assert not error["retryable"]
        assert error["upstreamCode"] == "unauthorized"
        assert len(sandbox.calls_to("shipstation")) == 1


async def _ask(sandbox: RunningSandbox, ref: JSON) -> tuple[JSON, str]:
    async with serving(sandbox, **LIMITS) as gateway, asyncio.timeout(PATIENCE):
        response = await gateway.post({"query": QUERY, "variables": {"ref": ref}})
    assert response.status_code == 200
    body = response.json()
    assert "errors" not in body
    return body["data"]["shipments"][0], response.text


def _other(provider: str) -> str:
    return next(name for name in NAMES if name != provider)


def _codes(fault: str) -> set[str]:
    return {code for code, faults in EXPECTED.items() if fault in faults}


def _check_whole(source: JSON) -> None:
    assert (source["outcome"], source["error"]) == ("OK", None)
    assert source["tracking"]["status"]["code"] == "IN_TRANSIT"
    assert len(source["tracking"]["events"]) == 6


def _check_failed(source: JSON, fault: str, failing: str) -> None:
    error = source["error"]
    assert (error["code"] if error else OK) in _codes(fault)
    if error is None:
        assert source["outcome"] == "OK"
        return
    assert source["outcome"] == ("NOT_FOUND" if error["code"] == "NOT_FOUND" else "FAILED")
    assert source["tracking"] is None
    assert error["message"] in SENTENCES[failing]


def _check_nothing_leaked(text: str) -> None:
    assert [word for word in NEVER_SHOWN if word in text] == []


SENTENCES = {
    provider: {
        f"{name} {rest}"
        for rest in (
            "answered something that is not tracking data.",
            "can't be reached or has a fault.",
            "did not answer in time.",
            "does not know this shipment.",
            "refused the gateway's credentials.",
            "takes no more calls for now.",
        )
    }
    for provider, name in NAMES.items()
}
