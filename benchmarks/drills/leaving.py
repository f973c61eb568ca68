"""A caller who goes away takes along the work that only it waited for."""

import asyncio
from contextlib import suppress

from benchmarks.drills.figures import Figure, at_least, at_most
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox

AWAY = 0.5
"""Seconds after which a caller goes away; the providers take three."""


PATIENT = {"try_timeout_seconds": 6, "request_timeout_seconds": 10}
"""Settings with which the gateway doesn't give up by itself."""


async def run(*, short: bool) -> list[Figure]:
    """Let callers leave: one alone, and one of two."""
    async with sandbox() as providers, gateways(providers, **PATIENT) as (replica,):
        for provider in PROVIDERS:
            await providers.fail(provider, "slow")
        figures = await _alone(providers, replica, 1 if short else 10)
        return figures + await _one_of_two(providers, replica)


async def _alone(providers: Sandbox, replica: Replica, count: int) -> list[Figure]:
    # One after the other: each provider's calls are the circuit's to judge, too.
    for number in range(count):
        await _leave(replica, number)
    await asyncio.sleep(AWAY)
    return [
        at_least(
            f"calls to {name} ended for {count} callers who left",
            await providers.abandoned(name),
            count,
        )
        for name in PROVIDERS
    ]


async def _one_of_two(providers: Sandbox, replica: Replica) -> list[Figure]:
    before = {name: await providers.abandoned(name) for name in PROVIDERS}
    staying = asyncio.create_task(replica.caller.ask(1_000))
    await _leave(replica, 1_000)
    answer = await staying
    ended = sum([await providers.abandoned(name) - before[name] for name in PROVIDERS])
    missing = sum(not answer.has(name) for name in PROVIDERS)
    return [
        at_most("calls ended although another caller waits", ended, 0),
        at_most("providers that are missing in the answer to who stayed", missing, 0),
    ]


async def _leave(replica: Replica, number: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(AWAY):
            await replica.caller.ask(number)
