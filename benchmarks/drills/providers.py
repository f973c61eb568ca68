"""The sandbox with more parcels than anybody can count, and a clock on its calls.

    python -m benchmarks.drills.providers --port 8001

Parcel 7 has label `se-drill-0000007` and number `DRILL0000007` of carrier `ups`. It is in transit,
and both providers know it. `GET /sandbox/drill` tells when each provider was called, in seconds
since the epoch, and how many calls their callers gave up.
"""

import argparse
import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway.sandbox import SANDBOX, create_sandbox
from gateway.sandbox.app import provider_of
from gateway.sandbox.catalogue.codes import tracking
from gateway.sandbox.catalogue.everything import every_parcel
from gateway.sandbox.catalogue.index import Body, Catalogue
from gateway.sandbox.catalogue.places import CHICAGO, HODGKINS, SAN_FRANCISCO
from gateway.sandbox.parcel import Json, Label, Scan
from gateway.sandbox.shippo import bodies as shippo
from gateway.sandbox.shipstation.bodies import label_body
from gateway.sandbox.shipstation.labels import Page, find

LABEL = re.compile(r"se-drill-(\d{7})")
NUMBER = re.compile(r"DRILL(\d{7})")
SCANS = (
    Scan(50, SAN_FRANCISCO, shippo=("TRANSIT", "package_accepted", "Origin scan")),
    Scan(3, HODGKINS, shippo=("TRANSIT", "package_arrived", "Arrived at facility")),
)


def ref(number: int) -> Json:
    """Return everything that a caller may know of a parcel: each provider takes one call then."""
    return {
        "labelId": f"se-drill-{number:07}",
        "trackingNumber": f"DRILL{number:07}",
        "carrier": "ups",
    }


class Endless(Catalogue):
    """The sandbox's catalogue, and ten million parcels more, made when they are asked for."""

    def track_label(self, label_id: str, now: datetime) -> bytes | None:
        """Give ShipStation's tracking of a label."""
        made_up = LABEL.fullmatch(label_id)
        if not made_up:
            return super().track_label(label_id, now)
        return bytes(Body(tracking(_label(made_up[1]), "", now)))

    def track_number(self, carrier: str, number: str, now: datetime) -> bytes | None:
        """Give Shippo's tracking of a number."""
        if not NUMBER.fullmatch(number):
            return super().track_number(carrier, number, now)
        frame = shippo.Frame(
            carrier="ups", tracking_number=number, origin=SAN_FRANCISCO, destination=CHICAGO
        )
        return bytes(Body(shippo.track(frame, SCANS, now)))

    def label_page(self, query: Mapping[str, str], now: datetime) -> tuple[Page, list[Json]]:
        """Give a page of the label list."""
        made_up = NUMBER.fullmatch(query.get("tracking_number", ""))
        if not made_up:
            return super().label_page(query, now)
        page = find([_label(made_up[1])], query, now)
        return page, [label_body(label, now) for label in page.labels]


def _label(digits: str) -> Label:
    return Label(f"se-drill-{digits}", "ups", f"DRILL{digits}")


def create_providers() -> web.Application:
    """Build the application."""
    app = create_sandbox()
    app[SANDBOX].catalogue = Endless(every_parcel(), app[SANDBOX].now())
    times: dict[str, list[float]] = defaultdict(list)
    abandoned: dict[str, int] = defaultdict(int)

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        provider = provider_of(request.path)
        if provider:
            times[provider].append(time.time())
        try:
            return await handler(request)
        except asyncio.CancelledError:
            abandoned[provider or ""] += 1
            raise

    async def tell(_: web.Request) -> web.Response:
        return web.json_response({"times": times, "abandoned": abandoned})

    app.middlewares.insert(0, note)
    app.router.add_get("/sandbox/drill", tell)
    return app


async def _serve(port: int) -> None:
    runner = web.AppRunner(create_providers(), access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Run the providers of the drills.")
    parser.add_argument("--port", type=int, required=True, help="port to listen on")
    asyncio.run(_serve(parser.parse_args().port))
