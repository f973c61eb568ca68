"""Ten times the demand that the quota allows, on three replicas: not one call too many."""

import asyncio
from collections.abc import Sequence

from benchmarks.drills import processes
from benchmarks.drills.figures import Figure, at_most, noted, percentile
from benchmarks.drills.load import Answer, open_loop
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox

REPLICAS = 3
DEMAND = 10
"""Times the quota."""

WINDOW = 60.0
"""Seconds."""

PARCELS = 10
FLAKY = "SHIPPO"
"""Fails at every other call, so that there are retries to be counted."""


async def run(*, short: bool) -> list[Figure]:
    """Ask for parcels that are never fresh; look for the minute with the most calls."""
    quota, seconds = (30, 6.0) if short else (60, 180.0)
    rate = DEMAND * quota / min(seconds, WINDOW)
    async with (
        sandbox() as providers,
        processes.redis() as server,
        gateways(
            providers,
            REPLICAS,
            cache_url=f"redis://127.0.0.1:{server.port}/0",
            shipstation_calls_per_minute=quota,
            shippo_calls_per_minute=quota,
            lifetime_moving_seconds=0.5,
            revalidate_seconds=2,
        ) as replicas,
    ):
        await _warm(replicas)
        await providers.fail(FLAKY, "flaky")
        answers = await open_loop(rate, seconds, lambda number: _ask(replicas, number))
        return [
            *_told(answers),
            *[await _counted(providers, name, quota) for name in PROVIDERS],
        ]


async def _warm(replicas: Sequence[Replica]) -> None:
    for parcel in range(PARCELS):
        answer = await replicas[parcel % REPLICAS].caller.ask(parcel)
        if not all(answer.has(name) for name in PROVIDERS):
            raise RuntimeError("the parcels can't be had although nothing is broken yet")


async def _ask(replicas: Sequence[Replica], number: int) -> Answer:
    return await replicas[number % REPLICAS].caller.ask(number // REPLICAS % PARCELS)


def _told(answers: Sequence[Answer]) -> list[Figure]:
    empty = sum(not all(answer.has(name) for name in PROVIDERS) for answer in answers)
    stale = sum(
        source["outcome"] == "STALE" for answer in answers for source in answer.sources.values()
    )
    slowest = percentile((answer.seconds for answer in answers), 0.99)
    return [
        at_most(f"answers of {len(answers):,} without both providers' data", empty, 0),
        noted("sources that were stale beside an error", stale),
        noted("p99", slowest * 1e3, "ms"),
    ]


async def _counted(providers: Sandbox, name: str, quota: int) -> Figure:
    await asyncio.sleep(0.5)
    times = await providers.times(name)
    worst = max(sum(at <= other < at + WINDOW for other in times) for at in times)
    return at_most(f"calls to {name} in the busiest minute, of {len(times)}", worst, quota)
