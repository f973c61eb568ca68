"""Answers that are meant to burst whoever reads them."""

import asyncio
from collections.abc import Sequence

from benchmarks.drills.figures import Figure, at_most
from benchmarks.drills.load import Answer, open_loop
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox

BOMBS = ("huge", "gzip-bomb", "deep", "many-headers", "endless", "long-header", "long-text")
TYPED = {"BAD_RESPONSE", "UNAVAILABLE", "TIMEOUT"}
MEMORY = 60
"""MB more than before."""

STALL = 0.5
"""Seconds that others wait at the most."""

AT_ONCE = 8
WARM = 20


async def run(*, short: bool) -> list[Figure]:
    """Let each provider send each bomb, to several callers at once, while others ask as usual."""
    figures = []
    async with sandbox() as providers:
        for bomb in BOMBS[:4] if short else BOMBS:
            for dead in PROVIDERS[:1] if short else PROVIDERS:
                async with gateways(providers) as (replica,):
                    figures += await _burst(providers, replica, dead, bomb)
    return figures


async def _burst(providers: Sandbox, replica: Replica, dead: str, bomb: str) -> list[Figure]:
    await asyncio.gather(*(replica.caller.ask(number) for number in range(WARM)))
    await providers.fail(dead, bomb)
    before = replica.program.memory()
    others = asyncio.create_task(open_loop(20, 1.5, lambda n: replica.caller.ask(n % WARM)))
    await asyncio.sleep(0.5)
    hit = await asyncio.gather(*(replica.caller.ask(1_000 + n) for n in range(AT_ONCE)))
    calm = await others
    await providers.heal()
    return _figures(f"{bomb} of {dead}", dead, replica.program.peak() - before, hit, calm)


def _figures(
    what: str, dead: str, more: float, hit: Sequence[Answer], calm: Sequence[Answer]
) -> list[Figure]:
    # What can be read all the same, e.g. an answer with 5,000 headers, is no failure.
    untyped = sum(
        not (answer.has(dead) or _code(answer, dead) in TYPED) or answer.shipment is None
        for answer in hit
    )
    return [
        at_most(f"{what}: more memory", max(0.0, more), MEMORY, "MB"),
        at_most(
            f"{what}: others wait",
            max(answer.seconds for answer in calm) * 1e3,
            STALL * 1e3,
            "ms",
            timed=True,
        ),
        at_most(f"{what}: neither data nor a typed error", untyped, 0),
    ]


def _code(answer: Answer, provider: str) -> str:
    error = (answer.sources.get(provider) or {}).get("error") or {}
    return str(error.get("code"))
