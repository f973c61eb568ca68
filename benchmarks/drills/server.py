"""The shared cache server killed, frozen, slow and corrupt under load: nobody notices much."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from benchmarks.drills import processes
from benchmarks.drills.figures import Figure, at_most, noted, percentile
from benchmarks.drills.load import Answer, open_loop
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox

RATE = 60
WARM = 100
WORSE = 0.1
"""Seconds that 99 of 100 answers may take longer."""

BACK = 5.0
"""Seconds until the server is used again."""

SLOW = 2.0
"""Seconds by which a slow server's answers are late."""


@dataclass
class Line:
    """A line to a port of the loopback interface; answers take `delay` seconds more."""

    target: int
    delay: float = 0.0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        try:
            onward, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        ways = [
            asyncio.ensure_future(self._carry(reader, back, lambda: 0.0)),
            asyncio.ensure_future(self._carry(onward, writer, lambda: self.delay)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            writer.close()
            back.close()

    async def _carry(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        delay: Callable[[], float],
    ) -> None:
        while data := await source.read(1 << 16):
            await asyncio.sleep(delay())
            target.write(data)


@dataclass
class Server:
    """A redis-server behind a line, which can be broken in every way and healed again."""

    line: Line
    stack: AsyncExitStack
    program: processes.Program

    async def killed(self) -> None:
        """End it."""
        await self.program.kill()

    async def frozen(self) -> None:
        """Stop it."""
        self.program.freeze()

    async def slow(self) -> None:
        """Make its answers late."""
        self.line.delay = SLOW

    async def corrupt(self) -> None:
        """Turn a byte of every value that it holds."""
        async with Redis(port=self.program.port) as client:
            async for key in client.scan_iter(_type="string"):
                value = await client.get(key)
                if isinstance(value, bytes) and value:
                    spoilt = value[:-1] + bytes([value[-1] ^ 0xFF])
                    await client.set(key, spoilt, keepttl=True)

    async def heal(self) -> None:
        """Mend it, whatever is broken."""
        self.line.delay = 0.0
        if self.program.process.returncode is None:
            self.program.thaw()
        else:
            redis = processes.redis(self.program.port)
            self.program = await self.stack.enter_async_context(redis)


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[Server, str]]:
    """Run a server; yield it and its URL."""
    async with AsyncExitStack() as stack:
        program = await stack.enter_async_context(processes.redis())
        line = Line(program.port)
        listening = await asyncio.start_server(line.accept, "127.0.0.1", 0)
        stack.callback(listening.close)
        port = listening.sockets[0].getsockname()[1]
        yield Server(line, stack, program), f"redis://127.0.0.1:{port}/0"


async def run(*, short: bool) -> list[Figure]:
    """Break the server in each way in turn, under load."""
    seconds = 1.5 if short else 15.0
    figures = []
    async with (
        sandbox() as providers,
        _server() as (server, url),
        gateways(providers, 2, cache_url=url) as replicas,
    ):
        drill = Drill(providers, replicas, seconds)
        await asyncio.gather(*(drill.ask(number) for number in range(WARM)))
        await drill.load()
        before = await drill.load()
        usual = percentile((answer.seconds for answer in before), 0.99)
        figures.append(noted("p99 before", usual * 1e3, "ms"))
        for way in (server.killed, server.frozen, server.slow, server.corrupt):
            await way()
            answers = await drill.load()
            await server.heal()
            figures += _figures(way.__name__, answers, usual, await drill.back())
    return figures


class Drill:
    """The load on two replicas."""

    def __init__(self, providers: Sandbox, replicas: Sequence[Replica], seconds: float) -> None:
        self._providers = providers
        self._replicas = replicas
        self._seconds = seconds
        self._next = WARM

    async def ask(self, number: int) -> Answer:
        """Ask one replica after the other."""
        return await self._replicas[number % 2].caller.ask(number)

    async def load(self) -> list[Answer]:
        """Ask for known and new parcels in turn."""
        first = self._next
        answers = await open_loop(
            RATE,
            self._seconds,
            lambda number: self.ask(first + number if number % 4 > 1 else number % WARM),
        )
        self._next += len(answers)
        return answers

    async def back(self) -> float:
        """Return the seconds until one replica uses again what another one has fetched."""
        start = time.monotonic()
        one, other = self._replicas
        while time.monotonic() < start + 4 * BACK:
            self._next += 1
            await one.caller.ask(self._next)
            answer = await other.caller.ask(self._next)
            if all(source["fromCache"] for source in answer.sources.values()):
                break
            await asyncio.sleep(0.1)
        return time.monotonic() - start


def _figures(what: str, answers: Sequence[Answer], usual: float, back: float) -> list[Figure]:
    slow = percentile((answer.seconds for answer in answers), 0.99)
    failed = sum(not all(answer.has(name) for name in PROVIDERS) for answer in answers)
    return [
        at_most(f"{what}: errors in {len(answers):,} requests", failed, 0),
        at_most(f"{what}: p99 worse", max(0.0, slow - usual) * 1e3, WORSE * 1e3, "ms", timed=True),
        at_most(f"{what}: used again after", back, BACK, "s", timed=True),
    ]
