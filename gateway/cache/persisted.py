"""GraphQL documents that clients have sent once, and name by their hashes from then on."""

import re
import sys
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from gateway.cache.entry import Entry, cache_key
from gateway.cache.store import Store

MAX_BYTES = 8 * 2**20
"""Bytes of documents that are kept in memory."""

OVERHEAD = 300
"""Bytes that a document takes beside its own."""

SLOTS = 16_384
"""Documents that the shared server holds at the most.

Whoever may send documents may send any number of them. So each has its one place, by its hash, and
drives out what was there.
"""

LIFETIME = 86_400.0
"""Seconds for which the server keeps a document."""

HASH = re.compile(r"[0-9a-f]{64}")


def hash_of(document: str) -> str:
    """Return the SHA-256 hash of a document's UTF-8, in lower-case hexadecimal digits."""
    return sha256(document.encode()).hexdigest()


class PersistedDocuments:
    """The most recently used documents by their hashes, in memory and on the server of `store`.

    One that is lost is no loss: a client that hears so sends it again. `clock` returns epoch
    seconds.
    """

    def __init__(
        self, store: Store, clock: Callable[[], float], max_bytes: int = MAX_BYTES
    ) -> None:
        self._store = store
        self._clock = clock
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, str] = OrderedDict()

    async def find(self, name: str) -> str | None:
        """Return the document of this hash; None where it has to be sent again."""
        document = self._kept.get(name)
        if document is not None:
            self._kept.move_to_end(name)
        elif HASH.fullmatch(name) and (document := await self._fetch(name)) is not None:
            self._remember(name, document)
        return document

    async def keep(self, document: str) -> None:
        """Keep a document, for all replicas."""
        name = hash_of(document)
        if name not in self._kept:
            self._remember(name, document)
            now = self._clock()
            entry = Entry(document.encode(), now, now + LIFETIME, now + LIFETIME)
            await self._store.send({_slot(name): entry})

    async def _fetch(self, name: str) -> str | None:
        slot = _slot(name)
        entry = (await self._store.fetch([slot])).get(slot)
        # Another document may have taken the place.
        if entry is None or sha256(entry.value).hexdigest() != name:
            return None
        return entry.value.decode()

    def _remember(self, name: str, document: str) -> None:
        # Two callers may have fetched it at the same time.
        if name not in self._kept:
            self._kept[name] = document
            self._bytes += _size(document)
        while self._bytes > self._max_bytes:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= _size(dropped)


def _slot(name: str) -> str:
    return cache_key("document", str(int(name[:8], 16) % SLOTS))


def _size(document: str) -> int:
    return sys.getsizeof(document) + OVERHEAD
