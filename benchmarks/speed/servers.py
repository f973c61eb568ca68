"""What is measured.

    python -m benchmarks.speed.servers gateway|plain|ceiling --port 8000

`plain` is the gateway with Strawberry's own executor; `ceiling` reads the request and sends bytes
that are there already, as many as the request's header `x-bytes` says.
"""

import argparse
from functools import cache

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import app
from gateway.schema import Programs, Schema, create_schema
from gateway.settings import Settings, read_settings


async def _ceiling(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    size = next(int(value) for name, value in scope["headers"] if name == b"x-bytes")
    headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _bytes(size)})


@cache
def _bytes(size: int) -> bytes:
    return b"x" * size


def _plain_schema(_: Programs | None, limits: Settings) -> Schema:
    return create_schema(limits=limits)


def _application(what: str) -> ASGIApp:
    if what == "ceiling":
        return _ceiling
    if what == "plain":
        # The one difference; there is no setting for it, since nobody should want it.
        vars(app)["create_schema"] = _plain_schema
    return app.create_app(read_settings(None))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["gateway", "plain", "ceiling"])
    parser.add_argument("--port", type=int, required=True, help="port to listen on")
    options = parser.parse_args()
    uvicorn.run(
        _application(options.what),
        port=options.port,
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        lifespan="off" if options.what == "ceiling" else "on",
    )
