"""Callers who want the same at the same time: it is worked out once, for whoever is still there."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx2
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.app import create_app
from gateway.sandbox import RunningSandbox, running_sandbox
from tests.fakes import turns
from tests.serving import listening, settings_for
from tests.unit.telemetry.listening import Heard

QUERY = (
    "query Q($c: String!, $n: String!) { shipment(ref: {carrier: $c, trackingNumber: $n}) { id } }"
)
PARCEL = "SHIPPO_TRANSIT"


def _body(n: str = PARCEL, query: str = QUERY, operation: str | None = None) -> bytes:
    variables = {"c": "shippo", "n": n}
    body = {"query": query, "variables": variables, "operationName": operation}
    return json.dumps(body).encode()


@dataclass
class Held:
    """A provider that answers when it is released, and knows when nobody waits for it any more."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    abandoned: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, _: float) -> None:
        self.asked.set()
        try:
            await self.released.wait()
        except asyncio.CancelledError:
            self.abandoned.set()
            raise


class Counted:
    """An application, how many requests have come to it, and how many callers went away."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._changed = asyncio.Condition()
        self._came = self._gone = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def receiving() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                await self._count(gone=1)
            return message

        await self._count(came=1)
        await self._app(scope, receiving, send)

    async def _count(self, came: int = 0, gone: int = 0) -> None:
        async with self._changed:
            self._came += came
            self._gone += gone
            self._changed.notify_all()

    async def until(self, came: int = 0, gone: int = 0) -> None:
        """Wait until so many have come and gone away, and all else has settled."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._came >= came and self._gone >= gone)
        await turns(100)


@dataclass
class Scene:
    """A gateway whose provider is held, what its log says, and callers on connections of theirs."""

    url: str
    sandbox: RunningSandbox
    provider: Held
    requests: Counted
    heard: Heard
    stack: AsyncExitStack

    async def ask(self, body: bytes, **headers: str) -> "asyncio.Task[httpx2.Response]":
        """Ask, as somebody else."""
        client = httpx2.AsyncClient(base_url=self.url, timeout=30)
        http = await self.stack.enter_async_context(client)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {"content-type": "application/json", **named}
        return asyncio.create_task(http.post("/graphql", content=body, headers=fields))

    def shared(self) -> int:
        """Count the answers that were worked out for another request."""
        return sum(line.get("lookups") == {"shared": 1} for line in self.heard.events())


@asynccontextmanager
async def _scene() -> AsyncIterator[Scene]:
    provider, heard = Held(), Heard()
    async with (
        running_sandbox(latency=1, sleep=provider.sleep) as sandbox,
        AsyncExitStack() as stack,
    ):
        settings = settings_for(sandbox, shipstation_api_key=None)
        requests = Counted(create_app(settings, logs=heard.logs))
        async with listening(requests) as url:
            yield Scene(url, sandbox, provider, requests, heard, stack)


async def test_equal_requests_in_flight_are_one_and_get_the_same_bytes() -> None:
    async with _scene() as scene:
        asking = [await scene.ask(_body()) for _ in range(5)]
        await scene.requests.until(came=5)
        scene.provider.released.set()
        answers = await asyncio.gather(*asking)
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert scene.shared() == 4
        assert len(scene.sandbox.calls) == 1


async def test_they_may_be_written_differently() -> None:
    query, number = json.dumps(QUERY), json.dumps(PARCEL)
    bodies = [
        f'{{"query": {query}, "variables": {{"n": {number}, "c": "shippo"}}}}',
        f'{{"variables":{{"c":"shippo","n":{number}}},"operationName":null,"query":{query}}}',
        f'{{"extensions": {{}}, "query": {query}, "variables": {{"n": {number}, "c": "shippo"}}}}',
    ]
    async with _scene() as scene:
        asking = [await scene.ask(body.encode()) for body in bodies]
        await scene.requests.until(came=3)
        scene.provider.released.set()
        assert len({answer.content for answer in await asyncio.gather(*asking)}) == 1
        assert scene.shared() == 2


async def test_what_differs_in_anything_is_worked_out_for_itself() -> None:
    async with _scene() as scene:
        asking = [
            await scene.ask(_body()),
            await scene.ask(_body(n="SHIPPO_DELIVERED")),
            await scene.ask(_body(query=QUERY.replace("{ id }", "{ id trackingNumber }"))),
            await scene.ask(_body(operation="Q")),
            await scene.ask(_body(), accept="application/graphql-response+json"),
            await scene.ask(_body(), accept_encoding="identity"),
            await scene.ask(_body(), authorization="Bearer x"),
        ]
        await scene.requests.until(came=len(asking))
        scene.provider.released.set()
        assert all(answer.is_success for answer in await asyncio.gather(*asking))
        assert scene.shared() == 0
        # Even so, the provider is asked once about each parcel.
        assert len(scene.sandbox.calls) == 2


async def test_what_differs_from_request_to_request_is_worked_out_for_each() -> None:
    query = QUERY.replace("{ id }", "{ id sources { fromCache } }")
    async with _scene() as scene:
        asking = [await scene.ask(_body(query=query)) for _ in range(3)]
        await scene.requests.until(came=3)
        scene.provider.released.set()
        await asyncio.gather(*asking)
        assert scene.shared() == 0


@pytest.mark.parametrize("leaver", [0, 2])
async def test_who_goes_away_takes_nobody_along(leaver: int) -> None:
    async with _scene() as scene:
        asking = [await scene.ask(_body())]
        await scene.provider.asked.wait()
        asking += [await scene.ask(_body()) for _ in range(2)]
        await scene.requests.until(came=3)
        asking.pop(leaver).cancel()
        await scene.requests.until(gone=1)
        scene.provider.released.set()
        answers = await asyncio.gather(*asking)
        assert [answer.json()["data"]["shipment"] is None for answer in answers] == [False, False]
        assert not scene.provider.abandoned.is_set()
        assert len(scene.sandbox.calls) == 1


async def test_when_all_go_away_the_work_ends() -> None:
    async with _scene() as scene:
        asking = [await scene.ask(_body()) for _ in range(3)]
        await scene.requests.until(came=3)
        await scene.provider.asked.wait()
        for each in asking:
            each.cancel()
        await scene.provider.abandoned.wait()
        await scene.requests.until(gone=3)
        assert [line["outcome"] for line in scene.heard.events()] == ["gone"] * 3
