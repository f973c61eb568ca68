"""aiocache's Redis backend, made fit for URLs, time-outs and one lifetime a key."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiocache import RedisCache  # type: ignore[import-untyped]  # It ships no types.
from aiocache.serializers import NullSerializer  # type: ignore[import-untyped]  # It ships no types.
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript

from gateway.cache.entry import Entry
from gateway.cache.record import pack, unpack

POOL_SIZE = 20
# Redis refuses absurd expiry times; nothing is worth remembering for longer than this.
LONGEST_LIFETIME = 30 * 24 * 3600.0


class SharedCache(RedisCache):  # type: ignore[misc]  # aiocache ships no types.
    """Entries of bytes on a Redis or Valkey server, each expiring there by itself.

    Raises what the client raises, when the server fails; a damaged entry is absent.
    """

    def __init__(
        self, pool: BlockingConnectionPool, *, namespace: str, clock: Callable[[], float]
    ) -> None:
        super().__init__(
            # aiocache knows no URLs: it gets a ready pool where it asks for a pool's class.
            connection_pool_class=lambda **_: pool,
            # What is stored depends on the key, so the conversion can't be a serializer's.
            serializer=NullSerializer(),
            namespace=namespace,
            # Its time-out would cancel the client in mid-read; the pool's connections have theirs.
            timeout=None,
        )
        self._clock = clock
        self._scripts: dict[str, AsyncScript] = {}

    async def run(self, script: str, keys: Sequence[str], args: Sequence[bytes]) -> Any:
        """Run a Lua script on the server, where nothing else happens meanwhile.

        It is sent by its digest, and in full to a server that does not know it yet.
        """
        known = self._scripts.get(script)
        if known is None:
            known = self._scripts[script] = self.client.register_script(script)
        return await known(keys=[self.build_key(key) for key in keys], args=args)

    async def _multi_get(
        self, keys: Sequence[str], encoding: str | None = None, _conn: None = None
    ) -> list[Entry[bytes] | None]:
        values = await self.client.mget(keys)
        return [
            None if data is None else unpack(key, data)
            for key, data in zip(keys, values, strict=True)
        ]

    async def _multi_set(
        self,
        pairs: Iterable[tuple[str, Entry[bytes]]],
        ttl: float | None = None,
        _conn: None = None,
    ) -> bool:
        now = self._clock()
        async with self.client.pipeline(transaction=False) as pipe:
            for key, entry in pairs:
                pipe.set(key, pack(key, entry), px=_milliseconds(entry.keep_until - now))
            await pipe.execute()
        return True

    async def _close(self, *args: Any, _conn: None = None, **kwargs: Any) -> None:
        # aiocache's calls a method that is deprecated.
        await self.client.aclose()


def connect(
    url: str, *, namespace: str, clock: Callable[[], float], operation_timeout: float
) -> SharedCache:
    """Return the cache at a checked URL; nothing is sent before the first operation."""
    limits: dict[str, Any] = {
        "timeout": operation_timeout,
        # The store times a whole operation. With a time-out of its own, the client sends through
        # `asyncio.wait_for`, which on Python 3.11 may lose the cancellation of a caller who left.
        "socket_timeout": None,
        "socket_connect_timeout": operation_timeout,
        # One try: by default the client tries for seconds.
        "retry": Retry(NoBackoff(), 0),
        # A connection is there at once: no greetings that a cache can do without.
        "protocol": 2,
        "driver_info": None,
    }
    pool = BlockingConnectionPool.from_url(url, max_connections=POOL_SIZE, **limits)
    return SharedCache(pool, namespace=namespace, clock=clock)


def _milliseconds(lifetime: float) -> int:
    return math.ceil(min(max(lifetime, 0.001), LONGEST_LIFETIME) * 1000)
