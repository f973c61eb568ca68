"""A client that sends the same bytes again and again, over one connection or several."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from tests.serving import LABEL, Served, serving

QUERY = f'{{ shipment(ref: {{labelId: "{LABEL}"}}) {{ id status {{ code }} }} }}'
VARYING = {"date", "x-request-id", "cache-control"}


def _request(query: str = QUERY, **fields: str) -> bytes:
    body = json.dumps({"query": query}).encode()
    head = ["POST /graphql HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


class Caller:
    """One connection to a gateway."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, *pieces: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a request, piece by piece; return status, header fields and body of the answer."""
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
            # The gateway is served by this loop: what was sent comes in before the next piece.
            for _ in range(20):
                await asyncio.sleep(0)
        return await self.read()

    async def read(self) -> tuple[int, dict[str, str], bytes]:
        """Read one answer."""
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines)
        body = await self._reader.readexactly(int(fields["content-length"]))
        return int(first.split()[1]), fields, body


@asynccontextmanager
async def _calling(served: Served) -> AsyncIterator[Caller]:
    where = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        yield Caller(reader, writer)
    finally:
        writer.close()


async def test_each_gets_the_answer_of_the_first() -> None:
    async with serving() as served, _calling(served) as caller:
        answers = [await caller.ask(_request()) for _ in range(6)]
        shown = [
            (status, {name: v for name, v in fields.items() if name not in VARYING}, body)
            for status, fields, body in answers
        ]
        assert all(one == shown[0] for one in shown)
        assert len({fields["x-request-id"] for _, fields, _ in answers}) == 6
        assert all(
            fields["cache-control"].startswith("public, max-age=") for _, fields, _ in answers
        )
        assert len(served.fetches("shipstation")) == 1
        scrape = (await served.http.get("/metrics")).text
        assert 'gateway_requests_total{answer="kept",outcome="ok"} 5.0' in scrape


async def test_other_requests_on_the_same_connection_are_told_apart() -> None:
    async with serving() as served, _calling(served) as caller:
        version = _request("{ gateway { version } }")
        for _ in range(4):
            assert b'"status"' in (await caller.ask(_request()))[2]
            assert b'"version"' in (await caller.ask(version))[2]


async def test_however_the_bytes_come_in_the_answer_is_the_same() -> None:
    async with serving() as served, _calling(served) as caller:
        whole = _request()
        first = (await caller.ask(whole))[2]
        for _ in range(3):
            await caller.ask(whole)
        assert (await caller.ask(whole[:40], whole[40:90], whole[90:]))[2] == first
        assert (await caller.ask(whole + whole))[2] == first
        assert (await caller.read())[2] == first
        assert (await caller.ask(whole + whole[:30], whole[30:]))[2] == first
        assert (await caller.read())[2] == first
        assert (await caller.ask(whole))[2] == first


async def test_an_id_of_the_caller_comes_back() -> None:
    async with serving() as served, _calling(served) as caller:
        for _ in range(4):
            _, fields, _ = await caller.ask(_request(x_request_id="mine-7"))
            assert fields["x-request-id"] == "mine-7"


async def test_who_says_it_is_the_last_is_hung_up_on() -> None:
    async with serving() as served:
        for _ in range(3):
            async with _calling(served) as caller:
                _, fields, _ = await caller.ask(_request(connection="close"))
                assert fields["connection"] == "close"


async def test_who_has_asked_too_often_is_refused_like_anybody() -> None:
    async with serving(requests_per_minute=5) as served, _calling(served) as caller:
        statuses = [(await caller.ask(_request()))[0] for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2


@pytest.mark.parametrize("origin", ["https://shop.example", "https://other.example"])
async def test_a_page_of_another_origin_gets_what_it_is_due(origin: str) -> None:
    async with serving(cors_origins="https://shop.example") as served, _calling(served) as caller:
        for _ in range(4):
            await caller.ask(_request())
            _, fields, _ = await caller.ask(_request(origin=origin))
            allowed = fields.get("access-control-allow-origin")
            assert allowed == (origin if origin == "https://shop.example" else None)
