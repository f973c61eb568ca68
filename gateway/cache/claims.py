"""Single flight over replicas: who may fetch what."""

from collections.abc import Sequence

from gateway.cache.store import Store


class Claims:
    """Claims on keys, each for `lifetime` seconds at the most."""

    def __init__(self, store: Store, *, lifetime: float) -> None:
        self._store = store
        self._lifetime = lifetime

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """Return the keys that this replica may fetch now."""
        return set(keys)

    async def release(self, keys: Sequence[str]) -> None:
        """Give claims back."""

    async def settled(self, key: str) -> None:
        """Wait until another replica's claim on `key` is gone."""
