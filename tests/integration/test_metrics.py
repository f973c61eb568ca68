"""`/metrics` says what has happened, and how things are."""

import asyncio

from gateway.schema.programs import MAX_VALUES
from tests.scrape import scrape
from tests.serving import BOTH, NUMBER, Served, serving

QUERY = "query ($refs: [ShipmentRef!]!, $age: Int) {\
  shipments(refs: $refs, maxAgeSeconds: $age) { shipment { id sources { outcome } } } }"
USPS = {"carrier": "usps", "trackingNumber": NUMBER}
LOOKUPS = "gateway_cache_lookups_total"
CALLS = "gateway_upstream_calls_total"


def _faulty(fault: str) -> dict[str, str]:
    """Return a reference of a parcel for which Shippo fails in this way."""
    return {"carrier": "ups", "trackingNumber": f"FAULTSP{fault.upper()}"}


async def _ask(gateway: Served, *refs: dict[str, str], **variables: object) -> None:
    await gateway.execute(QUERY, refs=list(refs), **variables)


async def test_where_answers_come_from_is_counted() -> None:
    async with serving() as gateway:
        await _ask(gateway, USPS)
        counts = await scrape(gateway)
        assert counts(LOOKUPS, provider="SHIPPO", result="miss") == 1
        assert counts(LOOKUPS, provider="SHIPPO", result="hit") == 0
        await _ask(gateway, USPS, BOTH)
        counts = await scrape(gateway)
        assert counts(LOOKUPS, provider="SHIPPO", result="miss") == 2
        assert counts(LOOKUPS, provider="SHIPPO", result="hit") == 1
        assert counts("gateway_cache_entries") > 0


async def test_callers_who_want_the_same_at_the_same_time_are_counted_as_such() -> None:
    async with serving(request_timeout_seconds=3) as gateway:
        slow = {"labelId": "se-faultsp-slow", **_faulty("slow")}
        await asyncio.gather(*(_ask(gateway, slow, _faulty(f"x{n}")) for n in range(3)))
        counts = await scrape(gateway)
        assert counts(LOOKUPS, provider="SHIPPO", result="miss") == 1 + 3
        assert counts(LOOKUPS, provider="SHIPPO", result="coalesced") == 2


async def test_what_came_of_asking_is_counted_for_each_provider() -> None:
    async with serving() as gateway:
        await _ask(gateway, BOTH, USPS, {"labelId": "se-0"})
        counts = await scrape(gateway)
        sources = "gateway_sources_total"
        assert counts(sources, provider="SHIPPO", outcome="OK") == 2
        assert counts(sources, provider="SHIPSTATION", outcome="OK") == 1
        assert counts(sources, provider="SHIPSTATION", outcome="NOT_FOUND") == 2
        assert counts(sources, provider="SHIPPO", outcome="SKIPPED") == 1
        assert counts(sources) == 6


async def test_calls_are_counted_by_what_became_of_them() -> None:
    async with serving() as gateway:
        await _ask(gateway, USPS)
        await _ask(gateway, _faulty("down"))
        await _ask(gateway, _faulty("html-200"))
        counts = await scrape(gateway)
        assert counts(CALLS, provider="SHIPPO", outcome="OK") == 2
        assert counts(CALLS, provider="SHIPPO", outcome="UNAVAILABLE") == 2
        assert counts("gateway_upstream_retries_total", provider="SHIPPO") == 1
        assert counts("gateway_upstream_unusable_answers_total", provider="SHIPPO") == 1
        seconds = "gateway_upstream_call_duration_seconds"
        assert counts(f"{seconds}_count", provider="SHIPPO") == 4
        assert counts(f"{seconds}_sum", provider="SHIPPO") > 0
        assert counts(CALLS) == len(gateway.calls())


async def test_the_state_of_circuit_and_budget_is_told() -> None:
    async with serving(shippo_calls_per_minute=50) as gateway:
        state, left = "gateway_upstream_circuit_state", "gateway_upstream_budget_remaining"
        counts = await scrape(gateway)
        assert counts(state, provider="SHIPPO", state="closed") == 1
        assert counts("gateway_upstream_budget_limit", provider="SHIPPO") == 50
        assert counts(left, provider="SHIPPO") == 50
        # Refused credentials open a circuit at once.
        await _ask(gateway, _faulty("unauthorized"))
        counts = await scrape(gateway)
        assert counts(state, provider="SHIPPO", state="open") == 1
        assert counts(state, provider="SHIPPO", state="closed") == 0
        assert counts(left, provider="SHIPPO") == 49
        await _ask(gateway, USPS)
        counts = await scrape(gateway)
        refusals = "gateway_upstream_refusals_total"
        assert counts(refusals, provider="SHIPPO", reason="circuit") == 1
        assert counts(CALLS, provider="SHIPPO") == 1


async def test_a_quota_that_is_exhausted_is_told() -> None:
    async with serving(request_timeout_seconds=3, shippo_calls_per_minute=1) as gateway:
        await _ask(gateway, USPS)
        await _ask(gateway, {"carrier": "shippo", "trackingNumber": "SHIPPO_TRANSIT"})
        counts = await scrape(gateway)
        refusals = "gateway_upstream_refusals_total"
        assert counts(refusals, provider="SHIPPO", reason="budget") == 1
        assert counts("gateway_upstream_budget_remaining", provider="SHIPPO") == 0
        assert counts("gateway_upstream_budget_wait_seconds", provider="SHIPPO") > 30


async def test_a_provider_that_wants_a_pause_is_told_of() -> None:
    async with serving(request_timeout_seconds=3) as gateway:
        await _ask(gateway, _faulty("rate-limit"))
        counts = await scrape(gateway)
        assert counts("gateway_upstream_pauses_total", provider="SHIPPO") >= 1
        assert counts("gateway_upstream_budget_wait_seconds", provider="SHIPPO") > 0


async def test_what_compiled_programs_write_and_leave_is_counted() -> None:
    async with serving(max_variable_characters=2 * MAX_VALUES) as gateway:
        await _ask(gateway, USPS)
        await gateway.data(
            "query Late($ref: ShipmentRef!, $after: String) { shipment(ref: $ref) {"
            " id eventsConnection(after: $after) @skip(if: true) { totalCount } } }",
            ref=USPS,
            after="x" * MAX_VALUES,
        )
        counts = await scrape(gateway)
        assert counts("gateway_operations_total", by="call") >= 1
        assert counts("gateway_operations_total", by="executor") >= 1
        assert counts("gateway_selections_total", by="program") >= 1
        assert counts("gateway_selections_total", by="executor") >= 1
        assert counts("gateway_selections_compiled_total", result="compiled") >= 1
        assert counts("gateway_objects_given_up_total") == 0


async def test_a_provider_without_credentials_has_no_state() -> None:
    async with serving(shippo_api_token=None) as gateway:
        counts = await scrape(gateway)
        assert counts("gateway_upstream_budget_limit", provider="SHIPPO") == 0
        assert counts("gateway_upstream_budget_limit", provider="SHIPSTATION") > 0


async def test_the_process_and_the_build_are_told() -> None:
    async with serving() as gateway:
        counts = await scrape(gateway)
        assert counts("gateway_build_info") == 1
        assert counts.names()["gateway_build_info"] == {"version", "python"}
        assert counts("process_resident_memory_bytes") > 10_000_000
        assert counts("process_open_fds") > 0
        assert counts("gateway_requests_in_flight_limit") == 1024
        assert counts("gateway_requests_in_flight") == 0


async def test_a_cache_server_and_what_it_decides_are_told_of(redis_url: str) -> None:
    async with serving(cache_url=redis_url) as gateway:
        await _ask(gateway, USPS)
        counts = await scrape(gateway)
        assert counts("gateway_cache_claims_total", result="won") >= 1
        assert counts("gateway_cache_claims_total", result="lost") == 0
        assert counts("gateway_cache_server_configured") == 1
        assert counts("gateway_cache_server_failing") == 0


async def test_a_cache_server_that_is_gone_is_told_of() -> None:
    async with serving(cache_url="redis://127.0.0.1:1/0") as gateway:
        await _ask(gateway, USPS, BOTH)
        counts = await scrape(gateway)
        assert counts("gateway_cache_server_failing") == 1
        assert counts("gateway_cache_errors_total") >= 3
