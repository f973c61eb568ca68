"""Many requests, and a flood of numbers that nobody asks for twice: memory does not grow."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from benchmarks.drills import processes
from benchmarks.drills.figures import Figure, at_most, noted
from benchmarks.drills.load import Answer
from benchmarks.drills.setting import Replica, gateways, sandbox

GROWTH = 5
"""Percent, from a tenth of the way to its end."""

CALLERS = 8
UNITS = 10
"""Parts that the way is measured in."""


async def run(*, short: bool) -> list[Figure]:
    """Soak a gateway in requests, then flood a process's cache."""
    requests, flood = (1_000, 30_000) if short else (100_000, 1_000_000)
    return [*await _soak(requests), *await _flood(flood)]


async def _soak(requests: int) -> list[Figure]:
    # A cache that is full after a tenth of the way: what grows then is no cache.
    settings = {"cache_max_entries": requests // UNITS // 2}
    async with sandbox() as providers, gateways(providers, **settings) as (replica,):
        started = time.monotonic()
        failed, sizes = await _ask_all(replica, requests)
        rate = requests / (time.monotonic() - started)
    return [
        at_most(f"failed of {requests:,} requests", failed, 0),
        *_grown("gateway", sizes),
        noted("requests a second", rate),
    ]


async def _ask_all(replica: Replica, requests: int) -> tuple[int, list[float]]:
    failed, sizes = 0, []
    for unit in range(UNITS):
        numbers = iter(range(unit * requests // UNITS, (unit + 1) * requests // UNITS))
        failed += sum(await asyncio.gather(*(_failed(replica, numbers) for _ in range(CALLERS))))
        sizes.append(replica.program.memory())
    return failed, sizes


async def _failed(replica: Replica, numbers: Iterator[int]) -> int:
    """Ask one after the other, together with others who take from the same numbers."""
    answers = [(await _ask(replica, number)).shipment for number in numbers]
    return sum(shipment is None for shipment in answers)


async def _ask(replica: Replica, number: int) -> Answer:
    """Ask for a parcel of its own every other time, else for one of a hundred."""
    return await replica.caller.ask(1_000 + number if number % 2 else number // 2 % 100)


async def _flood(numbers: int) -> list[Figure]:
    output = await processes.output("benchmarks.drills.flood", str(numbers))
    return _grown(f"flood of {numbers:,} numbers", [float(line) for line in output.split()])


def _grown(what: str, sizes: Sequence[float]) -> list[Figure]:
    growth = 100 * (sizes[-1] - sizes[0]) / sizes[0]
    return [
        at_most(f"{what}: growth from 10 % to 100 %", growth, GROWTH, "%"),
        noted(f"{what}: memory at 10 %", sizes[0], "MB"),
        noted(f"{what}: memory at 100 %", sizes[-1], "MB"),
    ]
