"""The GraphQL endpoint: POST for everything, GET for queries, a page for browsers."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import msgspec
from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from gateway.clients import Client, Refusal
from gateway.http.answer import VARY, Answer, write
from gateway.http.answers import Answers, Asked, asked
from gateway.http.encoding import compressed, takes_gzip
from gateway.http.entrance import client_of
from gateway.http.execution import Executed, Execution, Operation, together
from gateway.http.fields import field, joined
from gateway.http.flights import Flights
from gateway.http.ide import Ide
from gateway.http.observation import CLIENT_CLOSED_REQUEST
from gateway.http.origins import Pages
from gateway.http.presence import Gone, while_there
from gateway.http.request import (
    ALLOWED,
    JSON,
    OPTIONS,
    Refused,
    Wanted,
    media_type,
    read_body,
    read_requests,
    wants_html,
)
from gateway.schema import Context
from gateway.settings import Settings
from gateway.telemetry import current_record

T = TypeVar("T")

STATIC_SECONDS = 300.0
"""Seconds for which an answer that took no provider may be kept, at the most.

It changes with the gateway's version and settings only, and those it does not know beforehand.
"""

CREDENTIALS = frozenset({b"authorization", b"cookie"})
"""Header fields that tell who asks: the answer is for nobody else then."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an answer depends on besides the operations.

    With whose credentials they are executed, by what method they came, and how what comes of them
    is written: `vary` names what in the request decides that.
    """

    credentials: str
    method: str
    kind: str
    gzip: bool
    is_private: bool
    vary: bytes

    @classmethod
    def of(cls, scope: Scope, kind: str, pages: Pages) -> "Terms":
        """Return the terms of a request that is answered in a media type."""
        client = client_of(scope)
        is_private = not client.is_anonymous or any(n in CREDENTIALS for n, _ in scope["headers"])
        gzip = takes_gzip(joined(scope, b"accept-encoding"))
        # Whoever has kept a private answer may have another key by the next request.
        names = [VARY, *[b"Authorization"] * is_private, *[b"Origin"] * bool(pages.origins)]
        return cls(
            client.credentials, scope["method"], kind, gzip, is_private, vary=b", ".join(names)
        )


Charge = Callable[[Client, int], Refusal | None]
"""Counts so many further requests of a client, or counts none and says why not."""

Learn = Callable[[Scope, Asked, Answer], None]
"""Remembers what a request asked for whose answer is kept."""


class GraphQLEndpoint:
    """An ASGI application that executes GraphQL requests, or finds them among `answers`.

    `context` makes the context of the operations of one request with a set of credentials; `clock`
    returns epoch seconds; `pages` are those that may send requests from a browser. A request is
    counted as one operation already: `charge` counts the others of a batch.
    """

    def __init__(
        self,
        execution: Execution,
        ide: Ide | None,
        context: Callable[[str], Context],
        answers: Answers,
        clock: Callable[[], float],
        *,
        pages: Pages,
        charge: Charge,
        learn: Learn,
        limits: Settings,
    ) -> None:
        self._execution = execution
        self._ide = ide
        self._context = context
        self._answers = answers
        self._clock = clock
        self._pages = pages
        self._charge = charge
        self._learn = learn
        self._limits = limits
        self._flights: Flights[Answer] = Flights()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; never raises but for cancellation."""
        if self._ide is not None and opens_page(scope):
            await self._ide.response()(scope, receive, send)
            return
        answer = await self._answer(scope, receive)
        known = joined(scope, b"if-none-match")
        for message in answer.messages(self._clock(), known):
            await send(message)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] == OPTIONS:
            return Answer(204, ((b"allow", ALLOWED.encode()),), b"")
        kind = JSON
        try:
            kind = media_type(field(scope, b"accept"))
            if scope["method"] == "GET":
                self._pages.check(Headers(scope=scope))
            body = await read_body(scope, receive, self._limits)
            sent = asked(scope, body)
            known = self._answers.find(sent)
            if known is not None:
                current_record().again = known.record
                self._learn(scope, sent, known)
                return known
            times = self._answers.times_cleared
            wanted = read_requests(scope, body, self._limits)
            self._count(wanted, client_of(scope))
            answer = await self._work_out(wanted, receive, Terms.of(scope, kind, self._pages))
            # What was begun before somebody saw something newer may be older than that.
            if times == self._answers.times_cleared:
                self._answers.keep(sent, answer)
        except Refused as refused:
            said = self._execution.refuse(refused, kind)
            return write(said.body, said.status, said.kind, headers=said.headers)
        except (Gone, ClientDisconnect):
            return Answer(CLIENT_CLOSED_REQUEST, (), b"")
        return answer

    async def _work_out(self, wanted: Wanted, receive: Receive, terms: Terms) -> Answer:
        operations = await self._execution.prepare(wanted)
        work = partial(self._execute, operations, wanted.is_batch, terms)
        key = _key(operations)
        if key is None:
            return await while_there(receive, work())
        # What has been in flight since before somebody saw something newer is not joined any more.
        key = (self._answers.times_cleared, terms, wanted.is_batch, key)
        answer = await self._flights.share(key, receive, work)
        if answer.record is not None and answer.record is not current_record():
            current_record().share(answer.record)
        return answer

    def _count(self, wanted: Wanted, client: Client) -> None:
        further = len(wanted.operations) - 1
        refusal = self._charge(client, further) if further else None
        if refusal is not None:
            headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
            raise Refused(refusal.status, refusal.code, refusal.message, headers)

    async def _execute(
        self, operations: Sequence[Operation | Refused], is_batch: bool, terms: Terms
    ) -> Answer:
        context = self._context(terms.credentials)
        done = await together(
            self._execution.execute(each, context, terms.method, terms.kind) for each in operations
        )
        if context.lookups.was_forced:
            # Who has seen something newer must not see something older now.
            self._answers.clear()
        lasts = all(each.lasts for each in done)
        fresh_until = self._fresh_until(context) if lasts else None
        return _written(done, terms, is_batch=is_batch, fresh_until=fresh_until)

    def _fresh_until(self, context: Context) -> float | None:
        """Return until when an answer without errors holds; None where it is nobody's to keep."""
        lookups = context.lookups
        if lookups.was_forced or not lookups.fresh_until:
            return None
        if lookups.fresh_until == math.inf:
            return self._clock() + STATIC_SECONDS
        return lookups.fresh_until


def _key(operations: Sequence[Operation | Refused]) -> Hashable:
    """Return what equal operations have in common; None where each is executed for itself."""
    parts = []
    for each in operations:
        if isinstance(each, Refused) or not each.lasts:
            return None
        wanted = each.wanted
        parts.append((each.text, wanted.variables or None, wanted.operation_name))
    try:
        return msgspec.json.encode(parts, order="deterministic")
    except UnicodeEncodeError:
        # Half a surrogate came in.
        return None


def _written(
    done: Sequence[Executed], terms: Terms, *, is_batch: bool, fresh_until: float | None
) -> Answer:
    first = done[0]
    answer = write(
        [each.body for each in done] if is_batch else first.body,
        200 if is_batch else first.status,
        first.kind,
        headers=None if is_batch else first.headers,
        fresh_until=fresh_until,
        is_private=terms.is_private,
        tagged=terms.method == "GET",
        vary=terms.vary,
        record=current_record(),
    )
    return compressed(answer) if terms.gzip else answer


# The parameters of which a request by GET has at least one.
_ASKING = frozenset({"query", "documentId", "extensions"})


def opens_page(scope: Scope) -> bool:
    """Say whether a browser opens the endpoint, to show a page."""
    if scope["method"] != "GET" or not wants_html(field(scope, b"accept")):
        return False
    return _ASKING.isdisjoint(QueryParams(scope["query_string"]))
