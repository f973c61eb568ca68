"""The sandbox's own paths: what there is, what was asked, and what is to break."""

from collections import Counter
from dataclasses import asdict

from aiohttp import web

from gateway.sandbox.catalogue.listing import summary
from gateway.sandbox.endpoints.page import CONTENT_SECURITY_POLICY, page
from gateway.sandbox.faults.table import FAULTS
from gateway.sandbox.state import Sandbox


class Control:
    """The handlers, over one sandbox's state."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.AbstractRouteDef]:
        """List the paths."""
        return [
            web.get("/", self.show_page),
            web.get("/sandbox/catalogue", self.list_parcels),
            web.get("/sandbox/calls", self.list_calls),
            web.delete("/sandbox/calls", self.forget_calls),
            web.get("/sandbox/faults", self.list_faults),
            web.post("/sandbox/faults", self.fail),
            web.delete("/sandbox/faults", self.heal),
        ]

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        """Show catalogue and switches to people."""
        return web.Response(
            text=page(self._sandbox.catalogue.parcels, list(FAULTS.values())),
            content_type="text/html",
            headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY},
        )

    async def list_parcels(self, request: web.Request) -> web.StreamResponse:
        """List the parcels to programs."""
        return web.json_response([summary(one) for one in self._sandbox.catalogue.parcels])

    async def list_calls(self, request: web.Request) -> web.StreamResponse:
        """Tell how often which path was asked for, and the newest calls one by one."""
        calls = self._sandbox.calls
        paths = Counter((call.provider, call.path) for call in calls)
        return web.json_response(
            {
                "counts": dict(self._sandbox.counts),
                "paths": [
                    {"provider": provider, "path": path, "count": count}
                    for (provider, path), count in paths.most_common()
                ],
                "calls": [asdict(call) for call in calls],
            }
        )

    async def forget_calls(self, request: web.Request) -> web.StreamResponse:
        """Start counting anew."""
        self._sandbox.forget_calls()
        return web.Response(status=204)

    async def list_faults(self, request: web.Request) -> web.StreamResponse:
        """List the switches, and which are on."""
        return web.json_response(
            {
                "active": [
                    {"provider": provider, "fault": fault.name, "seconds": fault.seconds}
                    for provider, fault in self._sandbox.faults.items()
                ],
                "faults": [
                    {"fault": fault.name, "what": fault.what, "seconds": fault.seconds}
                    for fault in FAULTS.values()
                ],
            }
        )

    async def fail(self, request: web.Request) -> web.StreamResponse:
        """Turn a switch on for a whole provider."""
        try:
            sent = await request.json()
            seconds = sent.get("seconds")
            self._sandbox.fail(
                sent["provider"], sent["fault"], None if seconds is None else float(seconds)
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return await self.list_faults(request)

    async def heal(self, request: web.Request) -> web.StreamResponse:
        """Turn every switch off, or with `?provider=` those of one provider."""
        self._sandbox.heal(request.query.get("provider"))
        return web.Response(status=204)
