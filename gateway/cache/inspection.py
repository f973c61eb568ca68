"""Look at a cache server as somebody does who sets one up."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

PATIENCE = 3.0
"""Seconds for a server to answer; the gateway itself waits for far less."""

PINGS = 5


class Unreachable(Exception):  # a condition, like every error here
    """The server does not answer as one does; the message holds nothing of its URL."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself.

    `latency` is the best of some round trips, in seconds. `max_memory` is in bytes, 0 without a
    limit; `policy` is what it removes at the limit. Both are None where it doesn't tell.
    """

    name: str
    latency: float
    max_memory: int | None
    policy: str | None


async def inspect(url: str) -> Server:
    """Ask the server at a checked URL.

    Raises:
        Unreachable: it can't be reached, or refuses.
    """
    server = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        async with asyncio.timeout(2 * PATIENCE), server:
            latency = min([await _round_trip(server) for _ in range(PINGS)])
            facts = await server.info()
    except (RedisError, OSError, TimeoutError) as error:
        raise Unreachable(type(error).__name__) from None
    limit = facts.get("maxmemory")
    policy = facts.get("maxmemory_policy")
    return Server(_name(facts), latency, limit, str(policy) if policy else None)


async def _round_trip(server: Redis) -> float:
    began = time.perf_counter()
    await server.ping()
    return time.perf_counter() - began


def _name(facts: dict[str, Any]) -> str:
    if "valkey_version" in facts:
        return f"Valkey {facts['valkey_version']}"
    return f"Redis {facts.get('redis_version', 'of an unknown version')}"
