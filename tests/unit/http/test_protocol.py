"""Whole requests reach the application; all else is refused in JSON."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from gateway.http.guard import Guard
from tests.fakes import Clock
from tests.unit.http.wire import LIMITS, Connection, Echo

GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = b"POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"


def _made(*, let: bool = True) -> tuple[Connection, Echo]:
    app = Echo()
    if let:
        app.let.set()
    return Connection(app, Guard(LIMITS, Clock())), app


async def _refusal(*data: bytes) -> tuple[int, str]:
    """Send this on a connection of its own; return the status and code of what is said to it."""
    connection, app = _made()
    await connection.send(*data)
    assert app.asked == []
    (said,) = connection.said()
    assert said.headers["connection"] == "close"
    assert said.headers["content-type"] == "application/json; charset=utf-8"
    assert connection.wire.has_ended
    return said.status, said.code


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"GET /a\r\n\r\n",
        b"GET /a HTTP/2.0\r\nHost: h\r\n\r\n",
        b"GET /a HTTP/0.9\r\nHost: h\r\n\r\n",
        b"get /a HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET /a HTTP/1.1\nHost: h\n\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: h\r\nNo colon\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost : h\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: h\r\nA: b\r\n folded\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: h\r\nA: \x00\r\n\r\n",
    ],
)
async def test_what_is_not_http_1_is_answered_400(data: bytes) -> None:
    assert await _refusal(data) == (400, "INVALID_HTTP")


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 3\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 3",
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Content-Length: 3, 3",
        b"Content-Length: +3",
        b"Content-Length: 0x3",
        b"Content-Length: -3",
        b"Content-Length:",
        b"Content-Length: 99999999999999999999",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding: \x0bchunked",
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    ],
)
async def test_what_could_be_read_in_two_ways_is_answered_400(headers: bytes) -> None:
    head = b"POST /p HTTP/1.1\r\nHost: h\r\n" + headers + b"\r\n\r\n"
    assert await _refusal(head + b"3\r\nabc\r\n0\r\n\r\n") == (400, "INVALID_HTTP")


@pytest.mark.parametrize(
    "body",
    [b"zz\r\n", b"-1\r\n", b"3 \r\nabc\r\n", b"3\nabc\n", b"3\r\nabcd\r\n", b"f" * 17 + b"\r\n"],
)
async def test_a_bad_chunk_is_answered_400_and_reaches_no_application(body: bytes) -> None:
    assert await _refusal(CHUNKED, body) == (400, "INVALID_HTTP")


async def test_http_1_0_has_no_chunks() -> None:
    head = CHUNKED.replace(b"1.1", b"1.0")
    assert await _refusal(head + b"0\r\n\r\n") == (400, "INVALID_HTTP")


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"Host: h\r\nHost: h\r\n",
        b"Host: h\r\nhost: other\r\n",
        b"Host: h/path\r\n",
        b"Host: a b\r\n",
        b"Host: user@h\r\n",
        b"Host: h:port\r\n",
        b"Host: [::1\r\n",
    ],
)
async def test_a_request_has_exactly_one_host(host: bytes) -> None:
    request = b"GET /a HTTP/1.1\r\n" + host + b"\r\n"
    assert await _refusal(request) == (400, "INVALID_HOST")


@pytest.mark.parametrize("host", [b"h", b"h:80", b"127.0.0.1:8000", b"[::1]:8000", b"a.b-c_d", b""])
async def test_a_host_may_have_any_form_of_one(host: bytes) -> None:
    connection, app = _made()
    await connection.send(b"GET /a HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    assert app.asked == [("GET", "/a", b"")]


async def test_http_1_0_needs_no_host_and_is_answered_once() -> None:
    connection, app = _made()
    await connection.send(b"GET /a HTTP/1.0\r\n\r\n")
    assert app.asked == [("GET", "/a", b"")]
    assert connection.said()[0].headers["connection"] == "close"
    assert connection.wire.is_closing()


@pytest.mark.parametrize(
    "data",
    [
        [b"GET /" + b"a" * 101 + b" HTTP/1.1\r\nHost: h\r\n\r\n"],
        [b"GET /" + b"a" * 90, b"a" * 90, b"a" * 90],
    ],
)
async def test_a_long_address_is_answered_414(data: list[bytes]) -> None:
    assert await _refusal(*data) == (414, "URL_TOO_LONG")


@pytest.mark.parametrize(
    "data",
    [
        [b"GET /a HTTP/1.1\r\nHost: h\r\n" + b"A: b\r\n" * 6 + b"\r\n"],
        [b"GET /a HTTP/1.1\r\nHost: h\r\nA: " + b"b" * 201 + b"\r\n\r\n"],
        [b"GET /a HTTP/1.1\r\nHost: h\r\nA: ", *([b"b" * 50] * 5)],
        [CHUNKED, *([b"1;" + b"e" * 200 + b"\r\n"] * 2)],
        [CHUNKED + b"1\r\na\r\n0\r\n", *([b"A: " + b"b" * 60 + b"\r\n"] * 4)],
    ],
    ids=["number", "length", "in pieces", "extension of a chunk", "trailers"],
)
async def test_too_much_beside_the_body_is_answered_431(data: list[bytes]) -> None:
    assert await _refusal(*data) == (431, "HEADERS_TOO_LARGE")


@pytest.mark.parametrize(
    "data",
    [
        [b"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 51\r\n\r\n"],
        [CHUNKED, b"32\r\n" + b"a" * 50 + b"\r\n", b"1\r\na\r\n"],
    ],
    ids=["by its length", "as it comes"],
)
async def test_a_large_body_is_answered_413_as_soon_as_that_is_known(data: list[bytes]) -> None:
    assert await _refusal(*data) == (413, "BODY_TOO_LARGE")


async def test_a_refused_head_has_no_body() -> None:
    connection, _ = _made()
    await connection.send(b"HEAD /a HTTP/1.1\r\n\r\n")
    assert connection.wire.sent.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert connection.wire.sent.endswith(b"\r\n\r\n")


async def test_what_comes_after_a_refusal_is_not_read() -> None:
    connection, app = _made()
    await connection.send(b"NONSENSE\r\n\r\n", GET)
    assert len(connection.said()) == 1
    assert app.asked == []


@given(cuts=st.sets(st.integers(1, len(POST) * 2 - 1)))
async def test_requests_may_come_in_any_pieces(cuts: set[int]) -> None:
    connection, app = _made()
    data, edges = POST * 2, [0, *sorted(cuts), len(POST) * 2]
    await connection.send(*(data[a:b] for a, b in pairwise(edges)))
    assert app.asked == [("POST", "/p", b"abc")] * 2
    assert [said.status for said in connection.said()] == [200, 200]


async def test_the_application_begins_when_the_whole_body_is_there() -> None:
    connection, app = _made()
    await connection.send(POST[:-1])
    assert app.asked == []
    await connection.send(POST[-1:])
    assert app.asked == [("POST", "/p", b"abc")]


async def test_chunks_are_put_together_and_what_follows_them_is_left_aside() -> None:
    connection, app = _made()
    await connection.send(
        CHUNKED + b"1;x=y\r\na\r\n2\r\nbc\r\n0\r\nHost: other\r\nA: b\r\n\r\n" + GET
    )
    assert app.asked == [("POST", "/p", b"abc"), ("GET", "/a", b"")]
    assert app.scopes[0]["headers"] == [(b"host", b"h"), (b"transfer-encoding", b"chunked")]
    assert app.scopes[1]["headers"] == [(b"host", b"h")]


async def test_answers_come_in_the_order_of_the_requests() -> None:
    connection, app = _made(let=False)
    await connection.send(GET + POST + b"GET /c HTTP/1.1\r\nHost: h\r\n\r\n")
    assert app.asked == [("GET", "/a", b"")]
    app.let.set()
    await connection.send(b"")
    assert [said.body for said in connection.said()] == [b"/a", b"/p", b"/c"]


async def test_a_refusal_waits_for_the_answers_before_it() -> None:
    connection, app = _made(let=False)
    await connection.send(GET + POST + CHUNKED + b"zz\r\n")
    assert connection.wire.sent == b""
    app.let.set()
    await connection.send(b"")
    assert [said.status for said in connection.said()] == [200, 200, 400]
    assert connection.wire.has_ended


async def test_a_client_that_does_not_wait_for_answers_is_refused_after_64_of_them() -> None:
    connection, app = _made(let=False)
    await connection.send(GET * 100)
    app.let.set()
    for _ in range(100):
        await connection.send(b"")
    *answers, refusal = connection.said()
    assert {said.status for said in answers} == {200}
    assert len(answers) == 65
    assert (refusal.status, refusal.code) == (429, "TOO_MANY_REQUESTS")


async def test_who_asks_whether_to_go_on_is_told_so_unless_the_body_is_too_large() -> None:
    connection, app = _made()
    head = POST[:-3].replace(b"Host: h", b"Host: h\r\nExpect: 100-continue")
    await connection.send(head)
    assert connection.wire.sent == b"HTTP/1.1 100 Continue\r\n\r\n"
    await connection.send(b"abc")
    assert app.asked == [("POST", "/p", b"abc")]
    assert connection.said()[-1].status == 200
    large = head.replace(b"Length: 3", b"Length: 51")
    assert await _refusal(large) == (413, "BODY_TOO_LARGE")


async def test_http_1_0_can_not_be_told_to_go_on() -> None:
    connection, _ = _made()
    await connection.send(POST.replace(b"1.1\r\n", b"1.0\r\nExpect: 100-continue\r\n"))
    assert [said.status for said in connection.said()] == [200]


async def test_other_expectations_are_not_met() -> None:
    request = GET.replace(b"Host: h", b"Host: h\r\nExpect: money")
    assert await _refusal(request) == (417, "EXPECTATION_FAILED")


UPGRADE = b"Host: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA"


@pytest.mark.parametrize("in_pieces", [False, True])
async def test_the_wish_to_speak_http_2_is_left_aside(in_pieces: bool) -> None:
    connection, app = _made()
    data = POST.replace(b"Host: h", UPGRADE) + GET.replace(b"Host: h", UPGRADE) + POST
    await connection.send(*([data[n : n + 1] for n in range(len(data))] if in_pieces else [data]))
    assert app.asked == [("POST", "/p", b"abc"), ("GET", "/a", b""), ("POST", "/p", b"abc")]
    assert [said.status for said in connection.said()] == [200, 200, 200]


async def test_a_websocket_is_refused_in_words() -> None:
    wish = b"Host: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket"
    assert await _refusal(GET.replace(b"Host: h", wish)) == (400, "NO_WEBSOCKET")


async def test_the_gateway_is_no_proxy() -> None:
    assert await _refusal(b"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n") == (
        405,
        "METHOD_NOT_ALLOWED",
    )


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"OPTIONS *", "/"),
        (b"GET http://other/a/b?c=d", "/a/b"),
        (b"GET http://other", "/"),
        (b"GET http://other?c=d", "/"),
    ],
)
async def test_addresses_have_other_forms_too(target: bytes, path: str) -> None:
    connection, app = _made()
    await connection.send(target + b" HTTP/1.1\r\nHost: h\r\n\r\n")
    assert [asked[1] for asked in app.asked] == [path]


@pytest.mark.parametrize("target", [b"*", b"ftp://h/a", b"http://[a"])
async def test_an_address_that_is_none_is_answered_400(target: bytes) -> None:
    status, _ = await _refusal(b"GET " + target + b" HTTP/1.1\r\nHost: h\r\n\r\n")
    assert status == 400


async def test_a_client_that_leaves_while_it_is_refused_does_no_harm() -> None:
    connection, app = _made(let=False)
    await connection.send(GET + b"NONSENSE\r\n\r\n")
    connection.wire.close()
    connection.protocol.connection_lost(None)
    app.let.set()
    await asyncio.sleep(0)
    assert connection.wire.sent == b""


async def test_the_request_at_work_is_told_that_its_client_left_though_others_wait() -> None:
    told = []

    async def app(scope: Scope, receive: Receive, _: Send) -> None:
        await receive()
        told.append((scope["path"], (await receive())["type"]))

    connection = Connection(app, Guard(LIMITS, Clock()))
    await connection.send(GET + POST)
    connection.wire.close()
    connection.protocol.connection_lost(None)
    await connection.settle()
    assert told == [("/a", "http.disconnect")]


class _Known:
    """Answers one request without anybody looking into it."""

    def answer(self, data: bytes, *_: object) -> tuple[bytes, bytes] | None:
        return (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", b"known") if data == GET else None


async def test_line_ends_between_requests_mean_nothing() -> None:
    app = Echo()
    app.let.set()
    connection = Connection(app, Guard(LIMITS, Clock()), _Known())
    await connection.send(GET, b"\r\n", b"\r\n" + POST, GET, b"\r\n", GET)
    assert [said.body for said in connection.said()] == [b"known", b"/p", b"known", b"/a"]
