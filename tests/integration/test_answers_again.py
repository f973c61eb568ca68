"""Equal requests get equal bytes, until something in them would be different."""

from tests.serving import BOTH, NUMBER, Served, serving

QUERY = (
    "query($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { %s } errors { code } } }"
)
REFS = [{"carrier": "usps", "trackingNumber": NUMBER}]


async def _bytes(served: Served, wanted: str = "id", refs: object = REFS) -> bytes:
    body = {"query": QUERY % wanted, "variables": {"refs": refs}}
    response = await served.post(body)
    assert response.status_code == 200
    return response.content


async def test_an_equal_request_gets_equal_bytes() -> None:
    async with serving() as served:
        assert await _bytes(served) == await _bytes(served)
        assert await _bytes(served, refs=[BOTH]) != await _bytes(served)


async def test_what_differs_from_request_to_request_is_told_of_each() -> None:
    async with serving() as served:
        first = await _bytes(served, "sources { fromCache }")
        assert b"true" not in first
        assert b"false" not in await _bytes(served, "sources { fromCache }")
