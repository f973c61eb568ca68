"""Single requests that are meant to keep the gateway busy: decided at once, and others go on."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from benchmarks.drills.figures import Figure, at_least, at_most, noted
from benchmarks.drills.prober import Prober
from benchmarks.drills.processes import python
from benchmarks.drills.raw import answers, exchange
from benchmarks.drills.setting import Replica, Sandbox, gateways, sandbox
from benchmarks.hostile import BATTERY, Hostile, everything
from benchmarks.hostile.request import OK, document
from gateway.schema import create_schema

DECIDED = 50
"""Milliseconds for one request."""

STALL = 100
"""Milliseconds that others wait."""

PROCESSOR = 100
"""Milliseconds of the gateway's processor time for one request, on a machine as busy as may be."""

MEMORY = 100
"""MB more than before."""

ROUNDS = 3
"""Times that each request is sent, always another one to the byte; the best counts.

A short run is content with the first time that is as promised.
"""

PARCELS = 100
EVENTS = 10
"""Of each parcel, as each provider tells them."""

WARM = '{{ shipment(ref: {{labelId: "{}"}}) {{ id status {{ code }} }} }}'


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of one request: its first error's code, and milliseconds.

    `took` is from the first byte to the end of the answer, `processor` is the gateway's time on a
    processor, others included, and `stall` is the longest that somebody else waited.
    """

    status: int
    code: str
    took: float
    processor: float
    stall: float


async def run(*, short: bool) -> list[Figure]:
    """Send each hostile request, while somebody else asks as usual; then the largest one."""
    figures = await _battery(short=short)
    for what, seen in (await _largest(1 if short else ROUNDS)).items():
        name = f"everything of {PARCELS} parcels, {what}"
        figures += [
            noted(f"{name}: answered in", seen.took, "ms"),
            noted(f"{name}: others wait", seen.stall, "ms"),
        ]
    return figures


async def _battery(*, short: bool) -> list[Figure]:
    async with sandbox() as providers, gateways(providers, max_operations=20) as (replica,):
        await replica.caller.ask(1)
        before = replica.program.memory()
        with Prober(replica.program.port, _usual("se-drill-0000001")) as prober:
            seen = [(each, await _best(replica, prober, each, short=short)) for each in BATTERY]
        more = replica.program.peak() - before
    slowest, decided = max(seen, key=lambda pair: pair[1].took)
    longest, stalled = max(seen, key=lambda pair: pair[1].stall)
    costliest, cost = max(seen, key=lambda pair: pair[1].processor)
    other = [f"{each.name}: {got.code}" for each, got in seen if got.code != each.code]
    return [
        at_least("hostile requests", len(seen), 60),
        at_most("answered by 5xx", sum(got.status >= 500 for _, got in seen), 0),
        at_most(f"another code than expected {other or ''}".strip(), len(other), 0),
        at_most(f"slowest to be decided ({slowest.name})", decided.took, DECIDED, "ms", timed=True),
        at_most(f"others wait longest ({longest.name})", stalled.stall, STALL, "ms", timed=True),
        at_most(f"most processor time ({costliest.name})", cost.processor, PROCESSOR, "ms"),
        at_most("more memory", more, MEMORY, "MB"),
    ]


async def _best(replica: Replica, prober: Prober, hostile: Hostile, *, short: bool) -> Decision:
    """Send a request some times; return the best of what was measured."""
    seen: list[Decision] = []
    for nonce in range(1, ROUNDS + 1):
        seen.append(await _decide(replica, prober, hostile.written(nonce)))
        if short and seen[-1].took <= DECIDED and seen[-1].stall <= STALL:
            break
    return Decision(
        max(each.status for each in seen),
        seen[0].code if len({each.code for each in seen}) == 1 else "several",
        min(each.took for each in seen),
        min(each.processor for each in seen),
        min(each.stall for each in seen),
    )


async def _decide(replica: Replica, prober: Prober, request: bytes) -> Decision:
    await asyncio.sleep(0.01)
    prober.longest()
    before, started = replica.program.processor(), time.monotonic()
    received = await exchange(replica.program.port, [request])
    took = time.monotonic() - started
    # Who waits for an answer at the moment is to be counted.
    await asyncio.sleep(0.005)
    spent = replica.program.processor() - before
    status, code = _told(received)
    return Decision(status, code, took * 1e3, spent * 1e3, prober.longest() * 1e3)


def _told(received: bytes | None) -> tuple[int, str]:
    """Return the status and the code of the first error; what is no answer has neither."""
    if received is None:
        return 504, "none at all"
    (said,) = answers(received)
    try:
        body = json.loads(said.body)
    except ValueError:
        return said.status, "no JSON"
    parts = body if isinstance(body, list) else [body]
    codes = [error["extensions"]["code"] for part in parts for error in part.get("errors", ())]
    return said.status, codes[0] if codes else OK


async def _largest(rounds: int) -> dict[str, Decision]:
    """Ask for everything there is of many parcels, known and unknown."""
    seen: dict[str, list[Decision]] = defaultdict(list)
    for _ in range(rounds):
        async with (
            python("benchmarks.speed.upstream") as upstream,
            aiohttp.ClientSession() as session,
            gateways(Sandbox(upstream, session)) as (replica,),
        ):
            with Prober(replica.program.port, _usual(f"se-bench-{EVENTS}-0")) as prober:
                for what, request in _requests():
                    seen[what].append(await _decide(replica, prober, request))
    return {what: min(each, key=lambda one: one.stall) for what, each in seen.items()}


def _requests() -> Iterator[tuple[str, bytes]]:
    text = everything(create_schema()._schema)
    refs = [
        {
            "carrier": "ups",
            "trackingNumber": f"BENCH{EVENTS}X{number}",
            "labelId": f"se-bench-{EVENTS}-{number}",
        }
        for number in range(1, PARCELS + 1)
    ]
    yield "all unknown", _post(text, refs=refs)
    yield "the document unknown", _post(text + " ", refs=refs)
    yield "all known", _post(text + " ", refs=refs[::-1])


def _usual(label: str) -> bytes:
    return _post(WARM.format(label)).replace(b"Connection: close\r\n", b"")


def _post(query: str, **variables: Any) -> bytes:
    return document("", OK, query, **variables).written()
