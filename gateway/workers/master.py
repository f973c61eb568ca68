"""The process that keeps workers running; it answers no request itself."""

import asyncio
import logging
import os
import signal
import socket
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, cast

from gateway.workers.signals import Signals

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds before a worker that ended is started anew: from, and to which they double."""

ENDING = (signal.SIGINT, signal.SIGTERM)

LONG_LIFE = 60.0
"""Seconds after which a worker has lived well, so that its end is the first one again."""


class Pauses:
    """The pauses before one worker is started again: they double while it does not live long."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def after(self, life: float) -> float:
        """Return the seconds to wait for, when it has lived for so many."""
        if life >= LONG_LIFE:
            self._next = FIRST_PAUSE
        pause, self._next = self._next, min(2 * self._next, LONGEST_PAUSE)
        return pause


class Master:
    """Keeps workers running until a signal comes.

    `command` makes the command of the worker of a number, which inherits `listener`. A worker
    writes a line to its standard output when it has begun to serve, and stops when its standard
    input ends, as it does when the master is gone. After a signal workers have `grace` seconds to
    finish what they do. `clock` is in seconds and never goes back.
    """

    def __init__(
        self,
        command: Callable[[int], Sequence[str]],
        count: int,
        listener: socket.socket,
        grace: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = command
        self._count = count
        self._listener = listener
        self._grace = grace
        self._running: dict[int, Process] = {}
        self._serving: set[int] = set()
        self._first_serves = asyncio.Event()
        self._all_serve = asyncio.Event()
        self._end = asyncio.Event()
        self._codes: list[int] = []
        self._clock = clock
        self._signals = Signals(clock)

    async def run(self, announce: Callable[[], None]) -> int:
        """Run them, and call `announce` when all serve; return the exit code.

        It is 0 when all have stopped well, and that of a worker which could not even begin.
        """
        loop = asyncio.get_running_loop()
        for signal_ in ENDING:
            loop.add_signal_handler(signal_, self._pass_on, signal_)
        try:
            return await self._run_all(announce)
        finally:
            for signal_ in ENDING:
                loop.remove_signal_handler(signal_)

    async def _run_all(self, announce: Callable[[], None]) -> int:
        keeping = [asyncio.create_task(self._keep(1))]
        # What keeps the first one from serving would keep the others: it is told once.
        await _first(self._first_serves.wait(), self._end.wait())
        if not self._end.is_set():
            keeping += [asyncio.create_task(self._keep(n)) for n in range(2, self._count + 1)]
            await _first(self._all_serve.wait(), self._end.wait())
        if not self._end.is_set():
            announce()
        await self._end.wait()
        await asyncio.wait(keeping, timeout=self._grace)
        self._send(signal.SIGKILL)
        await asyncio.gather(*keeping)
        return next((code if code > 0 else 1 for code in self._codes if code), 0)

    async def _keep(self, number: int) -> None:
        """Start a worker, and another one whenever it ends."""
        pauses = Pauses()
        while not self._end.is_set():
            began = self._clock()
            code = await self._run(number)
            if not self._end.is_set() and not self._all_serve.is_set():
                # It would not do better the next time.
                self._pass_on(signal.SIGTERM)
            if self._end.is_set():
                self._codes.append(code)
                return
            pause = pauses.after(self._clock() - began)
            message = "worker %d ended with %d; the next one is started in %g seconds"
            log.error(message, number, code, pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), pause)

    async def _run(self, number: int) -> int:
        """Run a worker to its end; return its exit code."""
        process = await asyncio.create_subprocess_exec(
            *self._command(number),
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=[self._listener.fileno()],
            # What is typed in a terminal is sent to the master's group alone.
            process_group=0,
        )
        self._running[number] = process
        if self._end.is_set():
            self._send(signal.SIGTERM)
        output = cast("asyncio.StreamReader", process.stdout)
        if await output.readline():
            self._serving.add(number)
            self._first_serves.set()
            if len(self._serving) == self._count:
                self._all_serve.set()
        await output.read()
        code = await process.wait()
        del self._running[number]
        return code

    def _pass_on(self, signal_: int) -> None:
        """Let all workers finish what they do; on the second signal end them at once."""
        if self._signals.is_urgent():
            self._send(signal.SIGKILL)
        elif not self._end.is_set():
            self._end.set()
            # Nobody may wait in a queue that no worker looks at any more.
            self._listener.close()
            self._send(signal_)

    def _send(self, signal_: int) -> None:
        for process in self._running.values():
            # Not by `process.send_signal`: it may take the exit code away from who waits for it.
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal_)


async def _first(*waiting: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(one) for one in waiting]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
