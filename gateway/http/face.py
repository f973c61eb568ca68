"""The routes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from gateway.clients import Door
from gateway.http.admission import Admission, Room
from gateway.http.answers import Answers
from gateway.http.board import Board
from gateway.http.entrance import Entrance
from gateway.http.execution import Execution
from gateway.http.faults import Faults, refuse
from gateway.http.graphql import GraphQLEndpoint, opens_page
from gateway.http.guard import CONNECTIONS, Connections
from gateway.http.ide import Ide, read_examples
from gateway.http.observation import Observation
from gateway.http.origins import Pages
from gateway.http.persisted import PersistedOperations
from gateway.http.probes import ALWAYS, Readiness, probes
from gateway.http.repeats import REPEATS, Repeats
from gateway.http.schema_file import SchemaFile
from gateway.http.straight import Straight
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
    connections: Connections,
    requests: Requests,
    metrics: Callable[[], Awaitable[bytes]],
    clock: Callable[[], float],
    for_browsers: bool,
    board: Board | None,
    pages: Pages,
    operations: PersistedOperations,
    edition: Edition,
    trusted_proxies: str = "",
) -> Starlette:
    """Wire the HTTP face.

    `context` makes the context of one operation with a set of credentials; `door` says who is let
    in, `room` how many, `requests` and `connections` tell of them; `clock` returns epoch seconds.
    Browsers get an IDE only where they are expected; `board` is the page at the top, where there is
    one. `pages` are those of other origins that may use the gateway. `operations` knows the
    documents that requests name; `edition` is that of the specification. `trusted_proxies` are
    believed where a request comes from.
    """
    ide = Ide(read_examples()) if for_browsers else None
    answers = Answers(clock)
    repeats = Repeats(answers, door, requests, clock)
    endpoint = GraphQLEndpoint(
        Execution(schema, operations, edition),
        ide,
        context,
        answers,
        clock,
        pages=pages,
        charge=door.charge,
        learn=repeats.learn,
        limits=schema.limits,
    )
    face = Starlette(
        routes=[
            *(ide.routes() if ide is not None else ()),
            Route(GRAPHQL, endpoint),
            *_schema_file(schema),
            *probes(readiness, metrics),
            *_front(board, ide),
        ],
        middleware=[
            *([Middleware(ProxyHeadersMiddleware, trusted_proxies)] if trusted_proxies else ()),
            Middleware(Observation, requests=requests, path=GRAPHQL),
            *pages.middleware(SHARED),
            Middleware(Faults),
            Middleware(Entrance, door=door, is_open=_is_page(board, ide)),
            Middleware(Admission, room=room, always=ALWAYS),
            Middleware(Straight, path=GRAPHQL, endpoint=endpoint),
        ],
        exception_handlers={HTTPException: refuse},
        lifespan=_with(lifespan, {REPEATS: repeats, CONNECTIONS: connections}),
    )
    # A path with a slash too many is another path. Starlette would redirect it to an address with
    # the host and the scheme of the request, and behind a proxy the gateway knows neither.
    face.router.redirect_slashes = False
    return face


def _with(lifespan: Lifespan[Starlette], state: Mapping[str, object]) -> Lifespan[Starlette]:
    """Return a lifespan in which the connections have this state, too."""

    @asynccontextmanager
    async def both(app: Starlette) -> AsyncIterator[Mapping[str, object]]:
        async with lifespan(app):
            yield state

    return both


def _is_page(board: Board | None, ide: Ide | None) -> Callable[[Scope], bool]:
    """Tell whether a browser wants a page, which holds no data and can't show a key yet."""
    folders = tuple(f"{each.assets_path}/" for each in (board, ide) if each is not None)

    def is_page(scope: Scope) -> bool:
        if scope["method"] != "GET":
            return False
        path: str = scope["path"]
        if path == GRAPHQL:
            return ide is not None and opens_page(scope)
        return path.startswith(folders)

    return is_page


def _schema_file(schema: Schema) -> list[Route]:
    if schema.is_concealed:
        return []
    return [Route("/schema.graphql", SchemaFile(schema.sdl), methods=["GET"])]


def _front(board: Board | None, ide: Ide | None) -> list[BaseRoute]:
    """Return the routes at the top: the board, else the way to the IDE, else a word about it."""
    if board is not None:
        return board.routes()
    return [Route("/", _nothing_here if ide is None else _to_ide, methods=["GET"])]


async def _to_ide(_: Request) -> Response:
    return RedirectResponse(GRAPHQL, status_code=307)


async def _nothing_here(_: Request) -> Response:
    body = {"errors": [{"message": f"There is no page here; GraphQL is at {GRAPHQL}."}]}
    return Response(msgspec.json.encode(body), 404, media_type="application/json")
