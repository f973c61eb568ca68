"""Both providers with the sandbox's data, rendered once: they must not be what is measured.

    python -m benchmarks.speed.upstream --port 8001

Parcel 7 with 10 events has label `se-bench-10-7` and number `BENCH10X7` of carrier `ups`; both
providers know it, and each event.
"""

import argparse
import asyncio
import json
import re
from datetime import UTC, datetime
from functools import cache

from gateway.sandbox.catalogue.codes import tracking
from gateway.sandbox.catalogue.places import CHICAGO, HODGKINS, SAN_FRANCISCO
from gateway.sandbox.parcel import Label, Scan
from gateway.sandbox.shippo import bodies as shippo

NUMBER = "BENCH0X0"
PATH = re.compile(
    rb"GET (?:/v2/labels/se-bench-(\d+)-(\d+)/track|/tracks/ups/BENCH(\d+)X(\d+)/?) HTTP"
)
ANCHOR = datetime(2026, 11, 1, 12, tzinfo=UTC)


@cache
def _track(events: int) -> bytes:
    scans = [
        Scan(2 * hours, HODGKINS, shippo=("TRANSIT", "package_arrived", f"Arrived ({hours})"))
        for hours in range(events, 0, -1)
    ]
    frame = shippo.Frame(
        carrier="ups", tracking_number=NUMBER, origin=SAN_FRANCISCO, destination=CHICAGO
    )
    return json.dumps(shippo.track(frame, scans, ANCHOR)).encode()


@cache
def _label(events: int) -> bytes:
    content = tracking(Label("se-bench-0-0", "ups", NUMBER), "", ANCHOR)
    first = content["events"][0]
    content["events"] = [
        {**first, "occurred_at": f"2026-10-{1 + n // 24:02}T{n % 24:02}:00:00Z", "event_code": "AR"}
        for n in range(events, 0, -1)
    ]
    return json.dumps(content).encode()


def _body(request: bytes) -> bytes | None:
    found = PATH.match(request)
    if found is None:
        return None
    events, number = found[1] or found[3], found[2] or found[4]
    template = _label if found[1] else _track
    return template(int(events)).replace(NUMBER.encode(), b"BENCH%bX%b" % (events, number))


class Providers(asyncio.Protocol):
    """Answers GET requests, which have no body."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # what TCP servers give
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        *requests, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for request in requests:
            body = _body(request)
            status = b"404 Not Found" if body is None else b"200 OK"
            head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            sent = body or b"{}"
            self._transport.write(head % (status, len(sent)) + sent)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Providers, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port to listen on")
    asyncio.run(_serve(parser.parse_args().port))
