"""Ask a gateway: once, at a given rate whatever becomes of it, or as fast as it answers."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from benchmarks.drills.providers import ref

QUERY = """
query Drill($ref: ShipmentRef!, $maxAge: Int) {
  shipment(ref: $ref, maxAgeSeconds: $maxAge) {
    trackingNumber
    status { code }
    events { occurredAt description }
    sources { provider outcome fromCache error { code message } tracking { events { provider } } }
  }
}
"""
BATCH = """
query Drill($refs: [ShipmentRef!]!) {
  shipments(refs: $refs) {
    shipment {
      id trackingNumber carrier { code name } status { code title }
      events { id occurredAt description location { city countryCode } providers }
      sources {
        provider outcome fetchedAt
        tracking { status { code } events { provider occurredAt description } }
      }
    }
  }
}
"""
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request.

    `sent_at` is in seconds of a clock that never goes back; `status` is 0 where no answer came.
    """

    sent_at: float
    seconds: float
    status: int
    body: Data

    @property
    def shipment(self) -> Data | None:
        """The shipment, if there is one and no error beside it."""
        if self.status != 200 or "errors" in self.body:
            return None
        found: Data | None = (self.body.get("data") or {}).get("shipment")
        return found

    @property
    def sources(self) -> dict[str, Data]:
        """What each provider said, by its code."""
        shipment = self.shipment or {"sources": []}
        return {source["provider"]: source for source in shipment["sources"]}

    def has(self, provider: str) -> bool:
        """Say whether there is data of this provider, fresh or stale."""
        return (self.sources.get(provider) or {}).get("tracking") is not None


class Caller:
    """A client of one gateway."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def ask(self, number: int, max_age: int | None = None) -> Answer:
        """Ask for one parcel."""
        return await self.post({"ref": ref(number), "maxAge": max_age})

    async def ask_for(self, ref: Mapping[str, str]) -> Answer:
        """Ask for what this reference names."""
        return await self.post({"ref": dict(ref)})

    async def post(self, variables: Data, query: str = QUERY) -> Answer:
        """Ask this query; never raises but for cancellation."""
        sent_at = time.monotonic()
        status, body = 0, {}
        try:
            async with self._session.post(
                f"{self._url}/graphql", json={"query": query, "variables": variables}
            ) as response:
                body = await response.json()
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            body = {"errors": [{"message": type(error).__name__}]}
        return Answer(sent_at, time.monotonic() - sent_at, status, body)

    async def send(self, body: bytes) -> Answer:
        """Send a body as it is, and don't look into the answer's: this costs the caller least."""
        headers = {"Content-Type": "application/json"}
        return await self._time("POST", "/graphql", data=body, headers=headers)

    async def health(self) -> Answer:
        """Ask whether it is alive."""
        return await self._time("GET", "/healthz")

    async def readiness(self) -> Answer:
        """Ask whether it is ready."""
        return await self._time("GET", "/readyz")

    async def metrics(self) -> str:
        """Return its metrics, as text."""
        async with self._session.get(f"{self._url}/metrics") as response:
            return await response.text()

    async def _time(self, method: str, path: str, **more: Any) -> Answer:
        sent_at = time.monotonic()
        status = 0
        try:
            async with self._session.request(method, f"{self._url}{path}", **more) as response:
                await response.read()
                status = response.status
        except (aiohttp.ClientError, TimeoutError):
            pass  # the status says so
        return Answer(sent_at, time.monotonic() - sent_at, status, {})


@asynccontextmanager
async def calling(url: str, *, keep: bool = True) -> AsyncIterator[Caller]:
    """Yield a client of the gateway at this address; an answer may take 30 seconds.

    It keeps its connections, or makes one for each request.
    """
    # A gateway that stops closes idle connections; two that close at once are an error.
    connector = (
        aiohttp.TCPConnector(limit=0, keepalive_timeout=1)
        if keep
        else aiohttp.TCPConnector(limit=0, force_close=True)
    )
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=30),
    ) as session:
        yield Caller(session, url)


async def open_loop(
    rate: float, seconds: float, ask: Callable[[int], Awaitable[Answer]]
) -> list[Answer]:
    """Ask `rate` times a second, however slow the answers are; return them in the order asked."""
    start = time.monotonic()
    tasks = []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
        tasks.append(asyncio.ensure_future(ask(number)))
    return await asyncio.gather(*tasks)


async def closed_loop(
    callers: int, seconds: float, ask: Callable[[int], Awaitable[Answer]]
) -> list[Answer]:
    """Let so many callers ask one question after the other."""
    end = time.monotonic() + seconds
    answers: list[Answer] = []

    async def one() -> None:
        while time.monotonic() < end:
            answers.append(await ask(len(answers)))

    await asyncio.gather(*(one() for _ in range(callers)))
    return answers
