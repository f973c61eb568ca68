"""Every fault of the sandbox, and what becomes of a call that meets it."""

import gc
import json
import logging
from collections.abc import AsyncIterator

import pytest

import gateway.upstream.upstream
from gateway.errors import (
    BadResponse,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)
from gateway.sandbox import RunningSandbox, running_sandbox
from gateway.sandbox.faults.table import FAULTS
from gateway.upstream import Limits
from tests.integration.upstreams import asked, is_clean, upstream_to

QUICK = Limits(total=0.3)

CONDITIONS: dict[type[ProviderError], list[str]] = {
    Timeout: ["slow", "hang", "hang-body", "drip", "drip-head", "timeout-408"],
    Unavailable: [
        *("reset", "close", "reset-head", "error-500", "empty-500", "html-502", "down"),
        *("html-504", "status-599"),
    ],
    BadResponse: [
        *("huge", "endless", "gzip-bomb", "reset-body", "close-body", "close-chunk"),
        *("length-long", "length-short", "length-odd", "chunk-odd", "many-headers"),
        *("long-header", "bad-header", "garbage", "bad-request", "conflict", "invalid-422"),
        *("no-content", "redirect", "redirect-307", "redirect-near", "redirect-loop"),
        *("many-events", "gzip-broken", "gzip-cut"),
    ],
    ProviderAuth: ["unauthorized", "forbidden"],
    NotFound: ["not-found"],
    RateLimited: ["rate-limit", "limit-date", "limit-past", "limit-huge", "limit-odd"],
}
FAILS = {fault: condition for condition, faults in CONDITIONS.items() for fault in faults}
TRIED_TWICE = {fault for kind in (Timeout, Unavailable) for fault in CONDITIONS[kind]} | {"flaky"}


@pytest.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    """A sandbox in which nothing is broken yet."""
    async with running_sandbox() as box:
        yield box


def test_the_table_is_about_faults_that_there_are() -> None:
    assert set(FAILS) <= set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_its_condition_or_an_answer(
    fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    limits = Limits() if fault == "gzip-bomb" else QUICK
    async with running_sandbox() as box, upstream_to(box.url, limits=limits) as upstream:
        box.fail("shippo", fault)
        answer = await asked(upstream, within=4)
        calls = len(box.calls_to("shippo"))
        if fault in FAILS:
            assert type(answer) is FAILS[fault]
            assert is_clean(answer)
        else:
            # What is wrong with these shows only to who reads the body.
            assert isinstance(answer, bytes)
        assert calls == len(box.calls) == (2 if fault in TRIED_TWICE else 1)
    gc.collect()
    # Refused credentials open the circuit at once, and an operator has to know of it.
    told = [gateway.upstream.upstream.__name__] if FAILS.get(fault) is ProviderAuth else []
    assert [r.name for r in caplog.records if r.levelno >= logging.WARNING] == told


async def test_the_wait_of_a_429_is_told(sandbox: RunningSandbox) -> None:
    waits = {"limit-date": 4, "limit-past": 5, "limit-huge": 5, "limit-odd": 5, "rate-limit": 5}
    for fault, wait in waits.items():
        async with upstream_to(sandbox.url) as upstream:
            sandbox.reset()
            sandbox.fail("shippo", fault)
            for _ in range(3):
                error = await asked(upstream, within=2)
                assert isinstance(error, RateLimited)
                assert error.retry_after == pytest.approx(wait, abs=1)
            assert len(sandbox.calls) == 1
            assert (await upstream.health()).quota.wait == pytest.approx(wait, abs=1)


async def test_no_redirect_is_followed(sandbox: RunningSandbox) -> None:
    async with upstream_to(sandbox.url) as upstream:
        for fault in ("redirect", "redirect-307", "redirect-near", "redirect-loop"):
            sandbox.reset()
            sandbox.fail("shippo", fault)
            assert isinstance(await asked(upstream), BadResponse)
            assert len(sandbox.calls) == 1


async def test_a_good_answer_comes_whole(sandbox: RunningSandbox) -> None:
    async with upstream_to(sandbox.url) as upstream:
        answer = await asked(upstream, within=4)
    assert isinstance(answer, bytes)
    assert json.loads(answer)["tracking_number"] == "9205590164917312751089"
