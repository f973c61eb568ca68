"""What is told to the server that replicas share, and in how many messages."""

import asyncio
from collections.abc import Sequence

import pytest

from gateway.cache import Store
from gateway.cache.memory import MemoryCache
from gateway.cache.scripts import CLAIM, RELEASE
from gateway.errors import Unavailable
from gateway.loaders import Source
from tests.unit.cache.server import Shared
from tests.unit.loaders.sources import NOW, source_on
from tests.unit.upstream.timing import until

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


def source_asking(server: Server) -> Source[str]:
    """A source whose provider answers at once, but fails for `b`."""

    async def fetch(key: str) -> str:
        if key == "b":
            raise Unavailable("", provider="TEST")
        return key.upper()

    return source_on(Store(MemoryCache(10, lambda: NOW), server), fetch)


async def test_what_ends_together_is_told_in_one_message() -> None:
    server = Server()
    flights = await source_asking(server).start(KEYS, None)
    found = await asyncio.gather(*(flight.work for flight in flights))
    assert [loaded.value for loaded in found] == ["A", None, "C"]
    assert server.calls == ["get", "claim", "get", "set", "release"]
    assert sorted(entry.value for entry in server.held.values()) == [b"A", b"C"]
    assert server.named == {"claim": [3], "release": [3]}


async def test_what_is_told_is_told_before_anybody_hears_of_it() -> None:
    server = Server()
    (loading,) = await source_asking(server).start(["a"], None)
    assert (await loading.work).value == "A"
    assert server.calls[-2:] == ["set", "release"]


async def test_who_leaves_gives_the_claim_up() -> None:
    server = Server()
    source = source_asking(server)
    (loading,) = await source.start(["a"], None)
    landed: list[object] = []
    loading.join(landed.append)
    await until(lambda: "claim" in server.calls)
    loading.leave(landed.append)
    with pytest.raises(asyncio.CancelledError):
        await loading.work
    await source.aclose()
    assert server.named["release"] == [1]
