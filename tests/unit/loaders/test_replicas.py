"""What is told to the server that replicas share, and in how many messages."""

import asyncio
from collections.abc import Sequence

import pytest

from gateway.cache import Cache, Claims, Store
from gateway.cache.memory import MemoryCache
from gateway.cache.scripts import CLAIM, RELEASE
from gateway.errors import NotFound, Timeout, Unavailable
from gateway.loaders import Missing, Policy, Source
from gateway.upstream import Urgency
from tests.unit.cache.server import Shared
from tests.unit.upstream.timing import until

NOW = 1_000.0
KEYS = ["a", "b", "c"]


class Server(Shared):
    """A server that gives every claim, and notes the names in each message."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[str, list[int]] = {"claim": [], "release": []}

    async def run(self, script: str, keys: Sequence[str], args: Sequence[bytes]) -> object:
        name = {CLAIM: "claim", RELEASE: "release"}[script]
        await self._called(name)
        self.named[name].append(len(keys))
        return [1] * len(keys) if script == CLAIM else 1


def source_on(server: Server) -> Source[str]:
    """A source whose provider answers at once, but fails for `b`."""

    async def fetch(key: str) -> str:
        if key == "b":
            raise Unavailable("", provider="TEST")
        return key.upper()

    store = Store(MemoryCache(10, lambda: NOW), server)
    cache: Cache[str | Missing] = Cache(
        store,
        encode=lambda value: str(value).encode(),
        decode=lambda data: data.decode(),
        clock=lambda: NOW,
    )
    policy: Policy[str] = Policy(
        lifetime=lambda value, before: 60,
        urgency=lambda entry: Urgency.NEW,
        missing=lambda: NotFound("", provider="TEST"),
        late=lambda: Timeout("", provider="TEST"),
        revalidate=60,
        stand_in=60,
        cooldown=30,
    )
    return Source(
        ("test",),
        fetch=fetch,
        cache=cache,
        claims=Claims(store, lifetime=9),
        policy=policy,
        within=8,
        clock=lambda: NOW,
    )


async def test_what_ends_together_is_told_in_one_message() -> None:
    server = Server()
    found = await asyncio.gather(*(await source_on(server).start(KEYS, None)))
    assert [loaded.value for loaded in found] == ["A", None, "C"]
    assert server.calls == ["get", "claim", "get", "set", "release"]
    assert sorted(entry.value for entry in server.held.values()) == [b"A", b"C"]
    assert server.named == {"claim": [3], "release": [3]}


async def test_what_is_told_is_told_before_anybody_hears_of_it() -> None:
    server = Server()
    (loading,) = await source_on(server).start(["a"], None)
    assert (await loading).value == "A"
    assert server.calls[-2:] == ["set", "release"]


async def test_who_leaves_gives_the_claim_up() -> None:
    server = Server()
    source = source_on(server)
    (loading,) = await source.start(["a"], None)
    waiting = asyncio.ensure_future(loading)
    await until(lambda: "claim" in server.calls)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await source.aclose()
    assert server.named["release"] == [1]
