"""One provider is down for a minute: callers get the other one's data, at once."""

import asyncio
import itertools
import time
from collections.abc import Sequence

from benchmarks.drills.figures import Figure, at_most, noted, percentile
from benchmarks.drills.load import Answer, open_loop
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox

FAULTS = ("reset", "hang", "drip", "down", "garbage")
SHORT = (("SHIPSTATION", "reset"), ("SHIPPO", "hang"))
RATE = 60
"""Requests a second; every other one is for a parcel that was never asked for before."""

WARM = 200
"""Parcels that the cache holds from before."""

LATE = 0.1
"""Seconds for 99 of 100 answers once the circuit is open."""

CALLS = 20
"""Calls a minute to the provider that is down, once the circuit is open."""

BACK = 10.0
"""Seconds until a provider that is healed is asked again."""


async def run(*, short: bool) -> list[Figure]:
    """Let each provider fail in each way in turn; the short form takes two of them."""
    figures = []
    seconds = 3 if short else 60
    async with sandbox() as providers:
        for dead, fault in SHORT if short else itertools.product(PROVIDERS, FAULTS):
            async with gateways(providers) as (replica,):
                figures += await _outage(providers, replica, dead, fault, seconds)
    return figures


async def _outage(
    providers: Sandbox, replica: Replica, dead: str, fault: str, seconds: float
) -> list[Figure]:
    alive = next(name for name in PROVIDERS if name != dead)
    await asyncio.gather(*(replica.caller.ask(number) for number in range(WARM)))
    usual = await open_loop(RATE, seconds / 6, lambda number: replica.caller.ask(_parcel(number)))
    before = len(await providers.times(dead))
    opened = asyncio.ensure_future(_opened(replica, dead))
    await providers.fail(dead, fault)
    answers = await open_loop(RATE, seconds, lambda n: replica.caller.ask(_parcel(len(usual) + n)))
    opened_at = await opened
    times = (await providers.times(dead))[before:]
    await providers.heal()
    back = await _back(replica, dead)
    what = f"{dead} {fault}"
    healthy = percentile((answer.seconds for answer in usual), 0.99) * 1e3
    return [
        noted(f"{what}: p99 before", healthy, "ms"),
        *_told(what, answers, alive, opened_at),
        *_called(what, times, opened_at),
        back,
    ]


def _parcel(number: int) -> int:
    return number % WARM if number % 2 else WARM + number


async def _opened(replica: Replica, dead: str) -> float:
    """Return when the circuit opened, in seconds of the clock that never goes back."""
    query = "{ providers { code availability } }"
    while True:
        answer = await replica.caller.post({}, query)
        for provider in (answer.body.get("data") or {}).get("providers", []):
            if provider["code"] == dead and provider["availability"] == "UNAVAILABLE":
                return time.monotonic()
        await asyncio.sleep(0.05)


def _told(what: str, answers: Sequence[Answer], alive: str, opened_at: float) -> list[Figure]:
    after = [answer.seconds for answer in answers if answer.sent_at > opened_at]
    until = [answer.seconds for answer in answers if answer.sent_at <= opened_at]
    return [
        at_most(
            f"{what}: failed of {len(answers):,} requests",
            sum(answer.shipment is None for answer in answers),
            0,
        ),
        at_most(
            f"{what}: answers without all of the other's data",
            sum(not answer.has(alive) for answer in answers),
            0,
        ),
        at_most(
            f"{what}: p99 with the circuit open",
            percentile(after, 0.99) * 1e3,
            LATE * 1e3,
            "ms",
            timed=True,
        ),
        noted(f"{what}: slowest until it opened", max(until, default=0.0) * 1e3, "ms"),
    ]


def _called(what: str, times: Sequence[float], opened_at: float) -> list[Figure]:
    # The providers note wall-clock times.
    opened = time.time() - (time.monotonic() - opened_at)
    after = [at for at in times if at > opened]
    worst = max((sum(at <= other < at + 60 for other in after) for at in after), default=0)
    return [
        at_most(f"{what}: calls a minute with the circuit open", worst, CALLS),
        noted(f"{what}: calls in all during the outage", len(times)),
    ]


async def _back(replica: Replica, dead: str) -> Figure:
    """Ask for new parcels until the healed provider's data is there."""
    healed_at = time.monotonic()
    number = 1_000_000
    while time.monotonic() < healed_at + 4 * BACK:
        answer = await replica.caller.ask(number)
        if answer.has(dead):
            break
        number += 1
        await asyncio.sleep(0.1)
    seconds = time.monotonic() - healed_at
    return at_most(f"{dead} back after it was healed", seconds, BACK, "s", timed=True)
