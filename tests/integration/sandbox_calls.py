"""Calls to a sandbox as a client with good credentials makes them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from gateway.sandbox import (
    SHIPPO_API_TOKEN,
    SHIPSTATION_API_KEY,
    RunningSandbox,
    running_sandbox,
)
from gateway.sandbox.timing import Sleep

SHIPSTATION = {"API-Key": SHIPSTATION_API_KEY}
SHIPPO = {"Authorization": f"ShippoToken {SHIPPO_API_TOKEN}"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 10, 12, 34, 56, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


async def at_once(_seconds: float) -> None:
    """Wait no longer than it takes others to have their turn."""
    await asyncio.sleep(0)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    json: Any


@dataclass(frozen=True)
class Caller:
    """A client of a running sandbox."""

    box: RunningSandbox
    session: aiohttp.ClientSession
    clock: Clock

    async def get(self, path: str, headers: Mapping[str, str], **more: Any) -> Answer:
        """Ask for a path."""
        return await self.ask("GET", path, headers=headers, **more)

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        """Make any request; redirects are not followed."""
        url = self.box.url + path
        async with self.session.request(method, url, allow_redirects=False, **more) as response:
            body = await response.read()
            is_json = response.content_type == "application/json" and body
            parsed = await response.json() if is_json else None
            return Answer(response.status, response.headers, body, parsed)


@asynccontextmanager
async def calling(*, sleep: Sleep = at_once, **options: Any) -> AsyncIterator[Caller]:
    """Run a sandbox in which nothing waits, with a client for it; `options` are the sandbox's."""
    clock = Clock()
    async with (
        running_sandbox(now=clock, sleep=sleep, **options) as box,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
    ):
        yield Caller(box, session, clock)
