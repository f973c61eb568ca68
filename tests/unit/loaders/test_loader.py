"""What one operation asks through."""

import gc
from weakref import ref

from gateway.cache import Cache, Claims, open_store
from gateway.errors import NotFound, Timeout
from gateway.loaders import Loader, Missing, Policy, Source
from gateway.upstream import Urgency

NOW = 1_000.0


def _source() -> Source[str]:
    async def fetch(key: str) -> str:
        return key.upper()

    store = open_store("memory://", max_entries=10, clock=lambda: NOW)
    cache: Cache[str | Missing] = Cache(
        store, encode=lambda value: b"", decode=lambda data: "", clock=lambda: NOW
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
        claims=Claims(store, lifetime=8),
        policy=policy,
        within=8,
        clock=lambda: NOW,
    )


async def test_a_loader_is_gone_when_it_is_done_with() -> None:
    gc.collect()
    gc.disable()
    try:
        loader = Loader(_source())
        assert (await loader.load("a")).value == "A"
        gone = ref(loader)
        del loader
        assert gone() is None
    finally:
        gc.enable()
