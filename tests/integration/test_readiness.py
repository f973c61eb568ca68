"""A gateway that can answer is ready, however well it can."""

from gateway.clients.keys import line_of, new_key
from tests.serving import BOTH, Served, serving

QUERY = "query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }"


async def _ready(gateway: Served) -> tuple[int, dict[str, str]]:
    """Return the status of `/readyz`, and what it says to be worse than it could."""
    response = await gateway.http.get("/readyz")
    assert response.json()["status"] == ("ready" if response.status_code == 200 else "unready")
    notes: dict[str, str] = response.json()["notes"]
    return response.status_code, notes


async def test_all_is_well() -> None:
    async with serving() as gateway:
        assert await _ready(gateway) == (200, {})


async def test_providers_that_are_down_leave_it_ready() -> None:
    # No other replica could do better, and old answers are better than none.
    async with serving(
        shipstation_api_key="nobody-knows-it", shippo_api_token="nor-this"
    ) as gateway:
        await gateway.execute(QUERY, refs=[BOTH])
        status, notes = await _ready(gateway)
        assert (status, set(notes)) == (200, {"SHIPPO", "SHIPSTATION"})


async def test_a_cache_server_that_is_gone_leaves_it_ready() -> None:
    async with serving(cache_url="redis://127.0.0.1:1/0") as gateway:
        await gateway.execute(QUERY, refs=[BOTH])
        status, notes = await _ready(gateway)
        assert (status, set(notes)) == (200, {"cache"})
        assert (await gateway.execute(QUERY, refs=[BOTH]))["data"]["shipments"][0]["shipment"]


async def test_strangers_are_told_nothing_where_callers_need_keys() -> None:
    key = new_key()
    lines = line_of("shop", key)
    async with serving(client_keys=lines, cache_url="redis://127.0.0.1:1/0") as gateway:
        asked = {"query": QUERY, "variables": {"refs": [BOTH]}}
        assert (await gateway.post(asked, authorization=f"Bearer {key}")).status_code == 200
        assert await _ready(gateway) == (200, {})
