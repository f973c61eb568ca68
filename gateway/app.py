"""The composition root: `parts` → schema → Starlette, or with no HTTP in between.

Nothing else builds anything.
"""

import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from strawberry.types.execution import PreExecutionError

from gateway import readings
from gateway.credentials import DEFAULT
from gateway.http import Board, Pages, create_face
from gateway.http.answer import encode
from gateway.parts import Clock, Parts
from gateway.providers.base import Provider
from gateway.schema import Fragments, Programs, create_schema, format_error
from gateway.settings import Environment, Settings, read_settings
from gateway.telemetry import Logs, Telemetry, Tracing, configure_logging, open_tracing
from gateway.workers import Crew

Ask = Callable[[str, Mapping[str, Any]], Coroutine[Any, Any, bytes]]
"""Takes a GraphQL document and its variables, returns the answer in JSON."""


def create_app(
    settings: Settings,
    clock: Clock = time.time,
    logs: Logs | None = None,
    tracing: Tracing | None = None,
    crew: Crew | None = None,
) -> Starlette:
    """Wire the gateway.

    Connections are made when the application starts and closed when it stops. With
    `settings.sandbox` it starts providers of its own on a free loopback port and asks those.
    Without `logs` requests are not logged, without `tracing` they are not traced. A worker belongs
    to a `crew`.

    Raises:
        SettingsError: the cache's address is no good, or the manifest of operations, or one of the
        files with client keys and credentials.
    """
    in_development = settings.environment is Environment.DEVELOPMENT
    telemetry = Telemetry(logs, tracing, for_developers=in_development)
    programs = Programs(Fragments())
    telemetry.metrics.add(readings.of_selections(programs))
    parts = Parts(settings, clock, telemetry, crew)
    if logs is not None:
        logs.mask.hide(parts.secrets)
    board = _board(settings, has_ide=in_development)
    schema = create_schema(
        programs,
        settings,
        subgraph=settings.federation,
        concealed=not settings.is_schema_shown,
    )
    return create_face(
        schema,
        context=parts.context,
        readiness=parts.readiness,
        lifespan=parts.lifespan,
        door=parts.door,
        room=parts.room,
        connections=parts.connections,
        requests=telemetry.requests,
        clock=clock,
        trusted_proxies=settings.trusted_proxies,
        for_browsers=in_development,
        board=board,
        metrics=crew.metrics if crew is not None else parts.metrics,
        pages=Pages(settings.allowed_origins, settings.cors_credentials),
        operations=parts.operations(schema, board),
        edition=settings.graphql_over_http,
    )


def _board(settings: Settings, *, has_ide: bool) -> Board | None:
    if not settings.serves_board:
        return None
    return Board(
        max_batch_size=settings.max_batch_size,
        samples=_samples() if settings.sandbox else None,
        has_ide=has_ide,
    )


def _samples() -> Sequence[Mapping[str, Any]]:
    from gateway.sandbox import sample_parcels

    return sample_parcels()


def create_app_from_environment(crew: Crew | None = None) -> Starlette:
    """Wire the gateway by the settings of the environment; servers call this by its name."""
    settings = read_settings()
    logs, tracing = configure_logging(settings), open_tracing(settings)
    return create_app(settings, logs=logs, tracing=tracing, crew=crew)


@asynccontextmanager
async def asking(settings: Settings, clock: Clock = time.time) -> AsyncIterator[Ask]:
    """Let this process ask GraphQL as a client would, with no HTTP between.

    It asks with the default set of credentials.

    Raises:
        SettingsError: as `create_app`.
    """
    parts = Parts(settings, clock, Telemetry())
    schema = create_schema(Programs(Fragments()), settings)

    async def ask(document: str, variables: Mapping[str, Any]) -> bytes:
        result = await schema.execute(document, dict(variables), parts.context(DEFAULT))
        executed = not isinstance(result, PreExecutionError)
        errors = [format_error(error, executed=executed) for error in result.errors or ()]
        return encode({"data": result.data, **({"errors": errors} if errors else {})})

    async with parts.lifespan():
        yield ask


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Mapping[str, Sequence[Provider]]]:
    """Open the way to the providers, by the sets of credentials that they are asked with.

    Raises:
        SettingsError: as `create_app`.
    """
    parts = Parts(settings, time.time, Telemetry())
    async with parts.lifespan():
        yield parts.providers
