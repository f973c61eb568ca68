"""200 equal cold requests: each provider is asked once."""

import asyncio
import itertools
from collections.abc import Iterator, Sequence

from benchmarks.drills import processes
from benchmarks.drills.figures import Figure, at_most
from benchmarks.drills.load import Answer
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox

REQUESTS = 200
REPLICAS = 3
SETTLE = 0.5
"""Seconds in which the providers note what is still on its way."""


async def run(*, short: bool) -> list[Figure]:
    """Count the calls in one process, in replicas that share a server, and while it is down."""
    rounds = 1 if short else 10
    parcels = itertools.count(1)

    async def figures_of(where: str, replicas: Sequence[Replica], most: int) -> list[Figure]:
        chosen = itertools.islice(parcels, rounds)
        return await _figures(where, providers, replicas, chosen, most)

    async with sandbox() as providers:
        async with gateways(providers) as replicas:
            figures = await figures_of("one process", replicas, 1)
        async with processes.redis() as server:
            url = f"redis://127.0.0.1:{server.port}/0"
            async with gateways(providers, REPLICAS, cache_url=url) as replicas:
                figures += await figures_of(f"{REPLICAS} replicas", replicas, 1)
                await server.kill()
                where = f"{REPLICAS} replicas, redis-server down"
                figures += await figures_of(where, replicas, REPLICAS)
    return figures


async def _figures(
    where: str,
    providers: Sandbox,
    replicas: Sequence[Replica],
    parcels: Iterator[int],
    most: int,
) -> list[Figure]:
    """Ask for one cold parcel after the other; return the most calls that one of them took."""
    worst = dict.fromkeys(PROVIDERS, 0)
    failed = 0
    for parcel in parcels:
        before = {name: len(await providers.times(name)) for name in PROVIDERS}
        answers = await _ask(replicas, parcel)
        await asyncio.sleep(SETTLE)
        for name in PROVIDERS:
            worst[name] = max(worst[name], len(await providers.times(name)) - before[name])
        failed += sum(not all(answer.has(name) for name in PROVIDERS) for answer in answers)
    figures = [
        at_most(f"{where}: calls to {name} for {REQUESTS} requests", calls, most)
        for name, calls in worst.items()
    ]
    return [*figures, at_most(f"{where}: requests without both providers' data", failed, 0)]


async def _ask(replicas: Sequence[Replica], parcel: int) -> list[Answer]:
    asking = (replicas[number % len(replicas)].caller.ask(parcel) for number in range(REQUESTS))
    return await asyncio.gather(*asking)
