"""Gateways are told to stop and replaced, and so are workers, while they are asked."""

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from benchmarks.drills.figures import Figure, at_most
from benchmarks.drills.load import Answer, calling, open_loop
from benchmarks.drills.raw import answers as read
from benchmarks.drills.setting import Replica, Sandbox, gateways, sandbox

RATE = 50
"""Requests a second."""

WARM = 20
"""Parcels that they are about."""

DRAIN = 2.0
"""Seconds for which a gateway goes on taking connections, although it is not ready."""

LOOK = 0.05
"""Seconds from one look to the next."""

LATE = 0.5
"""Seconds after the signal at which the rest of a request comes."""

WORKERS = 2
BODY = json.dumps({"query": "{ gateway { version } }"}).encode()
REQUEST = (
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\n"
)


async def run(*, short: bool) -> list[Figure]:
    """Replace gateways behind a balancer, then workers behind a port."""
    rounds = 1 if short else 5
    async with sandbox() as providers:
        return [
            *await _behind_a_balancer(providers, rounds),
            *await _behind_a_port(providers, rounds),
        ]


class Balancer:
    """Sends each request to one of the gateways that say that they are ready."""

    def __init__(self) -> None:
        self.replicas: list[Replica] = []
        self._ready: list[Replica] = []

    async def look(self) -> None:
        """See who is ready."""
        looked = list(self.replicas)
        seen = await asyncio.gather(*(one.caller.readiness() for one in looked))
        self._ready = [
            one for one, answer in zip(looked, seen, strict=True) if answer.status == 200
        ]

    async def watch(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK)

    async def ask(self, number: int) -> Answer:
        """Ask one of them for a parcel."""
        return await self._ready[number % len(self._ready)].caller.ask(number % WARM)


async def _behind_a_balancer(providers: Sandbox, rounds: int) -> list[Figure]:
    codes, late = [], []
    balancer = Balancer()
    async with AsyncExitStack() as stack:

        async def join() -> Replica:
            (one,) = await stack.enter_async_context(gateways(providers, drain_seconds=DRAIN))
            balancer.replicas.append(one)
            await balancer.look()
            return one

        leaving = await join()
        stack.callback(asyncio.create_task(balancer.watch()).cancel)
        async with _asking(balancer.ask) as answers:
            for _ in range(rounds):
                joining = await join()
                late.append(await _stop(leaving.program.port, leaving.program.process.pid))
                codes.append(await leaving.program.process.wait())
                balancer.replicas.remove(leaving)
                leaving = joining
    return _figures(f"gateways behind a balancer, {rounds} times", answers, late, codes)


async def _behind_a_port(providers: Sandbox, rounds: int) -> list[Figure]:
    late = []
    async with (
        gateways(providers, workers=WORKERS, drain_seconds=DRAIN) as (replica,),
        calling(replica.program.url, keep=False) as newcomer,
    ):
        # Some clients keep their connections, others make one for each request.
        callers = (replica.caller, newcomer)
        await _all_serve(replica)
        async with _asking(lambda n: callers[n % 2].ask(n % WARM)) as answers:
            for number in range(rounds):
                worker = _workers(replica)[number % WORKERS]
                late.append(await _stop(replica.program.port, worker))
                while worker in _workers(replica):  # noqa: ASYNC110  # it sets no event
                    await asyncio.sleep(LOOK)
                await _all_serve(replica)
        replica.program.process.terminate()
        codes = [await replica.program.process.wait()]
    return _figures(f"one of {WORKERS} workers behind a port, {rounds} times", answers, late, codes)


@asynccontextmanager
async def _asking(ask: Callable[[int], Awaitable[Answer]]) -> AsyncIterator[list[Answer]]:
    """Ask all the time; the answers are in the list when this is left."""
    answers: list[Answer] = []
    end = asyncio.Event()

    async def go_on() -> None:
        while not end.is_set():
            answers.extend(await open_loop(RATE, 0.5, ask))

    going = asyncio.create_task(go_on())
    try:
        yield answers
    finally:
        end.set()
        await going


async def _stop(port: int, process: int) -> int:
    """Tell a process to stop in the middle of a request, and return the status of the answer.

    On a port that several processes listen on, it may be another one's.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST + b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY[:5]))
    await asyncio.sleep(LOOK)
    os.kill(process, signal.SIGTERM)
    await asyncio.sleep(LATE)
    writer.write(BODY[5:])
    found = read(await reader.read())
    writer.close()
    return found[0].status if found else 0


async def _all_serve(replica: Replica) -> None:
    told = 0
    while told < WORKERS:
        await asyncio.sleep(LOOK)
        told = len(set(re.findall(r'worker="(\d+)"', await replica.caller.metrics())))


def _workers(replica: Replica) -> list[int]:
    master = replica.program.process.pid
    return [int(n) for n in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def _figures(
    what: str, answers: Sequence[Answer], late: Sequence[int], codes: Sequence[int]
) -> list[Figure]:
    failed = sum(answer.shipment is None for answer in answers)
    unanswered = sum(status != 200 for status in late)
    return [
        at_most(f"{what}: failed requests, of {len(answers)}", failed, 0),
        at_most(f"{what}: requests under way that failed", unanswered, 0),
        at_most(f"{what}: exit codes other than 0", sum(code != 0 for code in codes), 0),
    ]
