"""Documents by their hashes: bounded, shared by replicas, and never one for another."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cache import Entry, PersistedDocuments, Store, cache_key, hash_of
from gateway.cache.memory import MemoryCache
from gateway.cache.persisted import LIFETIME, OVERHEAD, SLOTS
from tests.fakes import Clock
from tests.unit.cache.server import Shared

QUERY = "{ gateway { mode } }"
KILOBYTE = "#" * 1024


def _replica(
    clock: Clock, server: Shared | None = None, max_bytes: int = 100_000
) -> PersistedDocuments:
    return PersistedDocuments(Store(MemoryCache(10, clock), server), clock, max_bytes)


async def test_a_document_is_found_by_its_hash(clock: Clock) -> None:
    documents = _replica(clock)
    await documents.keep(QUERY)
    assert await documents.find(sha256(QUERY.encode()).hexdigest()) == QUERY
    assert await documents.find(hash_of("{ __typename }")) is None


@pytest.mark.parametrize("name", ["", "x", "0" * 63, "G" * 64, "A" * 64, "0" * 64 + "\n"])
async def test_what_is_no_hash_names_nothing(clock: Clock, name: str) -> None:
    server = Shared()
    assert await _replica(clock, server).find(name) is None
    assert server.calls == []


async def test_memory_is_bounded_by_bytes_and_keeps_what_is_used(clock: Clock) -> None:
    documents = _replica(clock, max_bytes=10 * (2048 + OVERHEAD))
    await documents.keep(QUERY)
    for number in range(100):
        await documents.keep(f"{KILOBYTE}{number}")
        assert await documents.find(hash_of(QUERY)) == QUERY
    kept = [await documents.find(hash_of(f"{KILOBYTE}{number}")) for number in range(100)]
    assert 10 <= sum(document is not None for document in kept) <= 20
    assert kept[-1] is not None


async def test_one_that_is_larger_than_the_memory_is_not_kept(clock: Clock) -> None:
    documents = _replica(clock, max_bytes=1000)
    await documents.keep(KILOBYTE)
    assert await documents.find(hash_of(KILOBYTE)) is None


async def test_what_one_replica_was_sent_every_replica_knows(clock: Clock) -> None:
    server = Shared()
    await _replica(clock, server).keep(QUERY)
    other = _replica(clock, server)
    assert await other.find(hash_of(QUERY)) == QUERY
    assert await other.find(hash_of(QUERY)) == QUERY
    assert server.calls == ["set", "get"]


async def test_what_memory_has_is_not_sent_again(clock: Clock) -> None:
    server = Shared()
    documents = _replica(clock, server)
    await documents.keep(QUERY)
    await documents.keep(QUERY)
    assert server.calls == ["set"]


async def test_the_server_forgets_after_a_day(clock: Clock) -> None:
    server = Shared()
    await _replica(clock, server).keep(QUERY)
    (entry,) = server.held.values()
    assert entry.keep_until - clock.now == LIFETIME == 24 * 3600


async def test_another_document_in_the_same_place_is_not_taken_for_it(clock: Clock) -> None:
    server = Shared()
    name = hash_of(QUERY)
    slot = cache_key("document", str(int(name[:8], 16) % SLOTS))
    server.held[slot] = Entry(b"{ __typename }", clock.now, clock.now + 9, clock.now + 9)
    assert await _replica(clock, server).find(name) is None
    server.held[slot] = Entry(b"\xff\xfe", clock.now, clock.now + 9, clock.now + 9)
    assert await _replica(clock, server).find(name) is None


async def test_a_server_that_fails_costs_nothing_but_its_share(clock: Clock) -> None:
    server = Shared()
    server.error = OSError()
    documents = _replica(clock, server)
    await documents.keep(QUERY)
    assert await documents.find(hash_of(QUERY)) == QUERY
    assert await documents.find(hash_of("{ __typename }")) is None


@given(st.lists(st.text(), max_size=30))
async def test_the_server_holds_a_bounded_number_of_whatever_is_sent(texts: list[str]) -> None:
    clock, server = Clock(), Shared()
    documents = _replica(clock, server)
    for text in texts:
        await documents.keep(text)
    places = {cache_key("document", str(number)) for number in range(SLOTS)}
    assert server.held.keys() <= places
    for text in texts:
        assert await documents.find(hash_of(text)) == text
