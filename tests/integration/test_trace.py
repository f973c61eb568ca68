"""A developer may ask what happened in a request."""

from typing import Any

import httpx2

from tests.serving import BOTH, LABEL, NUMBER, Served, serving

QUERY = "query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }"
USPS = {"carrier": "usps", "trackingNumber": NUMBER}
DOWN = {"carrier": "ups", "trackingNumber": "FAULTSPDOWN"}
KEY = f"usps/{NUMBER}"
TRACED = {"x-gateway-trace": "1"}


async def _post(gateway: Served, *refs: dict[str, str], **headers: str) -> httpx2.Response:
    return await gateway.post({"query": QUERY, "variables": {"refs": refs}}, **headers)


async def _trace(gateway: Served, *refs: dict[str, str]) -> Any:
    response = await _post(gateway, *refs, **TRACED)
    answer = response.json()
    assert answer["extensions"].keys() == {"trace"}
    assert answer["extensions"]["trace"]["requestId"] == response.headers["x-request-id"]
    return answer["extensions"]["trace"]


def _of(steps: list[dict[str, Any]], **facts: str) -> dict[str, Any]:
    """Return the one step that has these facts."""
    (step,) = [step for step in steps if facts.items() <= step.items()]
    return step


async def test_it_tells_what_was_asked_of_whom_from_where_and_how_long() -> None:
    async with serving() as gateway:
        trace = await _trace(gateway, BOTH, DOWN)
        lookup = _of(trace["lookups"], provider="SHIPPO", key=f"usps/{BOTH['trackingNumber']}")
        assert (lookup["what"], lookup["from"], lookup["outcome"]) == ("report", "miss", "OK")
        call = _of(trace["calls"], target=f"/tracks/usps/{BOTH['trackingNumber']}")
        assert (call["provider"], call["outcome"], call["status"]) == ("SHIPPO", "OK", 200)
        assert 0 <= lookup["at"] <= call["at"] <= call["at"] + call["ms"] <= trace["ms"]
        failed = [step for step in trace["calls"] if step["target"].endswith("FAULTSPDOWN")]
        assert [(step["outcome"], step["status"]) for step in failed] == [("UNAVAILABLE", 503)] * 2
        search = _of(trace["lookups"], provider="SHIPSTATION", key="FAULTSPDOWN/ups")
        assert (search["what"], search["from"]) == ("key", "miss")
        assert len(trace["calls"]) == len(gateway.calls())


async def test_it_tells_what_came_from_memory() -> None:
    async with serving() as gateway:
        await _trace(gateway, USPS)
        again = await _trace(gateway, USPS)
        lookup = _of(again["lookups"], key=KEY)
        assert (lookup["from"], lookup["outcome"]) == ("hit", "OK")
        assert again["calls"] == []


async def test_whole_answers_are_neither_given_to_a_traced_request_nor_kept_of_one() -> None:
    async with serving() as gateway:
        plain = await _post(gateway, USPS)
        assert (await _trace(gateway, USPS))["lookups"] != []
        traced = await _post(gateway, USPS, **TRACED)
        assert traced.headers["cache-control"] == "no-store"
        again = await _post(gateway, USPS)
        assert again.content == plain.content
        assert "extensions" not in again.json()
        ids = [(await _trace(gateway, USPS))["requestId"] for _ in range(2)]
        assert ids[0] != ids[1]


async def test_errors_are_traced_as_well() -> None:
    async with serving() as gateway:
        answer = (await gateway.post({"query": "{ nothing }"}, **TRACED)).json()
        assert answer["errors"]
        assert answer["extensions"]["trace"]["calls"] == []


async def test_nobody_is_shown_anything_unasked() -> None:
    async with serving() as gateway:
        for header in ({}, {"x-gateway-trace": "0"}, {"x-gateway-trace": ""}):
            assert "extensions" not in (await _post(gateway, {"labelId": LABEL}, **header)).json()


async def test_nobody_is_shown_anything_in_production() -> None:
    keyless: dict[str, Any] = {"environment": "production", "authentication": "none"}
    async with serving(**keyless) as gateway:
        answer = (await _post(gateway, USPS, **TRACED)).json()
        assert answer["data"]["shipments"][0]["shipment"]
        assert "extensions" not in answer
