"""The HTTP face over fake providers, and all that a process logs meanwhile."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypedDict, Unpack

from starlette.applications import Starlette
from starlette.types import Lifespan

from gateway.cache import open_store
from gateway.clients import Door, Ledger
from gateway.http import Connections, Pages, PersistedOperations, Readiness, Room, create_face
from gateway.model import GatewayMode
from gateway.providers.base import Provider
from gateway.schema import Context, create_schema
from gateway.settings import Edition
from gateway.telemetry import Telemetry
from tests.fakes import tracker
from tests.unit.telemetry.listening import Heard


class Changes(TypedDict, total=False):
    """What a test may make the face of in place of what works."""

    context: Callable[[str], Context]
    readiness: Callable[[], Awaitable[Readiness]]
    lifespan: Lifespan[Starlette]
    metrics: Callable[[], Awaitable[bytes]]
    clock: Callable[[], float]


def face_over(
    *providers: Provider, heard: Heard | None = None, **changes: Unpack[Changes]
) -> Starlette:
    """Return the application over these providers; `changes` replace what it is made of."""
    telemetry = Telemetry(heard.logs if heard else None)
    tracking = tracker(*providers)

    def context(_: str) -> Context:
        return Context(tracking, tracking.lookups(), GatewayMode.LIVE, "0")

    async def readiness() -> Readiness:
        return Readiness()

    async def metrics() -> bytes:
        return telemetry.metrics.render()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await tracking.open()
        yield
        await tracking.aclose()

    return create_face(
        create_schema(),
        context=changes.get("context", context),
        readiness=changes.get("readiness", readiness),
        lifespan=changes.get("lifespan", lifespan),
        door=Door(None, Ledger(open_store("memory://", max_entries=1)), None),
        room=Room(100, time.monotonic),
        requests=telemetry.requests,
        metrics=changes.get("metrics", metrics),
        connections=Connections(),
        clock=changes.get("clock", time.time),
        for_browsers=True,
        board=None,
        pages=Pages(),
        operations=PersistedOperations({}, None),
        edition=Edition.CLASSIC,
    )


@contextmanager
def listened(heard: Heard) -> Iterator[Heard]:
    """Have all loggers heard, whatever their level; what is logged goes nowhere else."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    root.handlers = [heard.logs.handler()]
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.handlers = handlers
        root.setLevel(level)
