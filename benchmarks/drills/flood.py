"""A flood of numbers that nobody asks for twice, in a process of its own.

    python -m benchmarks.drills.flood 1000000

prints the memory that the process has in use, in MB, at each tenth of the way. A third of the
numbers is known, a third is not, and a third can't be asked for.
"""

import asyncio
import os
import sys
import time

from benchmarks.drills.processes import memory_of
from gateway.cache import Cache, Claims, open_store
from gateway.errors import NotFound, Timeout, Unavailable
from gateway.loaders import Loader, Missing, Policy, Source
from gateway.settings import Settings
from gateway.upstream import Urgency

PARTS = 10
BATCH = 100
BODY = b"x" * 1_000


def _source(numbers: int) -> Source[bytes]:
    settings = Settings()
    # Full long before a tenth of the way: what grows then is no cache.
    entries = min(settings.cache_max_entries, numbers // PARTS // 2)
    store = open_store("memory://", max_entries=entries)
    cache: Cache[bytes | Missing] = Cache(store, encode=lambda value: b"", decode=lambda data: data)
    policy: Policy[bytes] = Policy(
        lifetime=lambda value, before: 600,
        urgency=lambda entry: Urgency.NEW,
        missing=lambda: NotFound("", provider="DRILL"),
        late=lambda: Timeout("", provider="DRILL"),
        revalidate=settings.revalidate_seconds,
        stand_in=settings.stale_seconds,
        cooldown=settings.cooldown_seconds,
    )
    return Source(
        ("drill",),
        fetch=_fetch,
        cache=cache,
        claims=Claims(store, lifetime=8),
        policy=policy,
        within=8,
        clock=time.time,
    )


async def _fetch(key: str) -> bytes:
    match int(key) % 3:
        case 0:
            return BODY + key.encode()
        case 1:
            raise NotFound("", provider="DRILL")
        case _:
            raise Unavailable("", provider="DRILL")


async def flood(numbers: int) -> None:
    """Ask for every number once, in batches; print the memory at each part of the way."""
    source = _source(numbers)
    for part in range(PARTS):
        for start in range(part * numbers // PARTS, (part + 1) * numbers // PARTS, BATCH):
            loader = Loader(source)
            await asyncio.gather(*(loader.load(str(start + n)) for n in range(BATCH)))
        print(memory_of(os.getpid()), flush=True)
    await source.aclose()


if __name__ == "__main__":
    asyncio.run(flood(int(sys.argv[1])))
