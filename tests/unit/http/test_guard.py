"""What takes too long is ended at the next look, and there is a most of connections."""

from dataclasses import replace

import pytest

from gateway.http import refusals
from gateway.http.guard import LINGER_SECONDS, Connections, Guard, Limits
from tests.fakes import Clock
from tests.unit.http.wire import LIMITS, Connection, Echo

LATER = 2 * LIMITS.period
"""Seconds after which what is overdue has been seen for sure."""

GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
POST_HEAD = b"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"


class Setting:
    """A guard whose time stands, and an application that answers when it is let."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.clock = Clock()
        self.guard = Guard(limits, self.clock)
        self.app = Echo()
        self.app.let.set()
        self.connections = Connections()

    def connect(self) -> Connection:
        """Make a connection."""
        return Connection(self.app, self.guard, connections=self.connections)

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass, with a look whenever it is time for one."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now = min(end, self.clock.now + LIMITS.period)
            self.guard.look()


async def test_a_connection_without_a_request_is_closed_without_a_word() -> None:
    setting = Setting()
    wire = setting.connect().wire
    setting.wait(LIMITS.head_seconds)
    assert not wire.is_closing()
    setting.wait(LATER)
    assert wire.is_closing()
    assert wire.sent == b""


async def test_a_head_that_drips_is_ended_by_the_clock_however_steadily_it_comes() -> None:
    setting = Setting()
    connection = setting.connect()
    for byte in GET[:10]:
        await connection.send(bytes([byte]))
        setting.wait(LIMITS.head_seconds / 10)
    assert not connection.wire.is_closing()
    setting.wait(LATER)
    assert [(said.status, said.code) for said in connection.said()] == [(408, "REQUEST_TIMEOUT")]
    assert connection.wire.is_closing()


async def test_a_body_has_a_time_of_its_own() -> None:
    setting = Setting()
    connection = setting.connect()
    setting.wait(LIMITS.head_seconds)
    await connection.send(POST_HEAD)
    await connection.send(b"a")
    setting.wait(LIMITS.body_seconds)
    assert not connection.wire.is_closing()
    setting.wait(LATER)
    assert [said.status for said in connection.said()] == [408]
    assert connection.wire.is_closing()
    assert setting.app.asked == []


async def test_a_second_request_has_as_much_time_as_the_first() -> None:
    setting = Setting()
    connection = setting.connect()
    await connection.send(GET)
    setting.wait(LIMITS.idle_seconds)
    await connection.send(GET[:3])
    setting.wait(LIMITS.head_seconds)
    assert not connection.wire.is_closing()
    await connection.send(GET[3:])
    assert [said.status for said in connection.said()] == [200, 200]


async def test_nobody_is_hurried_while_the_gateway_works() -> None:
    setting = Setting()
    setting.app.let.clear()
    connection = setting.connect()
    await connection.send(GET + POST_HEAD)
    setting.wait(1_000)
    assert not connection.wire.is_closing()
    setting.app.let.set()
    await connection.send(b"")
    setting.wait(LIMITS.body_seconds)
    await connection.send(b"abc")
    assert [said.status for said in connection.said()] == [200, 200]


async def test_an_idle_connection_is_closed() -> None:
    setting = Setting()
    connection = setting.connect()
    await connection.send(GET)
    setting.wait(LIMITS.idle_seconds)
    assert not connection.wire.is_closing()
    setting.wait(LATER)
    assert connection.wire.is_closing()
    assert len(connection.said()) == 1


async def test_who_does_not_take_the_answer_is_cut_off() -> None:
    setting = Setting()
    connection = setting.connect()
    connection.wire.is_stuck = True
    await connection.send(GET)
    setting.wait(LIMITS.answer_seconds)
    assert not connection.wire.is_closing()
    setting.wait(LATER)
    assert connection.wire.is_aborted


async def test_who_takes_each_answer_in_time_may_go_on_for_ever() -> None:
    setting = Setting()
    connection = setting.connect()
    for _ in range(10):
        connection.wire.is_stuck = True
        await connection.send(GET)
        setting.wait(LIMITS.answer_seconds * 0.9)
        connection.wire.take()
    assert not connection.wire.is_closing()


async def test_nobody_pays_for_a_pause_of_the_process() -> None:
    setting = Setting()
    connection = setting.connect()
    setting.clock.now += 1_000
    setting.guard.look()
    await connection.send(GET)
    assert [said.status for said in connection.said()] == [200]


async def test_a_refused_client_may_go_on_for_a_second() -> None:
    setting = Setting()
    connection = setting.connect()
    await connection.send(b"NONSENSE\r\n\r\n")
    setting.wait(LINGER_SECONDS)
    assert not connection.wire.is_closing()
    setting.wait(LATER)
    assert connection.wire.is_closing()


async def test_one_connection_too_many_is_refused() -> None:
    setting = Setting()
    others = [setting.connect() for _ in range(LIMITS.connections)]
    late = setting.connect()
    assert [(said.status, said.code) for said in late.said()] == [(503, "OVERLOADED")]
    assert late.said()[0].headers["retry-after"] == "1"
    assert not any(other.wire.is_closing() for other in others)


async def test_it_takes_the_place_of_the_one_that_is_idle_for_the_longest() -> None:
    setting = Setting()
    others = [setting.connect() for _ in range(LIMITS.connections)]
    for other in others[1:3]:
        await other.send(GET)
        setting.wait(1)
    late = setting.connect()
    await late.send(GET)
    assert [said.status for said in late.said()] == [200]
    assert [other.wire.is_closing() for other in others] == [False, True, False, False]


async def test_before_the_end_each_answer_is_the_last_of_its_connection() -> None:
    setting = Setting()
    setting.app.let.clear()
    at_work, idle, new = (setting.connect() for _ in range(3))
    await at_work.send(GET)
    setting.guard.leave()
    setting.app.let.set()
    for connection in (at_work, idle, new):
        await connection.send(GET if connection is not at_work else b"")
        assert connection.said()[0].headers["connection"] == "close"
        assert connection.wire.is_closing()


async def test_at_the_end_only_what_is_idle_is_closed() -> None:
    setting = Setting()
    setting.app.let.clear()
    at_work, half, new, idle = (setting.connect() for _ in range(4))
    await at_work.send(GET)
    await half.send(GET[:5])
    setting.app.let.set()
    await idle.send(GET)
    setting.app.let.clear()
    for connection in (at_work, half, new, idle):
        connection.protocol.shutdown()
    assert [one.wire.is_closing() for one in (half, new, idle)] == [False, False, True]
    setting.app.let.set()
    await half.send(GET[5:])
    assert [said.headers["connection"] for said in half.said()] == ["close"]


@pytest.mark.parametrize("seconds", [0.4, 5.0])
def test_looks_are_frequent_beside_the_shortest_limit(seconds: float) -> None:
    assert Limits(head_seconds=seconds).period <= min(0.25, seconds / 4)


async def test_bodies_that_are_not_whole_take_no_more_memory_than_is_set() -> None:
    setting = Setting(replace(LIMITS, unfinished_bytes=5))
    first, second = setting.connect(), setting.connect()
    await first.send(POST_HEAD + b"ab")
    await second.send(POST_HEAD + b"ab")
    third = setting.connect()
    await third.send(POST_HEAD + b"ab")
    assert [(said.status, said.code) for said in third.said()] == [(503, "OVERLOADED")]
    await first.send(b"c")
    second.protocol.connection_lost(None)
    assert setting.guard.kept == 0
    assert [said.status for said in first.said()] == [200]


async def test_connections_and_refusals_are_counted() -> None:
    setting = Setting()
    good, bad = setting.connect(), setting.connect()
    await good.send(GET)
    await bad.send(b"NONSENSE\r\n\r\n")
    assert setting.connections.open == 2
    assert setting.connections.refused == {"INVALID_HTTP": 1}
    bad.protocol.connection_lost(None)
    assert setting.connections.open == 1


def test_every_refusal_has_a_code_that_is_told_from_the_start() -> None:
    known = {each.code for each in vars(refusals).values() if isinstance(each, refusals.Refusal)}
    assert set(refusals.CODES) == known
