"""What callers may know of the providers: whether they can be asked, and what is left."""

from typing import Any

from tests.serving import Served, serving

PROVIDERS = (
    "{ providers { code availability "
    "budget { limit windowSeconds remaining resumesAt } } gateway { now } }"
)
ASK = "query ($ref: ShipmentRef!) { shipment(ref: $ref) { status { code } } }"


async def _shippo(gateway: Served) -> Any:
    answer = await gateway.data(PROVIDERS)
    (shippo,) = [one for one in answer["providers"] if one["code"] == "SHIPPO"]
    return shippo | {"now": answer["gateway"]["now"]}


async def _ask(gateway: Served, number: str) -> None:
    ref = {"carrier": "usps", "trackingNumber": number}
    await gateway.post({"query": ASK, "variables": {"ref": ref}})


async def test_a_provider_without_credentials_has_no_budget() -> None:
    async with serving(shippo_api_token=None) as gateway:
        shippo = await _shippo(gateway)
        assert (shippo["availability"], shippo["budget"]) == ("NOT_CONFIGURED", None)


async def test_each_call_is_taken_from_the_budget() -> None:
    async with serving(shippo_calls_per_minute=10) as gateway:
        assert (await _shippo(gateway))["budget"] == {
            "limit": 10,
            "windowSeconds": 60,
            "remaining": 10,
            "resumesAt": None,
        }
        for number in ("SANDBOXTRANSIT", "SANDBOXDELAYED", "SANDBOXTRANSIT"):
            await _ask(gateway, number)
        shippo = await _shippo(gateway)
        assert (shippo["availability"], shippo["budget"]["remaining"]) == ("AVAILABLE", 8)


async def test_the_quota_of_test_credentials_is_smaller() -> None:
    async with serving(shippo_api_token="shippo_test_x", shipstation_api_key="TEST_x") as gateway:
        providers = (await gateway.data(PROVIDERS))["providers"]
        assert [one["budget"]["limit"] for one in providers] == [20, 50]


async def test_a_pause_that_the_provider_wants_is_told() -> None:
    async with serving(request_timeout_seconds=4) as gateway:
        gateway.sandbox.fail("shippo", "rate-limit")
        await _ask(gateway, "SANDBOXTRANSIT")
        shippo = await _shippo(gateway)
        assert shippo["availability"] == "DEGRADED"
        assert shippo["budget"]["remaining"] == 0
        assert shippo["budget"]["resumesAt"] > shippo["now"]


async def test_a_provider_that_is_down_is_unavailable() -> None:
    async with serving() as gateway:
        gateway.sandbox.fail("shippo", "down")
        for at in range(6):
            await _ask(gateway, f"SANDBOXNONE{at}")
        assert (await _shippo(gateway))["availability"] == "UNAVAILABLE"
