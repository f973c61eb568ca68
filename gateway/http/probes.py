"""What tells machines how the gateway does: `/healthz`, `/readyz` and `/metrics`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.http.server import STOPPING

ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})
"""What answers however much there is to do."""


@dataclass(frozen=True)
class Readiness:
    """Whether the gateway can answer; both by name, in words.

    With `problems` it can't. With `notes` it can, and something works less well than it could.
    """

    problems: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def probes(
    readiness: Callable[[], Awaitable[Readiness]], metrics: Callable[[], Awaitable[bytes]]
) -> list[Route]:
    """Return the routes of the probes."""
    return [
        Route("/healthz", _health, methods=["GET"]),
        Route("/metrics", _MetricsPage(metrics), methods=["GET"]),
        Route("/readyz", _ReadinessPage(readiness), methods=["GET"]),
    ]


async def _health(_: Request) -> Response:
    return Response(b'{"status":"ok"}', media_type="application/json")


class _ReadinessPage:
    """Answers 200 when the gateway can answer, else 503 with what is missing."""

    def __init__(self, readiness: Callable[[], Awaitable[Readiness]]) -> None:
        self._readiness = readiness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await self._readiness()
        problems = found.problems
        if STOPPING in scope.get("state", {}):
            problems = {**problems, "stop": "The gateway is about to stop."}
        body = {
            "status": "unready" if problems else "ready",
            "problems": problems,
            "notes": found.notes,
        }
        response = Response(
            msgspec.json.encode(body),
            503 if problems else 200,
            {"Cache-Control": "no-store"},
            media_type="application/json",
        )
        await response(scope, receive, send)


class _MetricsPage:
    """Serves the metrics in Prometheus's text format."""

    def __init__(self, metrics: Callable[[], Awaitable[bytes]]) -> None:
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Content-Type": "text/plain; version=1.0.0; charset=utf-8"}
        response = Response(await self._metrics(), 200, {**headers, "Cache-Control": "no-store"})
        await response(scope, receive, send)
