"""The cache as its callers see it: one kind of value, and no errors."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from gateway.cache.entry import Entry
from gateway.cache.store import Store

logger = logging.getLogger(__name__)
T = TypeVar("T")
V = TypeVar("V")

AHEAD = 60.0
"""Seconds that another replica's clock may be ahead of ours.

What left its provider later than that is not used: our clock was set back, and nobody can tell how
old it is.
"""


class Cache(Generic[V]):
    """A store's entries of one kind of value.

    `encode` and `decode` turn a value to bytes and back for a shared server; `decode` raises
    anything when the bytes are no such value, and the entry is then a miss. Values are immutable:
    memory keeps the objects themselves. Keys come from `cache_key`, and one key is never used for
    two kinds of value.
    """

    def __init__(
        self,
        store: Store,
        *,
        encode: Callable[[V], bytes],
        decode: Callable[[bytes], V],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._encode = encode
        self._decode = decode
        self._clock = clock

    def glance(self, key: str) -> Entry[V] | None:
        """Return the entry of a key if memory holds it fresh; None where it takes `get_many`."""
        entry: Entry[V] | None = self._store.glance(key)
        return entry if _is_fresh(entry, self._clock()) else None

    async def get_many(self, keys: Sequence[str]) -> list[Entry[V] | None]:
        """Return the entry of each key, in the keys' order; None for a miss.

        Entries may be stale, never expired. Memory is asked first, then the shared server, once,
        for every key that memory does not hold fresh: another replica may hold a newer report.
        """
        now = self._clock()
        found: dict[str, Entry[V]] = self._store.recall(keys)
        wanted = [key for key in dict.fromkeys(keys) if not _is_fresh(found.get(key), now)]
        newer: dict[str, Entry[V]] = {}
        if wanted and self._store.is_shared:
            newer = self._newer(found, await self._store.fetch(wanted), now)
            self._store.remember(newer)
        return [_unless_gone(newer.get(key) or found.get(key), now) for key in keys]

    async def set_many(self, items: Mapping[str, Entry[V]]) -> None:
        """Remember these entries, in memory and on the shared server; gone ones are left out."""
        now = self._clock()
        entries = {key: entry for key, entry in items.items() if entry.keep_until > now}
        self._store.remember(entries)
        if self._store.is_shared:
            await self._store.send(self._encoded(entries))

    def _newer(
        self, found: Mapping[str, Entry[V]], fetched: Mapping[str, Entry[bytes]], now: float
    ) -> dict[str, Entry[V]]:
        newer = {}
        for key, stored in fetched.items():
            known = _unless_gone(found.get(key), now)
            if _unless_gone(stored, now) is None:
                continue
            if known is None or known.fetched_at < stored.fetched_at:
                entry = self._decoded(stored)
                if entry is not None:
                    newer[key] = entry
        return newer

    def _decoded(self, stored: Entry[bytes]) -> Entry[V] | None:
        try:
            value = self._decode(stored.value)
        # Whatever the bytes do to the decoder, they are a miss and are overwritten later.
        except Exception as error:
            self._store.errors += 1
            logger.debug("A remembered value can't be read (%s).", type(error).__name__)
            return None
        return Entry(value, stored.fetched_at, stored.fresh_until, stored.keep_until)

    def _encoded(self, entries: Mapping[str, Entry[V]]) -> dict[str, Entry[bytes]]:
        encoded = {}
        for key, entry in entries.items():
            try:
                data = self._encode(entry.value)
            # A value that can't be written costs its place on the server, never the caller.
            except Exception as error:
                self._store.errors += 1
                logger.warning("A value can't be written (%s).", type(error).__name__)
            else:
                encoded[key] = Entry(data, entry.fetched_at, entry.fresh_until, entry.keep_until)
        return encoded


def _is_fresh(entry: Entry[Any] | None, now: float) -> bool:
    return entry is not None and entry.fetched_at - AHEAD <= now < entry.fresh_until


def _unless_gone(entry: Entry[T] | None, now: float) -> Entry[T] | None:
    if entry is None or not entry.fetched_at - AHEAD <= now < entry.keep_until:
        return None
    return entry
