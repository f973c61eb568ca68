"""Clients that take their time: to send a head, to send a body, to take the answers."""

import asyncio
import json
import math
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, repeat
from typing import Any

from benchmarks.drills.figures import Figure, at_most, percentile
from benchmarks.drills.load import BATCH, Answer, open_loop
from benchmarks.drills.providers import ref
from benchmarks.drills.raw import exchange
from benchmarks.drills.setting import gateways, sandbox

CLIENTS = 200
LIMIT = 10.0
"""Seconds: the longest of the limits."""

LOOK = 0.05
"""Seconds from one byte to the next."""

GRACE = 1.0
"""Seconds after the limit within which a client is dropped."""

PATIENCE = 15.0
"""Seconds after the limit after which a client is held to be let be."""

OTHERS = 100
"""Milliseconds for 99 of 100 answers to others."""

RATE = 50
"""Requests of others, a second."""

WARM = 20
"""Parcels that others ask for."""

SHORT_LIMIT = 0.5
NAMES = ("head_timeout_seconds", "body_timeout_seconds", "answer_timeout_seconds")

ESTABLISHED = 1
"""The state of a connection that neither end has closed, as Linux numbers them."""

HEAD = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def _request(parcels: int, *headers: bytes) -> bytes:
    refs = [ref(number) for number in range(parcels)]
    body = json.dumps({"query": BATCH, "variables": {"refs": refs}}).encode()
    length = b"Content-Length: %d\r\n" % len(body)
    return b"".join((HEAD, *headers, length, b"\r\n", body))


SOME, MANY = 10, 100
"""Parcels in one request: the answer doesn't fit into a client's buffer, or into both kernels'."""

Drip = Callable[[], Iterator[bytes]]


async def run(*, short: bool) -> list[Figure]:
    """Let them all come at once, while others ask as usual."""
    limit = SHORT_LIMIT if short else LIMIT
    settings: dict[str, Any] = dict.fromkeys(NAMES, limit) if short else {}
    async with sandbox() as providers, gateways(providers, **settings) as (replica,):
        await asyncio.gather(*(replica.caller.ask(number) for number in range(WARM)))
        for parcels in (SOME, MANY):
            await exchange(replica.program.port, [_request(parcels, b"Connection: close\r\n")])
        others = asyncio.create_task(
            open_loop(RATE, limit + GRACE, lambda n: replica.caller.ask(n % WARM))
        )
        drips = [DRIPS[number % len(DRIPS)] for number in range(CLIENTS)]
        lasted = await asyncio.gather(*(_last(replica.program.port, one, limit) for one in drips))
        return _figures(lasted, await others, limit)


async def _last(port: int, drip: Drip, limit: float) -> float:
    """Return after how many seconds the server drops a client; infinity if it lets it be."""
    pieces, unsent = drip(), b""
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        own.setblocking(False)
        await asyncio.get_running_loop().sock_connect(own, ("127.0.0.1", port))
        began = time.monotonic()
        while (lasted := time.monotonic() - began) < limit + PATIENCE:
            unsent += next(pieces)
            with suppress(BlockingIOError, ConnectionError):
                unsent = unsent[own.send(unsent) :]
            if own.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED:
                return lasted
            await asyncio.sleep(LOOK)
    return math.inf


def _says_nothing() -> Iterator[bytes]:
    return repeat(b"")


def _drips_a_head() -> Iterator[bytes]:
    return chain((bytes([byte]) for byte in HEAD + b"A: "), repeat(b"a"))


def _drips_a_body() -> Iterator[bytes]:
    return chain([HEAD + b"Content-Length: 1000\r\n\r\n{"], repeat(b" "))


def _drips_chunks() -> Iterator[bytes]:
    return chain([HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], repeat(b"1\r\n \r\n"))


def _takes_no_answer() -> Iterator[bytes]:
    # Line ends between requests mean nothing; only by sending can it notice that it was dropped.
    return chain([_request(SOME)], repeat(b"\r\n"))


def _takes_none_of_many() -> Iterator[bytes]:
    return chain([_request(MANY) * 60], repeat(b"\r\n"))


DRIPS: tuple[Drip, ...] = (
    *(_says_nothing, _drips_a_head, _drips_a_body, _drips_chunks, _takes_no_answer) * 8,
    _takes_none_of_many,
)


def _figures(lasted: Sequence[float], others: Sequence[Answer], limit: float) -> list[Figure]:
    dropped = [seconds for seconds in lasted if seconds < math.inf]
    slowest = percentile((answer.seconds for answer in others), 0.99)
    failed = sum(answer.shipment is None for answer in others)
    return [
        at_most(f"slow clients that are let be, of {len(lasted)}", len(lasted) - len(dropped), 0),
        at_most("the last one is dropped after", max(dropped), limit + GRACE, "s", timed=True),
        at_most("others, p99 of their answers", slowest * 1e3, OTHERS, "ms", timed=True),
        at_most(f"others without an answer, of {len(others)}", failed, 0),
    ]
