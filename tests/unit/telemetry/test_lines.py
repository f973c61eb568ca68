"""Writing lines holds up nobody."""

import os
from threading import Event

from gateway.telemetry.lines import Lines


def test_lines_are_written_in_their_order() -> None:
    written: list[bytes] = []
    lines = Lines(written.append, pause=0)
    for number in range(1000):
        lines.put(b"%d\n" % number)
    lines.close()
    assert b"".join(written) == b"".join(b"%d\n" % number for number in range(1000))
    assert lines.dropped == 0


def test_many_lines_are_one_write() -> None:
    written: list[bytes] = []
    lines = Lines(written.append, pause=60)
    for _ in range(1000):
        lines.put(b"line\n")
    # The end does not wait for the pause.
    lines.close()
    assert len(written) <= 2


def test_who_logs_does_not_wait_for_a_reader_that_hangs() -> None:
    reading, written = Event(), []

    def write(data: bytes) -> None:
        reading.wait()
        written.append(data)

    lines = Lines(write, most=10, pause=0)
    for _ in range(1000):
        lines.put(b"line\n")
    assert lines.dropped >= 1000 - 2 * 10 - 1
    reading.set()
    lines.close()
    assert b"".join(written).count(b"line\n") == 1000 - lines.dropped


def test_a_reader_that_is_gone_costs_the_lines_alone() -> None:
    def write(_: bytes) -> None:
        raise BrokenPipeError

    lines = Lines(write, pause=0)
    lines.put(b"line\n")
    lines.close()
    lines.put(b"late\n")
    lines.close()
    assert lines.dropped == 2


def test_a_forked_process_writes_its_own_lines() -> None:
    read, write = os.pipe()
    lines = Lines(lambda data: os.write(write, data), pause=0)
    lines.put(b"parent\n")
    lines.close()
    lines.put(b"waiting\n")
    if not (child := os.fork()):
        lines.put(b"child\n")
        lines.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    lines.close()
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert sorted(pipe.read().splitlines()) == [b"child", b"parent", b"waiting"]
