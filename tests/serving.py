"""The real application on a real port, in front of a sandbox whose calls can be counted."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from socket import socket
from typing import Any

import httpx2
import uvicorn
from starlette.types import ASGIApp

from gateway.app import create_app
from gateway.http.guard import Guard, Limits
from gateway.http.server import limits, options
from gateway.sandbox import (
    SHIPPO_API_TOKEN,
    SHIPSTATION_API_KEY,
    RunningSandbox,
    running_sandbox,
)
from gateway.settings import Settings

LABEL = "se-324658"
LABEL_NUMBER = "1Z932R800390810600"
NUMBER = "9205590164917312751089"
BOTH = {"labelId": "se-both-transit", "carrier": "usps", "trackingNumber": "9205590164917400288176"}

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What a Chromium needs to be told to run anywhere, and to ask nobody but us."""

JSON = Any
"""An answer; what stands where is what the tests are about."""


@dataclass(frozen=True)
class Served:
    """A gateway that listens: where, a client for it, and the sandbox that it asks."""

    url: str
    http: httpx2.AsyncClient
    sandbox: RunningSandbox

    async def post(self, body: Mapping[str, object], **headers: str) -> httpx2.Response:
        """Send one request as JSON."""
        return await self.http.post("/graphql", json=dict(body), headers=headers)

    async def execute(self, query: str, **variables: object) -> JSON:
        """Return the whole answer to a query, which is a 200."""
        response = await self.post({"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        return response.json()

    async def data(self, query: str, **variables: object) -> JSON:
        """Return the data of an answer without errors."""
        answer = await self.execute(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def calls(self) -> list[str]:
        """List the paths and queries that the providers were asked for, oldest first."""
        return [path for _, _, path in self.sandbox.calls]

    def fetches(self, provider: str) -> list[str]:
        """List the calls for tracking; looking a label up by its number is none."""
        return [call for call in self.sandbox.calls_to(provider) if "/labels?" not in call]


def settings_for(sandbox: RunningSandbox, **settings: Any) -> Settings:
    """Return the settings of a gateway that asks this sandbox."""
    return Settings(
        _env_file=None,
        **{
            "shipstation_base_url": sandbox.url,
            "shipstation_api_key": SHIPSTATION_API_KEY,
            "shippo_base_url": sandbox.url,
            "shippo_api_token": SHIPPO_API_TOKEN,
            **settings,
        },
    )


@asynccontextmanager
async def serving(sandbox: RunningSandbox | None = None, **settings: Any) -> AsyncIterator[Served]:
    """Serve a gateway in front of `sandbox`, or of one of its own; `settings` go before."""
    if sandbox is None:
        async with running_sandbox() as own, serving(own, **settings) as served:
            yield served
        return
    chosen = settings_for(sandbox, **settings)
    app = create_app(chosen)
    async with (
        listening(app, limits(chosen)) as url,
        httpx2.AsyncClient(base_url=url, timeout=30) as http,
    ):
        yield Served(url, http, sandbox)


@asynccontextmanager
async def listening(app: ASGIApp, limits: Limits | None = None) -> AsyncIterator[str]:
    """Serve an application on a free port of the loopback interface; yield its address."""
    server = _Server(uvicorn.Config(app, **options(Guard(limits or Limits()))))
    with socket() as own:
        own.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve([own]))
        await asyncio.wait(
            [serving, asyncio.ensure_future(server.ready.wait())],
            return_when=asyncio.FIRST_COMPLETED,
        )
        try:
            yield f"http://127.0.0.1:{own.getsockname()[1]}"
        finally:
            server.end.set()
            await serving


class _Server(uvicorn.Server):
    """A server that tells when it is ready, ends when it is told to, and minds no signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.end = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.end.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
