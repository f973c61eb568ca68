"""What a source does about answers that come from elsewhere while it is busy."""

from collections.abc import Awaitable, Callable, Sequence

from gateway.cache import Claims, Entry, Store, cache_key, open_store
from gateway.errors import Unavailable
from gateway.loaders import Missing
from tests.unit.loaders.sources import NAME, NOW, cache_on, source_on


class LateClaims(Claims):
    """Claims that another replica gave up after it had done the work: `meanwhile` is that work."""

    def __init__(self, store: Store, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(store, lifetime=8)
        self._meanwhile = meanwhile

    @property
    def are_shared(self) -> bool:
        return True

    async def claim(self, keys: Sequence[str]) -> set[str]:
        await self._meanwhile()
        return await super().claim(keys)


async def test_a_failure_that_is_remembered_keeps_nothing_else_alive() -> None:
    async def fetch(key: str) -> str:
        raise Unavailable("", provider="TEST") from ValueError()

    store = open_store("memory://", max_entries=10, clock=lambda: NOW)
    source = source_on(store, fetch)
    (first,) = await source.start(["a"], None)
    error = (await first.work).error
    (second,) = await source.start(["a"], None)
    assert isinstance(error, Unavailable)
    assert (await second.work).error is error
    assert (error.__traceback__, error.__cause__, error.__context__) == (None, None, None)


async def test_an_answer_that_came_between_the_look_and_the_claim_is_taken() -> None:
    store = open_store("memory://", max_entries=10, clock=lambda: NOW)
    fetched = []

    async def fetch(key: str) -> str:
        fetched.append(key)
        return "ours"

    async def other_replica() -> None:
        entry: Entry[str | Missing] = Entry("theirs", NOW, NOW + 60, NOW + 120)
        await cache_on(store).set_many({cache_key(*NAME, "a"): entry})

    source = source_on(store, fetch, LateClaims(store, other_replica))
    (loading,) = await source.start(["a"], None)
    loaded = await loading.work
    assert (loaded.value, loaded.from_cache, fetched) == ("theirs", True, [])
