"""What the endpoint answers from its answers, and what it works out anew."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import Message

from gateway.clients import Client
from gateway.errors import Unavailable
from gateway.http.answers import MAX_SECONDS, RELEVANT, Answers
from gateway.http.execution import Execution
from gateway.http.graphql import GraphQLEndpoint
from gateway.http.ide import Ide
from gateway.http.origins import Pages
from gateway.http.persisted import PersistedOperations
from gateway.model import GatewayMode
from gateway.schema import Context, create_schema
from gateway.settings import Edition, Settings
from tests.fakes import Clock, by_number, shippo, tracker, turns

SCHEMA = create_schema()
NUMBER = "9205590164917312751089"
REF = f'ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}'
QUERY = f"{{ shipment({REF}) {{ id }} }}"


class Asking:
    """An endpoint and how many operations it has executed."""

    def __init__(self, answer: Any = None) -> None:
        self.clock = Clock()
        self.provider = shippo({f"usps/{NUMBER}": answer or by_number(NUMBER, "usps")})
        self.executed = 0
        self.status = 0
        self.fields: dict[bytes, bytes] = {}
        self.credentials = "default"
        self.answers = Answers(self.clock)
        self._tracker = tracker(self.provider, clock=self.clock)
        self._endpoint = GraphQLEndpoint(
            Execution(SCHEMA, PersistedOperations({}, None), Edition.CLASSIC),
            Ide([]),
            self._context,
            self.answers,
            self.clock,
            pages=Pages(),
            charge=lambda _client, _requests: None,
            learn=lambda *_: None,
            limits=Settings(_env_file=None),
        )

    def _context(self, credentials: str) -> Context:
        assert credentials == self.credentials
        self.executed += 1
        return Context(self._tracker, self._tracker.lookups(), GatewayMode.SANDBOX, "0")

    async def __call__(
        self,
        query: str,
        method: str = "POST",
        accept: str = "*/*",
        known: bytes = b"",
        more: tuple[bytes, bytes] | None = None,
    ) -> bytes:
        """Return the body of the answer; `fields` has its header fields then."""
        body = [json.dumps({"query": query}).encode() if method == "POST" else b""]
        scope = {
            "type": "http",
            "method": method,
            "gateway.client": Client("test", self.credentials),
            "query_string": urlencode({"query": query}).encode() if method == "GET" else b"",
            "headers": [
                (b"content-type", b"application/json"),
                (b"accept", accept.encode()),
                *([(b"if-none-match", known)] if known else ()),
                *([more] if more else ()),
            ],
        }
        sent: list[Message] = []

        async def receive() -> Message:
            if not body:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": body.pop()}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._endpoint(scope, receive, send)
        self.status, self.fields = sent[0]["status"], dict(sent[0]["headers"])
        return b"".join(message["body"] for message in sent[1:])


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


async def test_equal_requests_in_flight_are_executed_once() -> None:
    ask = Asking()
    ask.provider.held[f"usps/{NUMBER}"] = asyncio.Event()
    asking = [asyncio.create_task(ask(QUERY)) for _ in range(3)]
    await turns()
    ask.provider.held[f"usps/{NUMBER}"].set()
    assert len(set(await asyncio.gather(*asking))) == 1
    assert ask.executed == 1


async def test_nobody_joins_what_was_begun_before_something_newer_was_seen() -> None:
    ask = Asking()
    ask.provider.held[f"usps/{NUMBER}"] = asyncio.Event()
    begun = asyncio.create_task(ask(QUERY))
    await turns()
    await ask("{ shipments(refs: [{}], maxAgeSeconds: 0) { index } }")
    late = asyncio.create_task(ask(QUERY))
    await turns()
    assert ask.executed == 3
    ask.provider.held[f"usps/{NUMBER}"].set()
    assert await begun == await late


async def test_another_media_type_is_another_answer() -> None:
    ask = Asking()
    await ask(QUERY)
    await ask(QUERY, accept="application/graphql-response+json")
    assert ask.executed == 2


async def test_other_credentials_get_another_answer() -> None:
    ask = Asking()
    for credentials in ("default", "acme", "default", "acme"):
        ask.credentials = credentials
        await ask(QUERY)
    assert ask.executed == 2


async def test_a_get_is_executed_once_as_well() -> None:
    ask = Asking()
    first = await ask(QUERY, method="GET")
    assert await ask(QUERY, method="GET") == first
    assert ask.executed == 1
    assert await ask(QUERY) == first
    assert ask.executed == 2


async def test_who_knows_a_kept_answer_is_told_so_without_executing() -> None:
    ask = Asking()
    await ask(QUERY, method="GET")
    tag = ask.fields[b"etag"]
    assert await ask(QUERY, method="GET", known=tag) == b""
    assert (ask.status, ask.fields[b"etag"], ask.executed) == (304, tag, 1)


async def test_who_knows_an_old_answer_is_told_whether_it_is_still_the_same() -> None:
    ask = Asking()
    await ask(QUERY, method="GET")
    tag = ask.fields[b"etag"]
    ask.clock.advance(MAX_SECONDS)
    await ask(QUERY, method="GET", known=tag)
    assert (ask.status, ask.executed) == (304, 2)
    assert await ask(QUERY, method="GET", known=b'W/"other"') != b""
    assert ask.status == 200


async def test_what_is_left_of_its_freshness_is_counted_down() -> None:
    ask = Asking()
    left = []
    for _ in range(3):
        await ask(QUERY)
        _, _, seconds = ask.fields[b"cache-control"].partition(b"max-age=")
        left.append(int(seconds))
        ask.clock.advance(4)
    assert ask.executed == 1
    assert left == [left[0], left[0] - 4, left[0] - 8]


# What clients, browsers and proxies send, and what some servers heed.
UNHEEDED = {
    "accept-language": "de",
    "apollographql-client-name": "shop",
    "cache-control": "no-cache",
    "expect": "100-continue",
    "if-match": '"x"',
    "if-modified-since": "Sun, 22 Nov 2026 00:00:00 GMT",
    "pragma": "no-cache",
    "prefer": "return=minimal",
    "range": "bytes=0-1",
    "referer": "https://other.example/",
    "save-data": "on",
    "sec-fetch-dest": "image",
    "sec-fetch-mode": "no-cors",
    "te": "trailers",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "user-agent": "x",
    "via": "1.1 proxy",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": "other.example",
    "x-http-method-override": "DELETE",
    "x-request-id": "x",
    "x-requested-with": "XMLHttpRequest",
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", sorted(UNHEEDED))
async def test_no_other_header_field_changes_an_answer(name: str, method: str) -> None:
    assert name.encode() not in RELEVANT
    ask = Asking()
    body, status, fields = await ask(QUERY, method=method), ask.status, ask.fields
    ask.answers.clear()
    more = (name.encode(), UNHEEDED[name].encode())
    assert await ask(QUERY, method=method, more=more) == body
    assert (ask.status, ask.fields) == (status, fields)
    assert ask.executed == 2
