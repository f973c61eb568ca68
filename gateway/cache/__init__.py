"""What the gateway remembers: a typed face on aiocache, in which a failing cache is a miss.

Read `entry` first (what is kept, and under which name), then `typed` (what callers use), `store`
(memory in front of a shared server), and what a store is made of: `memory`, `shared`, `breaker`.
Replicas share more than entries through their server: `claims` says who fetches, `window` counts
the calls to a provider, `persisted` holds documents that clients name by their hashes; `scripts` is
all that the server is made to do in one piece. `inspection` looks at a server for whoever sets one
up.
"""

from gateway.cache.claims import Claims
from gateway.cache.entry import Entry, cache_key
from gateway.cache.inspection import Server, Unreachable, inspect
from gateway.cache.persisted import PersistedDocuments, hash_of
from gateway.cache.scripts import LEVELS
from gateway.cache.store import Store, open_store
from gateway.cache.typed import Cache
from gateway.cache.window import SharedWindow

__all__ = [
    "LEVELS",
    "Cache",
    "Claims",
    "Entry",
    "PersistedDocuments",
    "Server",
    "SharedWindow",
    "Store",
    "Unreachable",
    "cache_key",
    "hash_of",
    "inspect",
    "open_store",
]
