"""An answer is the same however the network cuts it, and each bound of it holds."""

import asyncio
import gzip
import itertools
import zlib
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.upstream.body import MAX_BODY, Broken
from gateway.upstream.line import MAX_HEAD, MAX_HEADERS, MAX_SENT, Answer, Line, Lost

REQUEST = b"GET / HTTP/1.1\r\n\r\n"
BODY = b'{"tracking_number": "1Z"}' * 5


def ok(body: bytes, *headers: bytes) -> bytes:
    length = b"Content-Length: %d" % len(body)
    return b"\r\n".join([b"HTTP/1.1 200 OK", length, *headers, b"", body])


def chunked(body: bytes, *headers: bytes, size: int = 7, end: bytes = b"0\r\n\r\n") -> bytes:
    head = b"\r\n".join([b"HTTP/1.1 200 OK", b"Transfer-Encoding: chunked", *headers, b"", b""])
    chunks = (body[at : at + size] for at in range(0, len(body), size))
    return head + b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + end


GZIP, DEFLATE = b"Content-Encoding: gzip", b"content-encoding: Deflate "
PACKED = gzip.compress(BODY)
EARLY = b"HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\nContent-Encoding: gzip\r\n\r\n"
REFUSAL = b"HTTP/1.1 429 Slow Down\r\nRetry-After: 30\r\nRetry-After: 40\r\n"

WHOLE = {
    "length": ok(BODY),
    "chunks": chunked(BODY),
    "chunks with extensions and trailers": chunked(BODY, end=b"0;a=b\r\nX: 1\r\nY: 2\r\n\r\n"),
    "gzip": ok(PACKED, GZIP),
    "gzip in chunks": chunked(PACKED, GZIP),
    "deflate": ok(zlib.compress(BODY), DEFLATE),
    "bare deflate": chunked(zlib.compress(BODY)[2:-4], DEFLATE),
    "interim answers first": b"HTTP/1.1 102 Processing\r\n\r\n" + EARLY + ok(BODY),
    "as many headers as may be": ok(BODY, *[b"X: 1"] * (MAX_HEADERS - 1)),
}
BROKEN = {
    "no HTTP": BODY,
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n" + BODY,
    "two lengths": ok(BODY, b"Content-Length: 3"),
    "length and chunks": chunked(BODY, b"Content-Length: 3"),
    "a chunk that is longer than it says": chunked(BODY, size=300).replace(b"7d\r\n", b"7c\r\n"),
    "one header too many": ok(BODY, *[b"X: 1"] * MAX_HEADERS),
    "one trailer too many": chunked(BODY, end=b"0\r\n" + b"X: 1\r\n" * MAX_HEADERS + b"\r\n"),
    "a head that is too long": ok(BODY, b"X: " + b"x" * MAX_HEAD),
    "interim answers without end": EARLY * 1_000,
    "gzip that is none": ok(BODY, GZIP),
    "gzip that is cut": ok(PACKED[:-1], GZIP),
    "gzip with more behind it": ok(PACKED + b"x", GZIP),
    "what nobody asked for": ok(BODY, b"Content-Encoding: zstd"),
    "a second answer": ok(BODY) + ok(BODY),
}
REFUSED = {
    "with a body": REFUSAL + b"Content-Length: 2\r\n\r\nno",
    "with a body that is broken": REFUSAL
    + b"Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\nno",
    "with chunks that are none": REFUSAL + b"Transfer-Encoding: chunked\r\n\r\nno",
}


class Pipe(asyncio.Transport):
    """The end of a connection that a test holds."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.sent: list[bytes] = []
        self.is_cut = False
        line.connection_made(self)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))

    def is_closing(self) -> bool:
        return self.is_cut

    def abort(self) -> None:
        self.is_cut = True

    def end(self, error: Exception | None = None) -> None:
        self.is_cut = True
        self.line.connection_lost(error)


class Keeper:
    """Notes what becomes of lines."""

    def __init__(self) -> None:
        self.free: list[Line] = []
        self.gone: list[Line] = []

    def line(self) -> Line:
        return Line(free=self.free.append, gone=self.gone.append)


async def came(parts: Sequence[bytes], *, then_ends: bool = False) -> Answer | Exception:
    """Return what comes of these bytes, read in these parts, on a connection of their own."""
    pipe = Pipe(Keeper().line())
    asking = asyncio.ensure_future(pipe.line.ask(REQUEST, 60))
    await asyncio.sleep(0)
    for part in parts:
        pipe.line.data_received(part)
    if then_ends:
        pipe.end()
    await asyncio.wait([asking])
    pipe.end()
    return asking.exception() or asking.result()  # type: ignore[return-value]  # no BaseException


def cut(data: bytes, places: set[int]) -> list[bytes]:
    at = [0, *sorted(place % len(data) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(at) if start < end]


PLACES = st.sets(st.integers(0, 10_000), max_size=12)


@settings(max_examples=30)
@given(PLACES)
@pytest.mark.parametrize("kind", WHOLE)
async def test_an_answer_is_the_same_however_it_is_cut(kind: str, places: set[int]) -> None:
    assert await came(cut(WHOLE[kind], places)) == Answer(200, (), BODY)


@pytest.mark.parametrize("kind", WHOLE)
async def test_an_answer_may_come_byte_by_byte(kind: str) -> None:
    assert await came([bytes([byte]) for byte in WHOLE[kind]]) == Answer(200, (), BODY)


@settings(max_examples=30)
@given(PLACES)
@pytest.mark.parametrize("kind", [kind for kind in BROKEN if kind != "a second answer"])
async def test_what_is_no_answer_is_none_however_it_is_cut(kind: str, places: set[int]) -> None:
    assert isinstance(await came(cut(BROKEN[kind], places)), Broken)


async def test_another_protocol_is_refused() -> None:
    switched = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
    assert await came([switched + BODY]) == Answer(101, (), b"")


async def test_a_second_answer_takes_the_first_one_along() -> None:
    """Whose is it? A body that is longer than its length says is read as one, too."""
    assert isinstance(await came([BROKEN["a second answer"]]), Broken)


@settings(max_examples=30)
@given(PLACES)
@pytest.mark.parametrize("kind", REFUSED)
async def test_a_refusal_is_one_whatever_becomes_of_its_body(kind: str, places: set[int]) -> None:
    answer = await came(cut(REFUSED[kind], places))
    assert isinstance(answer, Answer)
    assert answer.status == 429
    assert answer.waits == ("30", "40")
    assert answer.body in {b"no", b""}


ENDS = [
    (b"", Lost),
    (b"HTTP/1.1 200 OK\r\nContent-Le", Lost),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", Broken),
    (chunked(BODY)[:-2], Broken),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}", Broken),
    (b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + PACKED[:-1], Broken),
]


@pytest.mark.parametrize(("sent", "condition"), ENDS)
async def test_an_answer_that_ends_too_early_is_none(
    sent: bytes, condition: type[Exception]
) -> None:
    assert isinstance(await came([sent], then_ends=True), condition)


async def test_a_body_may_last_until_the_connection_ends() -> None:
    for head in (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\n"):
        assert await came([head + BODY], then_ends=True) == Answer(200, (), BODY)


async def test_a_body_that_is_reset_does_not_end() -> None:
    pipe = Pipe(Keeper().line())
    asking = asyncio.ensure_future(pipe.line.ask(REQUEST, 60))
    await asyncio.sleep(0)
    pipe.line.data_received(b"HTTP/1.1 200 OK\r\n\r\n" + BODY)
    pipe.end(ConnectionResetError())
    with pytest.raises(Broken) as broken:
        await asking
    assert broken.value.args == (200,)


def parts_of(data: bytes, size: int = 65_536) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("kind", ["length", "chunks", "gzip"])
async def test_two_megabytes_are_read_and_not_a_byte_more(kind: str) -> None:
    for more in (0, 1):
        body = b" " * (MAX_BODY + more)
        sent = {
            "length": ok(body),
            "chunks": chunked(body, size=60_000),
            "gzip": ok(gzip.compress(body), GZIP),
        }
        answer = await came(list(parts_of(sent[kind])))
        if more:
            assert isinstance(answer, Broken)
        else:
            assert answer == Answer(200, (), body)


async def test_what_surrounds_a_body_is_bounded_too() -> None:
    endless = chunked(BODY, end=b"0\r\nX: " + b"x" * MAX_SENT)
    assert isinstance(await came(list(parts_of(endless))), Broken)


async def test_a_line_is_free_again_after_its_answer() -> None:
    keeper = Keeper()
    pipe = Pipe(keeper.line())
    for number in range(3):
        asking = asyncio.ensure_future(pipe.line.ask(REQUEST, 60))
        await asyncio.sleep(0)
        pipe.line.data_received(ok(b"%d" % number))
        assert (await asking).body == b"%d" % number
    assert keeper.free == [pipe.line] * 3
    assert keeper.gone == []
    pipe.end()
    assert keeper.gone == [pipe.line]
    with pytest.raises(Lost):
        await pipe.line.ask(REQUEST, 60)


@pytest.mark.parametrize(
    "last", [ok(b"{}", b"Connection: close"), b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"]
)
async def test_a_line_that_the_provider_wants_closed_is_not_used_again(last: bytes) -> None:
    keeper = Keeper()
    pipe = Pipe(keeper.line())
    asking = asyncio.ensure_future(pipe.line.ask(REQUEST, 60))
    await asyncio.sleep(0)
    pipe.line.data_received(last)
    assert (await asking).body == b"{}"
    assert keeper.free == []
    assert pipe.is_cut


async def test_what_nobody_asked_for_ends_a_free_line() -> None:
    keeper = Keeper()
    pipe = Pipe(keeper.line())
    pipe.line.data_received(ok(b'"another caller\'s"'))
    assert pipe.is_cut
    with pytest.raises(Lost):
        await pipe.line.ask(REQUEST, 60)


async def test_who_leaves_ends_the_line() -> None:
    pipe = Pipe(Keeper().line())
    asking = asyncio.ensure_future(pipe.line.ask(REQUEST, 60))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    assert pipe.is_cut
    pipe.line.data_received(ok(b"{}"))
    pipe.end()
    assert asking.cancelled()


async def test_an_answer_that_takes_too_long_is_none() -> None:
    pipe = Pipe(Keeper().line())
    with pytest.raises(TimeoutError):
        await pipe.line.ask(REQUEST, 0)
    assert pipe.is_cut
