"""What one operation asks through."""

import gc
from weakref import ref

from gateway.cache import open_store
from gateway.loaders import Loader
from tests.unit.loaders.sources import NOW, source_on


async def _upper(key: str) -> str:
    return key.upper()


async def test_a_loader_is_gone_when_it_is_done_with() -> None:
    gc.collect()
    gc.disable()
    try:
        store = open_store("memory://", max_entries=10, clock=lambda: NOW)
        loader = Loader(source_on(store, _upper))
        flight = await loader.load("a")
        assert (await flight.work).value == "A"
        gone = ref(loader)
        del loader
        assert gone() is None
    finally:
        gc.enable()
