"""Write lines without ever waiting for whoever reads them."""

import os
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread

MOST = 10_000
"""Lines that may wait to be written; further ones are dropped."""

PAUSE = 0.05
"""Seconds for which lines are gathered, to be written in one go."""

CLOSING = 2.0
"""Seconds for which the end waits for the last lines to be written."""


class Lines:
    """Writes lines from a thread of its own: a reader that hangs holds up nobody.

    `write` takes bytes; what it raises costs the lines, never the one who logs. `dropped` counts
    the lines that nobody will read.
    """

    def __init__(
        self, write: Callable[[bytes], object], *, most: int = MOST, pause: float = PAUSE
    ) -> None:
        self.dropped = 0
        self._write = write
        self._most = most
        self._pause = pause
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        self._closing = Event()
        self._thread: Thread | None = None
        # A thread does not come along into a process that is forked.
        os.register_at_fork(after_in_child=self._begin_anew)

    def put(self, line: bytes) -> None:
        """Have a line written, which ends as it should, or drop it where too many wait."""
        if self._waiting.qsize() >= self._most:
            self.dropped += 1
            return
        self._waiting.put(line)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="log", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Have what waits written, as far as somebody reads it."""
        self._closing.set()
        if self._thread is not None:
            self._waiting.put(b"")
            self._thread.join(CLOSING)
            self._thread = None

    def _begin_anew(self) -> None:
        self._waiting, self._closing, self._thread = SimpleQueue(), Event(), None

    def _run(self) -> None:
        while True:
            lines = [self._waiting.get()]
            self._closing.wait(self._pause)
            try:
                while True:
                    lines.append(self._waiting.get_nowait())
            except Empty:
                pass
            try:
                self._write(b"".join(lines))
            except (OSError, ValueError):
                # Nobody reads any more, or the stream is closed.
                self.dropped += sum(map(bool, lines))
            if not lines[-1]:
                return
