"""Puts both providers behind one port."""

import asyncio
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from gateway.sandbox.endpoints.base import Endpoints
from gateway.sandbox.endpoints.control import Control
from gateway.sandbox.endpoints.shippo import Shippo
from gateway.sandbox.endpoints.shipstation import ShipStation
from gateway.sandbox.faults.scene import Fault, Scene
from gateway.sandbox.state import Sandbox
from gateway.sandbox.timing import Clock, Sleep, utc_now

#: Where an application keeps its state.
SANDBOX = web.AppKey("sandbox", Sandbox)

#: Statuses with which a call is refused before it is looked at.
REFUSED = (401, 429)


def create_sandbox(
    *,
    now: Clock = utc_now,
    sleep: Sleep = asyncio.sleep,
    latency: float = 0.0,
    calls_per_minute: Mapping[str, int] | None = None,
) -> web.Application:
    """Build an application that is ShipStation under `/v1` and `/v2`, and Shippo under `/tracks`.

    Every call to a provider waits for `latency` seconds first. `calls_per_minute` limits the calls
    of each key by provider ("shipstation", "shippo"); a provider without a limit is not limited.
    `now` must give aware times.
    """
    sandbox = Sandbox(now, sleep, latency, calls_per_minute or {})
    providers: dict[str, Endpoints] = {
        "shipstation": ShipStation(sandbox),
        "shippo": Shippo(sandbox),
    }
    app = web.Application(middlewares=[_front(sandbox, providers)])
    app[SANDBOX] = sandbox
    for provider in providers.values():
        app.add_routes(provider.routes())
    app.add_routes(Control(sandbox).routes())
    return app


def provider_of(path: str) -> str | None:
    """Tell whose path it is; None when it is the sandbox's own."""
    top = path.split("/", 2)[1]
    if top in ("v1", "v2"):
        return "shipstation"
    return None if top in ("", "sandbox", "favicon.ico") else "shippo"


def _front(sandbox: Sandbox, providers: Mapping[str, Endpoints]) -> Middleware:
    @web.middleware
    async def front(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = provider_of(request.path)
        if name is None:
            return await handler(request)
        sandbox.record(name, request)
        if sandbox.latency:
            await sandbox.sleep(sandbox.latency)
        answer = await _answer(request, handler, providers[name])
        fault = _fault_of(request, sandbox, name, answer)
        return await _spoil(fault, request, sandbox, name, answer) if fault else answer

    return front


async def _answer(
    request: web.Request, handler: Handler, provider: Endpoints
) -> web.StreamResponse:
    refusal = provider.gate(request)
    if refusal:
        return refusal
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return provider.missing(request)
    except web.HTTPMethodNotAllowed as error:
        return provider.wrong_method(request, sorted(error.allowed_methods))


def _fault_of(
    request: web.Request, sandbox: Sandbox, provider: str, answer: web.StreamResponse
) -> Fault | None:
    # A name strikes nobody who was refused before the name was read.
    if answer.status in REFUSED:
        return sandbox.faults.get(provider)
    names = (*request.match_info.values(), request.query.get("tracking_number", ""))
    return sandbox.fault_of(provider, names)


async def _spoil(
    fault: Fault,
    request: web.Request,
    sandbox: Sandbox,
    provider: str,
    healthy: web.StreamResponse,
) -> web.StreamResponse:
    scene = Scene(
        provider=provider,
        request=request,
        healthy=healthy,
        seconds=fault.seconds,
        nth=sandbox.strike(provider, fault, request.path_qs),
        now=sandbox.now,
        sleep=sandbox.sleep,
    )
    return await fault.act(scene)
