"""Requests on keep-alive connections, as many as one process can send."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

QUERY = (
    "query($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { trackingNumber "
    "status { code description } events { occurredAt description code "
    "location { city region postalCode countryCode } } } } }"
)
CONNECTIONS = 8
BATCHES = 8
"""Different requests, in turn."""

TICKS = 100
"""Ticks of a processor's time in a second, as Linux counts them."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What came of one load: requests a second, milliseconds, and the size of an answer."""

    rate: float
    median: float
    cpu: float
    size: int


def requests(count: int, events: int, *, size: int = 0, equal: bool) -> Iterator[bytes]:
    """Give requests for `count` parcels each, without end.

    Where they are not `equal` each differs in its bytes, and in nothing else.
    """
    number = 0
    while True:
        number += 1
        first = number % BATCHES * count
        refs = [
            {
                "carrier": "ups",
                "trackingNumber": f"BENCH{events}X{n}",
                "labelId": f"se-bench-{events}-{n}",
            }
            for n in range(first, first + count)
        ]
        told = {} if equal else {"extensions": {"number": number}}
        body = json.dumps({"query": QUERY, "variables": {"refs": refs}, **told}).encode()
        head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        yield f"{head}X-Bytes: {size}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def measure(port: int, pid: int, sent: Iterator[bytes], seconds: float) -> Speed:
    """Send requests for so long, and say how the process that answers did."""
    await _send(port, sent, seconds / 4)
    before, started = _cpu(pid), time.perf_counter()
    times, size = await _send(port, sent, seconds)
    took = time.perf_counter() - started
    return Speed(
        rate=len(times) / took,
        median=sorted(times)[len(times) // 2] * 1e3,
        cpu=(_cpu(pid) - before) / len(times) * 1e3,
        size=size,
    )


async def _send(port: int, sent: Iterator[bytes], seconds: float) -> tuple[list[float], int]:
    until = time.perf_counter() + seconds
    found = await asyncio.gather(*(_connection(port, sent, until) for _ in range(CONNECTIONS)))
    return [each for times, _ in found for each in times], found[0][1]


async def _connection(port: int, sent: Iterator[bytes], until: float) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    times: list[float] = []
    size = 0
    while not times or time.perf_counter() < until:
        request = next(sent)
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        body = await reader.readexactly(size)
        times.append(time.perf_counter() - started)
        if not head.startswith(b"HTTP/1.1 200") or body.startswith(b'{"errors"'):
            raise RuntimeError(f"an answer failed: {head[:20]!r} {body[:300]!r}")
    writer.close()
    return times, size


def _cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS
