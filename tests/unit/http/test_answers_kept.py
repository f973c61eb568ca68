"""What the endpoint answers from its answers, and what it works out anew."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.types import Message

from gateway.errors import Unavailable
from gateway.http.answers import Answers
from gateway.http.graphql import GraphQLEndpoint
from gateway.http.ide import Ide
from gateway.model import GatewayMode
from gateway.schema import Context, create_schema
from tests.fakes import Clock, by_number, shippo, tracker, turns

NUMBER = "9205590164917312751089"
REF = f'ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}'
QUERY = f"{{ shipment({REF}) {{ id }} }}"


class Asking:
    """An endpoint and how many operations it has executed."""

    def __init__(self, answer: Any = None) -> None:
        self.clock = Clock()
        self.provider = shippo({f"usps/{NUMBER}": answer or by_number(NUMBER, "usps")})
        self.executed = 0
        self._tracker = tracker(self.provider, clock=self.clock)
        self._endpoint = GraphQLEndpoint(
            create_schema(), Ide([]), self._context, Answers(self.clock)
        )

    def _context(self) -> Context:
        self.executed += 1
        return Context(self._tracker, self._tracker.lookups(), GatewayMode.SANDBOX, "0")

    async def __call__(self, query: str, method: str = "POST", accept: str = "*/*") -> bytes:
        body = [json.dumps({"query": query}).encode()]
        headers = [(b"content-type", b"application/json"), (b"accept", accept.encode())]
        scope = {"type": "http", "method": method, "headers": headers, "query_string": b"query=x"}

        async def receive() -> Message:
            if not body:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": body.pop()}

        response = await self._endpoint(Request(scope, receive))
        return bytes(response.body)


async def test_an_equal_request_is_executed_once() -> None:
    ask = Asking()
    assert await ask(QUERY) == await ask(QUERY)
    assert ask.executed == 1


async def test_when_a_source_stops_being_fresh_it_is_executed_again() -> None:
    ask = Asking()
    await ask(QUERY)
    ask.clock.advance(1_000)
    await ask(QUERY)
    assert ask.executed == 2


async def test_failures_are_not_kept() -> None:
    ask = Asking(Unavailable("Down.", provider="SHIPPO"))
    for query in (QUERY, f"{{ shipments(refs: [{REF.removeprefix('ref: ')}]) {{ index }} }}"):
        ask.executed = 0
        for _ in range(2):
            await ask(query)
        assert ask.executed == 2


async def test_invalid_references_and_documents_are_not_kept() -> None:
    ask = Asking()
    for query in ("{ shipments(refs: [{}]) { index } }", "{ nowhere }", "{"):
        ask.executed = 0
        for _ in range(2):
            await ask(query)
        assert ask.executed == 2


async def test_what_changes_by_itself_is_not_kept() -> None:
    ask = Asking()
    for query in ("{ gateway { now } }", f"{{ shipment({REF}) {{ sources {{ ageSeconds }} }} }}"):
        ask.executed = 0
        for _ in range(2):
            await ask(query)
        assert ask.executed == 2


async def test_after_a_forced_answer_nobody_gets_an_older_one() -> None:
    ask = Asking()
    await ask(QUERY)
    await ask(f"{{ shipment({REF}, maxAgeSeconds: 0) {{ id }} }}")
    await ask(QUERY)
    assert ask.executed == 3


async def test_nor_one_that_was_begun_before_it() -> None:
    ask = Asking()
    ask.provider.held[f"usps/{NUMBER}"] = asyncio.Event()
    begun = asyncio.create_task(ask(QUERY))
    await turns()
    await ask("{ shipments(refs: [{}], maxAgeSeconds: 0) { index } }")
    ask.provider.held[f"usps/{NUMBER}"].set()
    await begun
    await ask(QUERY)
    assert ask.executed == 3


async def test_another_media_type_is_another_answer() -> None:
    ask = Asking()
    await ask(QUERY)
    await ask(QUERY, accept="application/graphql-response+json")
    assert ask.executed == 2


async def test_a_get_is_executed_each_time() -> None:
    ask = Asking()
    for _ in range(2):
        await ask(QUERY, method="GET")
    assert ask.executed == 2
