"""What the gateway remembers: a typed face on aiocache, in which a failing cache is a miss.

Read `entry` first (what is kept, and under which name), then `typed` (what callers use), `store`
(memory in front of a shared server), and what a store is made of: `memory`, `shared`, `breaker`.
"""

from gateway.cache.claims import Claims
from gateway.cache.entry import Entry, cache_key
from gateway.cache.store import Store, open_store
from gateway.cache.typed import Cache

__all__ = ["Cache", "Claims", "Entry", "Store", "cache_key", "open_store"]
