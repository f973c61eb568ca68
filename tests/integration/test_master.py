"""A master keeps its workers running, whatever they are."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.workers import Master, listen
from gateway.workers.signals import ECHO
from tests.fakes import Clock

# Notes its process, serves, and ends well on SIGTERM or when its master is gone.
GOOD = """
import os, pathlib, signal, sys
number, folder = sys.argv[1], pathlib.Path(sys.argv[2])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
(folder / f"{number}.{os.getpid()}").touch()
print("serving", flush=True)
sys.stdin.read()
"""
STUBBORN = GOOD.replace("lambda *_: sys.exit(0)", "signal.SIG_IGN").replace(
    "sys.stdin.read()", "signal.pause(); signal.pause()"
)
BROKEN = GOOD.replace('print("serving", flush=True)', "sys.exit(3)")
FAILING = GOOD.replace("sys.exit(0))", "sys.exit(5))")


class Running:
    """A master of two workers that run this program, in a folder that knows their processes."""

    def __init__(self, program: str, folder: Path, grace: float) -> None:
        self._folder = folder
        self.announced = asyncio.Event()
        self.clock = Clock()
        self.listener = listen("127.0.0.1", 0)
        command = [sys.executable, "-c", program]
        self._master = Master(
            lambda number: [*command, str(number), str(folder)],
            2,
            self.listener,
            grace,
            self.clock,
        )
        self.code = asyncio.create_task(self._master.run(self.announced.set))

    def processes(self, number: int) -> set[int]:
        """Return the processes that were this worker so far."""
        return {int(path.suffix[1:]) for path in self._folder.glob(f"{number}.*")}

    async def another(self, number: int, known: set[int]) -> int:
        """Wait for another process to be this worker."""
        while not (new := self.processes(number) - known):  # noqa: ASYNC110  # it sets no event
            await asyncio.sleep(0.01)
        return new.pop()


@asynccontextmanager
async def _running(program: str, folder: Path, grace: float = 30.0) -> AsyncIterator[Running]:
    running = Running(program, folder, grace)
    try:
        yield running
    finally:
        running.listener.close()
        if not running.code.done():
            os.kill(os.getpid(), signal.SIGTERM)
            await running.code


def _send(number: int) -> None:
    os.kill(os.getpid(), number)


async def test_it_says_when_all_serve_and_ends_well_when_they_do(tmp_path: Path) -> None:
    async with _running(GOOD, tmp_path) as running:
        await running.announced.wait()
        assert [len(running.processes(number)) for number in (1, 2)] == [1, 1]
        _send(signal.SIGTERM)
        assert await running.code == 0


async def test_a_worker_that_dies_is_replaced_and_the_other_is_left_alone(tmp_path: Path) -> None:
    async with _running(GOOD, tmp_path) as running:
        await running.announced.wait()
        first, other = running.processes(1), running.processes(2)
        for process in first:
            os.kill(process, signal.SIGKILL)
        await running.another(1, first)
        assert running.processes(2) == other
        _send(signal.SIGTERM)
        assert await running.code == 0


async def test_one_that_can_not_begin_ends_all_with_its_code(tmp_path: Path) -> None:
    async with _running(BROKEN, tmp_path) as running:
        assert await running.code == 3
        assert not running.announced.is_set()
        assert running.processes(2) == set()


async def test_one_that_ends_badly_is_told_of(tmp_path: Path) -> None:
    async with _running(FAILING, tmp_path) as running:
        await running.announced.wait()
        _send(signal.SIGTERM)
        assert await running.code == 5


async def test_one_that_does_not_end_is_killed_when_its_grace_is_over(tmp_path: Path) -> None:
    async with _running(STUBBORN, tmp_path, grace=0.2) as running:
        await running.announced.wait()
        _send(signal.SIGTERM)
        assert await running.code == 1


async def test_a_second_signal_ends_them_at_once(tmp_path: Path) -> None:
    async with _running(STUBBORN, tmp_path) as running:
        await running.announced.wait()
        _send(signal.SIGTERM)
        while running.listener.fileno() != -1:  # noqa: ASYNC110  # it sets no event
            await asyncio.sleep(0)
        _send(signal.SIGTERM)
        await asyncio.wait([running.code], timeout=0.1)
        assert not running.code.done()
        running.clock.now += ECHO
        _send(signal.SIGTERM)
        assert await running.code == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_one_that_dies_at_the_end_is_not_replaced(number: int, tmp_path: Path) -> None:
    async with _running(GOOD, tmp_path) as running:
        await running.announced.wait()
        (first,) = running.processes(1)
        os.kill(first, signal.SIGKILL)
        _send(number)
        assert await running.code == 1
        assert running.processes(1) == {first}
