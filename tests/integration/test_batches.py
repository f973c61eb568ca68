"""Equal keys are one call, a batch is one read of the cache, and replicas share what they know."""

import asyncio

import pytest
import redis

from gateway.sandbox import SHIPSTATION_API_KEY, RunningSandbox, running_sandbox
from tests.serving import BOTH, JSON, LABEL, LABEL_NUMBER, serving

MANY = """query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) {
  index
  shipment { id trackingNumber sources { provider outcome fromCache } }
  errors { code provider }
} }"""

KNOWN = [
    {"labelId": LABEL, "carrier": "ups", "trackingNumber": LABEL_NUMBER},
    BOTH,
    {"labelId": "se-both-delivered", "carrier": "ups", "trackingNumber": "1Z54F78A0339004129"},
    {"labelId": "se-both-today", "carrier": "ups", "trackingNumber": "1ZA83F2E0342718055"},
]
FORTY = [
    *KNOWN,
    *(
        {"labelId": f"se-9{at:03}", "carrier": "ups", "trackingNumber": f"1ZUNKNOWN{at:04}"}
        for at in range(36)
    ),
]
FIFTY = [*FORTY, *FORTY[::-4]]
assert len(FIFTY) == 50


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def cache_url(request: pytest.FixtureRequest) -> str:
    """The address of a cache that is empty: in memory, and on a real server."""
    if request.param == "memory":
        return "memory://"
    url: str = request.getfixturevalue("redis_url")
    return url


async def test_fifty_references_with_forty_keys_are_forty_fetches_a_provider(
    cache_url: str,
) -> None:
    async with serving(cache_url=cache_url) as gateway:
        lookups = (await gateway.data(MANY, refs=FIFTY))["shipments"]
        assert [lookup["index"] for lookup in lookups] == list(range(50))
        assert [_number(lookup) for lookup in lookups] == [_expected(ref) for ref in FIFTY]
        for provider in ("shipstation", "shippo"):
            fetches = gateway.fetches(provider)
            assert (len(fetches), len(set(fetches))) == (40, 40)


async def test_the_same_query_again_asks_nobody(cache_url: str) -> None:
    async with serving(cache_url=cache_url) as gateway:
        first = (await gateway.data(MANY, refs=FIFTY))["shipments"]
        gateway.sandbox.reset()
        again = (await gateway.data(MANY, refs=FIFTY))["shipments"]
        assert gateway.calls() == []
        assert [_number(lookup) for lookup in again] == [_number(lookup) for lookup in first]
        sources = [source for lookup in again[:4] for source in lookup["shipment"]["sources"]]
        assert all(source["fromCache"] for source in sources)


async def test_a_batch_is_one_read_a_provider(redis_url: str) -> None:
    async with (
        running_sandbox() as sandbox,
        serving(sandbox, cache_url=redis_url) as one,
        serving(sandbox, cache_url=redis_url) as other,
    ):
        reads = await _reads(redis_url)
        await one.data(MANY, refs=FIFTY)
        # A look, and one more between claiming what was missing and fetching it.
        assert await _reads(redis_url) - reads == 4
        reads = await _reads(redis_url)
        await other.data(MANY, refs=FIFTY)
        assert await _reads(redis_url) - reads == 2


async def test_two_aliases_of_one_shipment_are_one_fetch_a_provider(cache_url: str) -> None:
    query = """query ($one: ShipmentRef!, $other: ShipmentRef!) {
      a: shipment(ref: $one) { id } b: shipment(ref: $other) { id } }"""
    spelt_otherwise = {
        "labelId": "SE-BOTH-TRANSIT",
        "carrier": "stamps_com",
        "trackingNumber": "9205 5901 6491 7400 2881 76",
    }
    async with serving(cache_url=cache_url) as gateway:
        data = await gateway.data(query, one=BOTH, other=spelt_otherwise)
        assert data["a"] == data["b"]
        assert len(gateway.fetches("shipstation")) == len(gateway.fetches("shippo")) == 1


async def test_equal_queries_at_the_same_time_are_one_fetch_a_provider(cache_url: str) -> None:
    async with (
        running_sandbox(latency=0.1) as sandbox,
        serving(sandbox, cache_url=cache_url) as gateway,
    ):
        await asyncio.gather(*(gateway.data(MANY, refs=[BOTH]) for _ in range(10)))
        assert len(gateway.fetches("shipstation")) == len(gateway.fetches("shippo")) == 1


async def test_replicas_that_share_a_server_share_their_answers(redis_url: str) -> None:
    async with (
        running_sandbox() as sandbox,
        serving(sandbox, cache_url=redis_url) as one,
        serving(sandbox, cache_url=redis_url) as other,
    ):
        first = (await one.data(MANY, refs=KNOWN))["shipments"]
        sandbox.reset()
        second = (await other.data(MANY, refs=KNOWN))["shipments"]
        assert sandbox.calls == []
        assert [_number(lookup) for lookup in second] == [_number(lookup) for lookup in first]


async def test_the_label_that_one_replica_found_is_known_to_the_other(redis_url: str) -> None:
    ref = {"carrier": "usps", "trackingNumber": BOTH["trackingNumber"]}
    async with (
        running_sandbox() as sandbox,
        serving(sandbox, cache_url=redis_url) as one,
        serving(sandbox, cache_url=redis_url) as other,
    ):
        await one.data(MANY, refs=[ref])
        sandbox.reset()
        await other.data(MANY, refs=[ref])
        assert sandbox.calls == []


async def test_two_sets_of_credentials_never_meet(redis_url: str) -> None:
    async with running_sandbox() as sandbox:
        own = await _outcomes(sandbox, redis_url, SHIPSTATION_API_KEY)
        assert own == {"SHIPSTATION": "OK", "SHIPPO": "OK"}
        # This key is refused: what the other key was told must not be shown to it.
        strangers = await _outcomes(sandbox, redis_url, "a-strangers-key")
        assert strangers == {"SHIPSTATION": "FAILED", "SHIPPO": "OK"}


async def test_no_credentials_are_written_to_the_server(redis_url: str) -> None:
    async with serving(cache_url=redis_url) as gateway:
        await gateway.data(MANY, refs=[BOTH])
    with redis.Redis.from_url(redis_url) as client:
        keys = client.keys("*")
        assert isinstance(keys, list)
        assert keys
        stored = b"".join(key + (client.dump(key) or b"") for key in keys)
    assert b"sandbox-shipstation" not in stored
    assert b"shippo_live_sandbox" not in stored


async def test_a_server_that_is_gone_costs_nobody_an_answer() -> None:
    async with serving(cache_url="redis://127.0.0.1:1/0") as gateway:
        lookups = (await gateway.data(MANY, refs=KNOWN))["shipments"]
        assert [_number(lookup) for lookup in lookups] == [_expected(ref) for ref in KNOWN]


def _number(lookup: JSON) -> str | None:
    return lookup["shipment"]["trackingNumber"] if lookup["shipment"] else None


def _expected(ref: dict[str, str]) -> str | None:
    return ref["trackingNumber"] if ref in KNOWN else None


async def _reads(url: str) -> int:
    def ask() -> int:
        with redis.Redis.from_url(url) as client:
            stats = client.info("commandstats")
            assert isinstance(stats, dict)
            return int(stats.get("cmdstat_mget", {}).get("calls", 0))

    return await asyncio.to_thread(ask)


async def _outcomes(sandbox: RunningSandbox, cache_url: str, key: str) -> dict[str, str]:
    settings = {"cache_url": cache_url, "shipstation_api_key": key}
    async with serving(sandbox, **settings) as gateway:
        (lookup,) = (await gateway.data(MANY, refs=[BOTH]))["shipments"]
        return {each["provider"]: each["outcome"] for each in lookup["shipment"]["sources"]}
