"""The routes."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Lifespan, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from gateway.clients import Door
from gateway.http.admission import Admission, Room
from gateway.http.answer import is_known
from gateway.http.answers import Answers
from gateway.http.entrance import Entrance
from gateway.http.faults import Faults
from gateway.http.graphql import GraphQLEndpoint, opens_page
from gateway.http.ide import ASSETS_PATH, Ide, read_examples
from gateway.http.observation import Observation
from gateway.http.origins import Pages
from gateway.http.persisted import PersistedOperations
from gateway.http.probes import ALWAYS, Readiness, probes
from gateway.http.repeats import REPEATS, Repeats
from gateway.schema import Context, Schema
from gateway.settings import Edition
from gateway.telemetry import Requests

GRAPHQL = "/graphql"

SHARED = frozenset({"/graphql", "/schema.graphql"})
"""What pages of other origins may use, where an operator lets them."""


def create_face(
    schema: Schema,
    *,
    context: Callable[[str], Context],
    readiness: Callable[[], Awaitable[Readiness]],
    lifespan: Lifespan[Starlette],
    door: Door,
    room: Room,
    requests: Requests,
    metrics: Callable[[], Awaitable[bytes]],
    clock: Callable[[], float],
    for_browsers: bool,
    pages: Pages,
    operations: PersistedOperations,
    edition: Edition,
    trusted_proxies: str = "",
) -> Starlette:
    """Wire the HTTP face.

    `context` makes the context of one operation with a set of credentials; `door` says who is let
    in, `room` how many, `requests` tells of them; `clock` returns epoch seconds. Browsers get an
    IDE only where they are expected; `pages` are those of other origins that may use the gateway.
    `operations` knows the documents that requests name; `edition` is that of the specification.
    `trusted_proxies` are believed where a request comes from.
    """
    ide = Ide(read_examples()) if for_browsers else None
    answers = Answers(clock)
    repeats = Repeats(answers, door, requests, clock)
    endpoint = GraphQLEndpoint(
        schema,
        ide,
        context,
        answers,
        clock,
        pages=pages,
        operations=operations,
        edition=edition,
        learn=repeats.learn,
    )
    return Starlette(
        routes=[
            Route("/", _front, methods=["GET"]),
            *(ide.routes() if ide is not None else ()),
            Route(GRAPHQL, endpoint),
            *_schema_file(schema),
            *probes(readiness, metrics),
        ],
        middleware=[
            *([Middleware(ProxyHeadersMiddleware, trusted_proxies)] if trusted_proxies else ()),
            Middleware(Observation, requests=requests, path=GRAPHQL),
            *pages.middleware(SHARED),
            Middleware(Faults),
            Middleware(Entrance, door=door, is_open=_is_page if for_browsers else _is_nothing),
            Middleware(Admission, room=room, always=ALWAYS),
        ],
        lifespan=_with(lifespan, {REPEATS: repeats}),
    )


def _with(lifespan: Lifespan[Starlette], state: Mapping[str, object]) -> Lifespan[Starlette]:
    """Return a lifespan in which the connections have this state, too."""

    @asynccontextmanager
    async def both(app: Starlette) -> AsyncIterator[Mapping[str, object]]:
        async with lifespan(app):
            yield state

    return both


def _is_page(scope: Scope) -> bool:
    """Tell whether a browser wants the IDE, which holds no data and can't show a key yet."""
    if scope["method"] != "GET":
        return False
    if scope["path"] == GRAPHQL:
        return opens_page(Request(scope))
    path: str = scope["path"]
    return path.startswith(f"{ASSETS_PATH}/")


def _is_nothing(_: Scope) -> bool:
    return False


def _schema_file(schema: Schema) -> list[Route]:
    if schema.is_concealed:
        return []
    return [Route("/schema.graphql", _SchemaFile(schema.sdl), methods=["GET"])]


async def _front(_: Request) -> Response:
    return RedirectResponse(GRAPHQL, status_code=307)


class _SchemaFile:
    """Serves the schema as SDL, with an ETag."""

    def __init__(self, sdl: str) -> None:
        self._sdl = sdl.encode()
        self._headers = {
            "ETag": f'"{hashlib.sha256(self._sdl).hexdigest()[:32]}"',
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = ", ".join(Request(scope).headers.getlist("if-none-match"))
        if is_known(self._headers["ETag"].encode(), known.encode("latin-1")):
            response = Response(None, 304, self._headers)
        else:
            response = Response(
                self._sdl, 200, self._headers, media_type="text/plain; charset=utf-8"
            )
        await response(scope, receive, send)
