"""The bounded memory: the least recently used go first, and what is gone takes no room."""

import pytest

from gateway.cache import Entry
from gateway.cache.memory import MemoryCache

NOW = 1_000_000.0


def entry(value: str, keep_until: float = NOW + 60) -> Entry[str]:
    return Entry(value, NOW, NOW + 30, keep_until)


def memory(max_entries: int) -> MemoryCache:
    return MemoryCache(max_entries, lambda: NOW)


async def test_the_least_recently_used_goes_first() -> None:
    cache = memory(2)
    await cache.multi_set([("a", entry("a")), ("b", entry("b"))])
    await cache.get("a")
    await cache.set("c", entry("c"))
    assert await cache.multi_get(["a", "b", "c"]) == [entry("a"), None, entry("c")]


async def test_writing_again_counts_as_use() -> None:
    cache = memory(2)
    for key in "aba":
        await cache.set(key, entry(key))
    await cache.set("c", entry("c"))
    assert await cache.multi_get(["a", "b", "c"]) == [entry("a"), None, entry("c")]


async def test_a_flood_of_keys_stays_bounded_and_starts_no_timers() -> None:
    cache = memory(100)
    for batch in range(200):
        await cache.multi_set([(f"{batch}-{n}", entry("x")) for n in range(100)])
        assert len(cache) == 100
    assert cache._handlers == {}


async def test_a_batch_larger_than_the_bound_keeps_its_last_entries() -> None:
    cache = memory(3)
    await cache.multi_set([(str(n), entry(str(n))) for n in range(10)])
    assert await cache.multi_get(["6", "7", "9"]) == [None, entry("7"), entry("9")]


async def test_what_is_gone_is_dropped_when_it_is_asked_for() -> None:
    cache = memory(3)
    await cache.multi_set([("a", entry("a", NOW)), ("b", entry("b", NOW + 0.001))])
    assert await cache.multi_get(["a", "b"]) == [None, entry("b", NOW + 0.001)]
    assert len(cache) == 1


async def test_it_keeps_the_objects_themselves() -> None:
    cache = memory(3)
    kept = entry("a")
    await cache.set("a", kept)
    assert await cache.get("a") is kept


async def test_it_can_be_emptied_and_filled_again() -> None:
    cache = memory(1)
    await cache.set("a", entry("a"))
    await cache.clear()
    await cache.multi_set([("b", entry("b")), ("c", entry("c"))])
    assert len(cache) == 1


async def test_it_takes_no_counters_and_no_lifetimes_but_the_entries_own() -> None:
    cache = memory(1)
    with pytest.raises(NotImplementedError):
        await cache.increment("a")
    with pytest.raises(NotImplementedError):
        await cache.expire("a", 1)


class Sleeper:
    """A value that counts how often it was told to rest."""

    def __init__(self) -> None:
        self.rests = 0

    def rest(self) -> None:
        self.rests += 1


async def test_what_was_not_used_for_long_rests_and_stays() -> None:
    cache = MemoryCache(10, lambda: NOW, max_awake=2)
    values = {key: Sleeper() for key in "abc"}
    for key, value in values.items():
        await cache.set(key, Entry(value, NOW, NOW + 30, NOW + 60))
    assert [value.rests for value in values.values()] == [1, 0, 0]
    # Reading wakes it, and the least recently used one rests instead.
    found = await cache.get("a")
    assert found is not None
    assert found.value is values["a"]
    assert [value.rests for value in values.values()] == [1, 1, 0]


async def test_what_was_pushed_out_needs_no_rest() -> None:
    cache = MemoryCache(1, lambda: NOW, max_awake=1)
    values = {key: Sleeper() for key in "ab"}
    for key, value in values.items():
        await cache.set(key, Entry(value, NOW, NOW + 30, NOW + 60))
    assert [value.rests for value in values.values()] == [0, 0]
