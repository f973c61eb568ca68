"""aiocache's memory backend with a bound and without timers."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from aiocache import SimpleMemoryCache  # type: ignore[import-untyped]  # It ships no types.

from gateway.cache.entry import Entry

Found = Entry[Any] | None

MAX_AWAKE = 1_500
"""Entries whose values take all the room they like; those that were used less recently rest."""


class MemoryCache(SimpleMemoryCache):  # type: ignore[misc]  # aiocache ships no types.
    """At most `max_entries` entries, as the objects they are; the least recently used go first.

    aiocache's own backend has no bound and starts a timer for each key. Here an entry that is gone
    is dropped when it is asked for, or pushed out by newer ones. Lifetimes are the entries' own;
    aiocache's `ttl` is ignored, and there are no counters and no locks. Values that can `rest`, and
    so take less room until somebody reads them again, do so unless they are among the `max_awake`
    that were used most recently.
    """

    def __init__(
        self, max_entries: int, clock: Callable[[], float], max_awake: int = MAX_AWAKE
    ) -> None:
        # Without a time-out: nothing here waits, and aiocache's costs six times the look-up.
        super().__init__(timeout=None)
        self._cache: OrderedDict[str, Entry[Any]] = OrderedDict()
        self._max_entries = max_entries
        self._awake: OrderedDict[str, None] = OrderedDict()
        self._max_awake = max_awake
        self._clock = clock

    def __len__(self) -> int:
        return len(self._cache)

    async def _get(self, key: str, encoding: str | None = None, _conn: None = None) -> Found:
        return self._look_up(key, self._clock())

    async def _multi_get(
        self, keys: Iterable[str], encoding: str | None = None, _conn: None = None
    ) -> list[Found]:
        now = self._clock()
        return [self._look_up(key, now) for key in keys]

    async def _set(
        self,
        key: str,
        value: Entry[Any],
        ttl: float | None = None,
        _cas_token: Found = None,
        _conn: None = None,
    ) -> bool:
        self.keep(key, value)
        return True

    async def _clear(self, namespace: str | None = None, _conn: None = None) -> bool:
        # aiocache's would put a plain dictionary in the place of the ordered one.
        self._cache.clear()
        self._awake.clear()
        return True

    async def _increment(self, key: str, delta: int, _conn: None = None) -> int:
        raise NotImplementedError("entries are no counters")

    async def _expire(self, key: str, ttl: float, _conn: None = None) -> bool:
        raise NotImplementedError("an entry has its own lifetime")

    def look_up(self, key: str) -> Found:
        """Return the entry of a key at once; None for a miss."""
        return self._look_up(key, self._clock())

    def keep(self, key: str, entry: Entry[Any]) -> None:
        """Put an entry in at once."""
        self._cache[key] = entry
        self._cache.move_to_end(key)
        if len(self._cache) > self._max_entries:
            self._cache.popitem(last=False)
        self._wake(key)

    def _look_up(self, key: str, now: float) -> Found:
        entry = self._cache.get(key)
        if entry is None:
            return None
        if now >= entry.keep_until:
            del self._cache[key]
            return None
        self._cache.move_to_end(key)
        self._wake(key)
        return entry

    def _wake(self, key: str) -> None:
        self._awake[key] = None
        self._awake.move_to_end(key)
        if len(self._awake) > self._max_awake:
            oldest, _ = self._awake.popitem(last=False)
            entry = self._cache.get(oldest)
            rest = getattr(entry.value, "rest", None) if entry is not None else None
            if rest is not None:
                rest()
