"""Thousands of requests that are wrong somehow: answers are JSON, and connections end."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.drills.figures import Figure, at_least, at_most
from benchmarks.drills.mangled import requests
from benchmarks.drills.raw import answers, exchange
from benchmarks.drills.setting import gateways, sandbox

COUNT = 10_000
SEEDS = 10
AT_ONCE = 150
"""Connections that are open at the same time."""

TRIES = 10
"""How often a request is sent that is refused because there is too much to do."""

# A request that is never whole, and a connection that could go on, take this long to end.
IMPATIENT: dict[str, Any] = {
    "head_timeout_seconds": 0.5,
    "body_timeout_seconds": 0.5,
    "keep_alive_seconds": 0.3,
    # The only answers that are no JSON would be pages.
    "board": "false",
}


async def run(*, short: bool) -> list[Figure]:
    """Send them all, then ask for something in earnest."""
    seeds = range(1 if short else SEEDS)
    async with sandbox() as providers, gateways(providers, **IMPATIENT) as (replica,):
        seen = sum([await _send(replica.program.port, seed) for seed in seeds], Counter[str]())
        after = await asyncio.gather(*(replica.caller.ask(number) for number in range(10)))
    failed = sum(answer.shipment is None for answer in after)
    return _figures(COUNT * len(seeds), seen, failed)


async def _send(port: int, seed: int) -> Counter[str]:
    waiting, seen = requests(seed, COUNT), Counter[str]()

    async def client() -> None:
        for pieces in waiting:
            seen.update(await _answered(port, pieces))

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return seen


async def _answered(port: int, pieces: Sequence[bytes]) -> list[str]:
    # On a busy machine there may be too much to do for a while, for good requests as well.
    for _ in range(TRIES):
        words = judge(pieces, received := await exchange(port, pieces))
        if b'"OVERLOADED"' not in (received or b""):
            break
        await asyncio.sleep(1)
    return words


def judge(pieces: Sequence[bytes], received: bytes | None) -> list[str]:
    """Say in words what became of a request: the statuses, and what is wrong with the answers."""
    if received is None:
        return ["hang"]
    try:
        found = answers(received, to_head=b"".join(pieces).lstrip().startswith(b"HEAD"))
    except (ValueError, KeyError):
        return ["broken"]
    wrong = ["not JSON" for said in found if not said.is_json]
    if not found and b"".join(pieces).strip(b"\r\n"):
        wrong.append("unanswered")
    return wrong + [f"{said.status // 100}xx" for said in found]


def _figures(count: int, seen: Counter[str], failed: int) -> list[Figure]:
    return [
        at_most(f"answers of 5xx to {count:,} malformed requests", seen["5xx"], 0),
        at_most("connections that hang", seen["hang"], 0),
        at_most("bodies that are no JSON", seen["not JSON"], 0),
        at_most("answers that are cut off or no HTTP", seen["broken"], 0),
        at_least(
            "refused, of all answers", 100 * seen["4xx"] / (seen["4xx"] + seen["2xx"]), 50, "%"
        ),
        at_most("connections closed without an answer", seen["unanswered"], 0),
        at_most("good requests afterwards that failed", failed, 0),
    ]
