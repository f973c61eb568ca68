"""Five times what a gateway can serve: it goes on serving that, and refuses the rest at once."""

import asyncio
import json
import random
import time
from collections.abc import Sequence

from benchmarks.drills.figures import Figure, at_least, at_most, noted, percentile
from benchmarks.drills.load import BATCH, Answer, closed_loop, open_loop
from benchmarks.drills.providers import ref
from benchmarks.drills.setting import Replica, gateways, sandbox

TIMES = 5
GOODPUT = 80
"""Percent of the peak."""

REFUSED = 0.05
"""Seconds for a refusal."""

PARCELS = 100
"""In one request: the gateway is to be what is slow, not who asks."""

CALLERS = 8
KNOWN = 1_000
"""Parcels that requests are made of, each of them of others: no two requests are alike."""


async def run(*, short: bool) -> list[Figure]:
    """Measure the peak with callers who wait for their answers, then ask much faster than that."""
    seconds = 2.0 if short else 20.0
    async with sandbox() as providers, gateways(providers) as (replica,):
        for first in range(0, KNOWN, PARCELS):
            await _send(replica, range(first, first + PARCELS))
        await closed_loop(CALLERS, 1.0, lambda _: _ask(replica))
        peak = _good(await closed_loop(CALLERS, seconds, lambda _: _ask(replica))) / seconds
        health = asyncio.create_task(_watch_health(replica))
        start = time.monotonic()
        answers = await open_loop(TIMES * peak, seconds, lambda _: _ask(replica))
        health.cancel()
        # What was let in late is answered after the last one has asked.
        lasted = max(answer.sent_at + answer.seconds for answer in answers) - start
        goodput = _good(answers) / lasted
    return [*_told(peak, goodput, answers), *_alive(await health)]


async def _ask(replica: Replica) -> Answer:
    # Nothing here is secret.
    return await _send(replica, random.sample(range(KNOWN), PARCELS))


async def _send(replica: Replica, parcels: Sequence[int]) -> Answer:
    refs = [ref(parcel) for parcel in parcels]
    body = json.dumps({"query": BATCH, "variables": {"refs": refs}})
    return await replica.caller.send(body.encode())


def _good(answers: Sequence[Answer]) -> int:
    return sum(answer.status == 200 for answer in answers)


def _told(peak: float, goodput: float, answers: Sequence[Answer]) -> list[Figure]:
    refused = [answer.seconds for answer in answers if answer.status == 503]
    served = [answer.seconds for answer in answers if answer.status == 200]
    broken = len(answers) - len(refused) - len(served)
    slowest = percentile(refused, 0.99) * 1e3
    return [
        noted(f"peak, in requests for {PARCELS} parcels", peak, "a second"),
        at_least(
            f"goodput of {TIMES} times that", 100 * goodput / peak, GOODPUT, "% of it", timed=True
        ),
        noted("refused", len(refused)),
        at_most("refusals, median", percentile(refused, 0.5) * 1e3, 50, "ms", timed=True),
        at_most("refusals, p99", slowest, REFUSED * 1e3, "ms", timed=True),
        noted("answers, p99", percentile(served, 0.99) * 1e3, "ms"),
        at_most("neither answered nor refused", broken, 0),
    ]


async def _watch_health(replica: Replica) -> list[Answer]:
    seen = []
    try:
        while True:
            seen.append(await replica.caller.health())
            await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        return seen


def _alive(seen: Sequence[Answer]) -> list[Figure]:
    failed = sum(answer.status != 200 for answer in seen)
    return [
        at_most(f"health checks that failed, of {len(seen)}", failed, 0),
        noted("slowest health check", max(answer.seconds for answer in seen) * 1e3, "ms"),
    ]
