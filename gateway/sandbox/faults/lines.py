"""Faults of the line: slow, silent, broken off, or not HTTP at all."""

import asyncio
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache

from aiohttp import web

from gateway.sandbox.faults.scene import Act, Fault, Scene, Silence, head

#: Long enough to outlast any client, short enough that a forgotten sandbox ends.
FOREVER = 3600.0
HUGE = 200 * 2**20
_MEGABYTE = b" " * 2**20


def _send(build: Callable[[Scene], bytes], *, reset: bool = False) -> Act:
    async def act(scene: Scene) -> web.StreamResponse:
        scene.write(build(scene))
        if reset:
            # Let the bytes leave before the reset overtakes them.
            await scene.sleep(scene.seconds)
            scene.reset()
        return Silence()

    return act


async def _reset(scene: Scene) -> web.StreamResponse:
    scene.reset()
    return Silence()


async def _slow(scene: Scene) -> web.StreamResponse:
    await scene.sleep(scene.seconds)
    return scene.healthy


async def _hang(scene: Scene) -> web.StreamResponse:
    await scene.sleep(scene.seconds)
    return Silence()


async def _hang_in_body(scene: Scene) -> web.StreamResponse:
    body = scene.body
    scene.write(head(len(body)) + body[: len(body) // 2])
    await scene.sleep(scene.seconds)
    return Silence()


async def _drip(scene: Scene) -> web.StreamResponse:
    body = scene.body
    scene.write(head(len(body)))
    for place in range(len(body)):
        await scene.sleep(scene.seconds)
        scene.write(body[place : place + 1])
    return Silence()


async def _drip_head(scene: Scene) -> web.StreamResponse:
    scene.write(b"HTTP/1.1 200 OK\r\n")
    for place in range(int(FOREVER)):
        await scene.sleep(scene.seconds)
        scene.write(f"X-Drip-{place}: 0\r\n".encode())
    return Silence()


async def _pour(scene: Scene, response: web.StreamResponse, pieces: Iterable[bytes]) -> None:
    with suppress(ConnectionError):
        await response.prepare(scene.request)
        for piece in pieces:
            await response.write(piece)
        await response.write_eof()


async def _huge(scene: Scene) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = HUGE
    await _pour(scene, response, (_MEGABYTE for _ in range(HUGE // len(_MEGABYTE))))
    return Silence()


async def _endless(scene: Scene) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.enable_chunked_encoding()
    await _pour(scene, response, (_MEGABYTE for _ in range(1024 * HUGE // len(_MEGABYTE))))
    return Silence()


async def _bomb(scene: Scene) -> web.StreamResponse:
    body = await asyncio.to_thread(_zeros)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return web.Response(body=body, headers=headers)


@cache
def _zeros() -> bytes:
    """Compress 200 MiB of blanks to about a thousandth, as gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(_MEGABYTE) for _ in range(HUGE // len(_MEGABYTE))]
    return b"".join(parts) + packer.flush()


def _many_headers(scene: Scene) -> bytes:
    more = b"".join(b"X-Header-%d: %d\r\n" % (place, place) for place in range(5000))
    return head(len(scene.body), more=more) + scene.body


def _long_header(scene: Scene) -> bytes:
    return head(len(scene.body), more=b"X-Long: " + b"x" * 1_000_000 + b"\r\n") + scene.body


def _two_lengths(scene: Scene) -> bytes:
    return head(len(scene.body), more=b"Content-Length: 3\r\n") + scene.body


def _chunk(scene: Scene) -> bytes:
    return b"%x\r\n%s\r\n" % (len(scene.body), scene.body)


def lines() -> Iterable[Fault]:
    """List the faults of time and connection."""
    return [*_times(), *_breaks(), *_framing()]


def _times() -> list[Fault]:
    return [
        Fault("slow", "The good answer, late", _slow, seconds=3),
        Fault("hang", "No answer at all", _hang, seconds=FOREVER),
        Fault("hang-body", "Half of the body, then nothing", _hang_in_body, seconds=FOREVER),
        Fault("drip", "The good answer, a byte a second", _drip, seconds=1),
        Fault("drip-head", "A header a second, for an hour", _drip_head, seconds=1),
        Fault("huge", "A body of 200 MiB", _huge),
        Fault("endless", "A chunked body of 200 GiB", _endless),
        Fault("gzip-bomb", "200 MiB, compressed a thousandfold", _bomb),
    ]


def _breaks() -> list[Fault]:
    return [
        Fault("reset", "Reset before the head", _reset),
        Fault("close", "Closed before the head", _send(lambda _: b"")),
        Fault(
            "reset-head",
            "Reset in the middle of the head",
            _send(lambda scene: head(len(scene.body))[:40], reset=True),
            seconds=0.02,
        ),
        Fault(
            "reset-body",
            "Reset in the middle of the body",
            _send(
                lambda scene: head(len(scene.body)) + scene.body[: len(scene.body) // 2],
                reset=True,
            ),
            seconds=0.02,
        ),
        Fault(
            "close-body",
            "Closed in the middle of the body",
            _send(lambda scene: head(len(scene.body)) + scene.body[: len(scene.body) // 2]),
        ),
        Fault(
            "close-chunk",
            "Closed before the last chunk",
            _send(lambda scene: head(None) + _chunk(scene)),
        ),
    ]


def _framing() -> list[Fault]:
    return [
        Fault(
            "length-long",
            "Content-Length is 10 more than there is",
            _send(lambda scene: head(len(scene.body) + 10) + scene.body),
        ),
        Fault(
            "length-short",
            "Content-Length is 10 less than there is",
            _send(lambda scene: head(max(0, len(scene.body) - 10)) + scene.body),
        ),
        Fault("length-odd", "Two Content-Lengths", _send(_two_lengths)),
        Fault(
            "chunk-odd",
            "A chunk whose length is no number",
            _send(lambda scene: head(None) + b"zz\r\n" + scene.body + b"\r\n0\r\n\r\n"),
        ),
        Fault("many-headers", "5,000 headers", _send(_many_headers)),
        Fault("long-header", "A header of 1,000,000 letters", _send(_long_header)),
        Fault(
            "bad-header",
            "A header line without a colon",
            _send(lambda scene: head(len(scene.body), more=b"no colon here\r\n") + scene.body),
        ),
        Fault("garbage", "Not HTTP", _send(lambda _: b"SSH-2.0-OpenSSH_9.6\r\n" * 3)),
        Fault(
            "odd-encoding",
            "A content encoding that nobody knows",
            _send(
                lambda scene: (
                    head(len(scene.body), more=b"Content-Encoding: rot13\r\n") + scene.body
                )
            ),
        ),
    ]
