"""What goes over the wire to a provider, and what comes of odd bytes from it."""

import asyncio
import gzip
import os
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from gateway.errors import BadResponse, ProviderError, RateLimited, Timeout, Unavailable
from gateway.upstream import Limits
from gateway.upstream.lines import Lines
from tests import needs
from tests.integration.upstreams import (
    PLENTY,
    answering,
    asked,
    head_of,
    in_use,
    is_clean,
    ok,
    serving,
    upstream_to,
)
from tests.windows import MemoryWindow

REFUSED = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n"


async def test_a_call_is_one_get_with_the_key_and_nothing_else() -> None:
    heads: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await head_of(reader))
        writer.write(ok())

    async with serving(talk) as server, upstream_to(server.url) as upstream:
        assert await asked(upstream) == b"{}"
    assert len(heads) == 1
    lines = heads[0].decode().split("\r\n")
    assert lines[0] == "GET /tracks/usps/9205590164917312751089 HTTP/1.1"
    assert sorted(line.partition(":")[0] for line in lines[1:] if line) == [
        *("Accept", "Accept-Encoding", "Authorization", "Host", "User-Agent")
    ]


async def test_cookies_are_neither_kept_nor_sent() -> None:
    heads: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append(await head_of(reader))
            writer.write(ok(b"{}", b"Set-Cookie: session=1; Path=/"))

    async with serving(talk) as server, upstream_to(server.url) as upstream:
        for _ in range(3):
            assert await asked(upstream) == b"{}"
    assert len(heads) == 3
    assert not any(b"cookie" in head.lower() for head in heads)


async def test_the_key_does_not_follow_a_redirect_to_another_host() -> None:
    strangers = 0

    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal strangers
        strangers += 1

    async with serving(stranger) as foreign:
        moved = b"HTTP/1.1 302 Found\r\nLocation: %s/x\r\nContent-Length: 0\r\n\r\n"
        async with serving(answering(moved % foreign.url.encode())) as server:
            async with upstream_to(server.url, headers={"API-Key": "secret"}) as upstream:
                assert isinstance(await asked(upstream), BadResponse)
            assert server.connections == 1
    assert strangers == 0


@pytest.mark.parametrize("resets", [False, True])
async def test_a_dead_pooled_connection_costs_the_calls_that_were_counted(*, resets: bool) -> None:
    """The server takes each second request on a connection, and hangs up without an answer."""
    requests = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        for last in (False, True):
            await head_of(reader)
            requests += 1
            if not last:
                writer.write(ok())
            elif resets:
                writer.transport.abort()

    window = MemoryWindow(PLENTY, time.monotonic)
    async with serving(talk) as server, upstream_to(server.url, window=window) as upstream:
        for _ in range(4):
            assert await asked(upstream) == b"{}"
    # Call 1 is answered; 2 dies and is retried on a new connection; so do 3 and 4.
    assert requests == len(window.calls) == 7
    assert server.connections == 4


async def test_a_connection_is_used_again() -> None:
    async with serving(answering(ok(), closes=False)) as server, upstream_to(server.url) as way:
        for _ in range(20):
            assert await asked(way) == b"{}"
        assert server.connections == 1


async def test_what_comes_unasked_is_nobodys_answer() -> None:
    """The server sends a second answer on a connection that waits for its next call."""
    first_is_read = asyncio.Event()
    is_closed = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(ok(b'"asked"'))
        if not first_is_read.is_set():
            await first_is_read.wait()
            writer.write(ok(b'"unasked"'))
            await reader.read()
            is_closed.set()

    async with serving(talk) as server, upstream_to(server.url) as upstream:
        assert await asked(upstream) == b'"asked"'
        first_is_read.set()
        await asyncio.wait_for(is_closed.wait(), 10)
        assert await asked(upstream) == b'"asked"'
        assert server.connections == 2


async def test_a_connection_that_nobody_uses_is_closed() -> None:
    is_closed = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(ok())
        await reader.read()
        is_closed.set()

    async with serving(talk) as server:
        host, port = server.url.removeprefix("http://").split(":")
        lines = Lines(host, int(port), None, kept=0.05)
        answer = await lines.ask(b"GET / HTTP/1.1\r\n\r\n", within=5, connect=5)
        assert answer.body == b"{}"
        await asyncio.wait_for(is_closed.wait(), 10)
        assert lines.in_use == 0
        lines.close()


async def test_each_of_many_calls_at_once_gets_its_own_answer() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await head_of(reader)
            writer.write(ok(head.split(b" ", 2)[1]))

    numbers = [f"{number}" for number in range(100)]
    async with serving(talk) as server, upstream_to(server.url) as upstream:
        for _ in range(3):
            answers = await asyncio.gather(*(asked(upstream, "x", number) for number in numbers))
            assert answers == [f"/x/{number}".encode() for number in numbers]
        assert server.connections <= Limits().connections


ODD = {
    "http/0.9": b"{}",
    "spaces": b" \r\n\r\n HTTP/1.1 200 OK\r\n\r\n",
    "no version": b"HTTP 200 OK\r\n\r\n{}",
    "status of letters": b"HTTP/1.1 OK\r\n\r\n{}",
    "status of four digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
    "length of letters": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
    "length beyond all bounds": b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n{}" % (b"9" * 30),
    "chunk beyond all bounds": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"f" * 40
    + b"\r\n{}",
    "chunk of a negative length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}",
    "chunk that is longer than it says": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1\r\n{}\r\n0\r\n\r\n",
    "length and chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "NUL in a header": ok(b"{}", b"X-Odd: a\0b"),
    "header that is folded": ok(b"{}", b"X-Odd: a\r\n b"),
    "5,000 headers": ok(b"{}", *(b"X-%d: 1" % number for number in range(5000))),
    "header of a megabyte": ok(b"{}", b"X-Long: " + b"x" * 1_000_000),
    "5,000 trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    + b"".join(b"X-%d: 1\r\n" % number for number in range(5000))
    + b"\r\n",
    "interim answers without end": b"HTTP/1.1 103 Early Hints\r\nX-Odd: 1\r\n\r\n" * 5000,
    "trailer of 10 MB": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: "
    + b"x" * 10_000_000,
    "two answers": ok() + ok(),
    "gzip that is cut": ok(gzip.compress(b" " * 3_000)[:-9], b"Content-Encoding: gzip"),
    "gzip with more behind it": ok(gzip.compress(b"{}") + b"{}", b"Content-Encoding: gzip"),
    "invalid gzip": ok(b"\x1f\x8b\x08" + b"\0" * 50, b"Content-Encoding: gzip"),
    "invalid deflate": ok(b"\xff" * 50, b"Content-Encoding: deflate"),
    "brotli that nobody asked for": ok(b"\x8b\x00\x80{}\x03", b"Content-Encoding: br"),
    "zstd that nobody asked for": ok(b"\x28\xb5\x2f\xfd" + b"\xff" * 20, b"Content-Encoding: zstd"),
    "upgrade": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    b"Connection: upgrade\r\n\r\n{}",
    "partial content": b"HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\n{}",
    "not modified": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "digest challenge": b"HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n",
    "3 MB": ok(b" " * 3_000_000),
    "3 MB in chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 46
    + b"0\r\n\r\n",
    "3 MB gzipped": ok(gzip.compress(b" " * 3_000_000), b"Content-Encoding: gzip"),
    "3 MB deflated": ok(zlib.compress(b" " * 3_000_000), b"Content-Encoding: deflate"),
}


@pytest.mark.parametrize("odd", ODD)
async def test_odd_bytes_are_an_answer_or_a_bad_response_and_nothing_else(odd: str) -> None:
    limits = Limits(total=1)
    async with (
        serving(answering(ODD[odd])) as server,
        upstream_to(server.url, limits=limits) as upstream,
    ):
        answer = await asked(upstream)
        if isinstance(answer, bytes):
            assert odd in {
                "length and chunks",
                "header that is folded",
                "5,000 trailers",
                "upgrade",
            }
            assert answer in {b"{}", b""}
        else:
            assert isinstance(answer, BadResponse)
            assert is_clean(answer)
        assert in_use(upstream) == 0
        assert server.connections == 1


GOOD = {
    "gzip": ok(gzip.compress(b"{}"), b"Content-Encoding: gzip"),
    "deflate": ok(zlib.compress(b"{}"), b"Content-Encoding: deflate"),
    "raw deflate": ok(zlib.compress(b"{}")[2:-4], b"Content-Encoding: deflate"),
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1\r\n{\r\n1;ext=1\r\n}\r\n0\r\n\r\n",
    "until the end": b"HTTP/1.1 200 OK\r\n\r\n{}",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "after an interim answer": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok(),
    "after a leave to go on": b"HTTP/1.1 100 Continue\r\n\r\n" * 2 + ok(),
    "unknown character set": ok(b"{}", b"Content-Type: application/json; charset=klingon"),
    "odd type": ok(b"{}", b"Content-Type: \xff\xfe;;;=;"),
    "no reason": b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("kind", GOOD)
async def test_good_bytes_are_the_answer(kind: str) -> None:
    async with serving(answering(GOOD[kind])) as server, upstream_to(server.url) as upstream:
        assert await asked(upstream) == b"{}"


async def test_two_megabytes_are_read() -> None:
    body = b" " * 2 * 1024 * 1024
    async with serving(answering(ok(body))) as server, upstream_to(server.url) as upstream:
        assert await asked(upstream) == body


async def test_several_waits_in_a_429_are_none() -> None:
    answer = REFUSED + b"Retry-After: 30\r\nRetry-After: 40\r\n\r\n"
    async with serving(answering(answer)) as server, upstream_to(server.url) as upstream:
        error = await asked(upstream, within=3)
        assert isinstance(error, RateLimited)
        assert error.retry_after == 5


@pytest.mark.parametrize(
    "rest", [b"Content-Length: 99\r\n\r\n{", b"Content-Encoding: gzip\r\n\r\n{"]
)
async def test_a_429_is_one_whatever_becomes_of_its_body(rest: bytes) -> None:
    answer = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\n" + rest

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(answer)
        await reader.read()

    for talk in (hang, answering(answer)):
        async with (
            serving(talk) as server,
            upstream_to(server.url, limits=Limits(total=0.2)) as way,
        ):
            error = await asked(way)
            assert isinstance(error, RateLimited)
            assert error.retry_after == 30


async def test_a_refused_connection_is_a_provider_that_is_down() -> None:
    async with upstream_to(f"http://127.0.0.1:{needs.free_port()}") as upstream:
        assert isinstance(await asked(upstream), Unavailable)


async def test_a_name_that_nobody_knows_is_a_provider_that_is_down() -> None:
    async with upstream_to("http://nobody.invalid") as upstream:
        error = await asked(upstream)
        assert isinstance(error, Unavailable | Timeout)
        assert is_clean(error)


async def test_a_connection_that_is_never_accepted_times_out_early() -> None:
    with closing(socket.socket()) as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        limits = Limits(connect=0.2, total=5)
        async with upstream_to(f"http://127.0.0.1:{address[1]}", limits=limits) as upstream:
            began = time.monotonic()
            assert isinstance(await asked(upstream), Timeout)
            assert time.monotonic() - began < 2
        for filler in fillers:
            filler.close()


async def test_a_provider_is_reached_over_ipv6_and_by_a_name_of_two_families() -> None:
    if not socket.has_ipv6:
        needs.go_without("this machine has no IPv6")
    async with serving(answering(ok()), host="::1") as server, upstream_to(server.url) as upstream:
        assert await asked(upstream) == b"{}"
    async with serving(answering(ok())) as server:
        named = server.url.replace("127.0.0.1", "localhost")
        async with upstream_to(named) as upstream:
            assert await asked(upstream) == b"{}"


class Silent:
    """Takes a request, says nothing, and notes when the caller is gone."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.left = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await head_of(reader)
        self.arrived.set()
        await reader.read()
        self.left.set()


async def test_a_caller_who_leaves_takes_the_call_along() -> None:
    silent = Silent()
    async with serving(silent) as server, upstream_to(server.url) as upstream:
        task = asyncio.create_task(asked(upstream))
        await asyncio.wait_for(silent.arrived.wait(), 10)
        assert in_use(upstream) == 1
        task.cancel()
        await asyncio.wait_for(silent.left.wait(), 10)
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_closing_ends_the_calls_that_are_under_way() -> None:
    silent = Silent()
    async with serving(silent) as server, upstream_to(server.url) as upstream:
        task = asyncio.create_task(asked(upstream))
        await asyncio.wait_for(silent.arrived.wait(), 10)
        await upstream.aclose()
        assert isinstance(await asyncio.wait_for(task, 10), ProviderError)
        assert isinstance(await asked(upstream), Unavailable)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that nobody signed but itself, and its key."""
    openssl = needs.require("openssl", install="apt-get install openssl")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    subprocess.run(
        [*command.split(), "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


@asynccontextmanager
async def serving_tls(certificate: tuple[Path, Path]) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answer over TLS; give the port, and what was sent to it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    heads: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                heads.append(await head_of(reader))
                writer.write(ok())
        writer.close()

    listener = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    async with listener:
        yield listener.sockets[0].getsockname()[1], heads


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    certificate: tuple[Path, Path],
) -> None:
    async with (
        serving_tls(certificate) as (port, heads),
        upstream_to(f"https://localhost:{port}") as upstream,
    ):
        error = await asked(upstream)
    assert isinstance(error, Unavailable)
    assert is_clean(error)
    assert heads == []


@pytest.mark.parametrize(("host", "seen"), [("localhost", "b'{}' 3"), ("127.0.0.1", "Unavailable")])
async def test_a_certificate_counts_for_the_name_in_it_alone(
    certificate: tuple[Path, Path], host: str, seen: str
) -> None:
    """In a process of its own, which takes this certificate for an authority's."""
    program = (
        "import asyncio, sys\n"
        "from tests.integration.upstreams import asked, upstream_to\n"
        "async def main():\n"
        "    async with upstream_to(sys.argv[1]) as upstream:\n"
        "        answers = [await asked(upstream) for _ in range(3)]\n"
        "        if isinstance(answers[0], bytes):\n"
        "            print(*set(answers), len(answers))\n"
        "        else:\n"
        "            print(type(answers[0]).__name__)\n"
        "asyncio.run(main())\n"
    )
    async with serving_tls(certificate) as (port, heads):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", program, f"https://{host}:{port}"),
            cwd=needs.PROJECT_DIR,
            env={**os.environ, "SSL_CERT_FILE": str(certificate[0])},
            stdout=subprocess.PIPE,
        )
        printed, _ = await process.communicate()
    assert printed.decode().strip() == seen
    assert len(heads) == (3 if host == "localhost" else 0)


async def test_a_server_without_tls_is_not_taken_for_one_with_it() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(ok())

    async with (
        serving(talk) as server,
        upstream_to(server.url.replace("http:", "https:")) as upstream,
    ):
        assert isinstance(await asked(upstream), Unavailable)


async def test_proxies_of_the_environment_are_left_aside() -> None:
    """In a process of its own, whose environment names a proxy for everything."""
    async with serving(answering(ok())) as server, serving(answering(ok(b"proxy"))) as proxy:
        names = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy")
        program = (
            "import asyncio, sys\n"
            "from tests.integration.upstreams import asked, upstream_to\n"
            "async def main():\n"
            "    async with upstream_to(sys.argv[1]) as upstream:\n"
            "        print((await asked(upstream)).decode())\n"
            "asyncio.run(main())\n"
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", program, server.url),
            cwd=needs.PROJECT_DIR,
            env={**os.environ, **dict.fromkeys(names, proxy.url)},
            stdout=subprocess.PIPE,
        )
        printed, _ = await process.communicate()
        assert printed.strip() == b"{}"
        assert (server.connections, proxy.connections) == (1, 0)
