"""What is measured.

    python -m benchmarks.speed.servers gateway|plain|ceiling --port 8000

`plain` is the gateway with Strawberry's own executor; `ceiling` reads the request and sends bytes
that are there already, as many as the request's header `x-bytes` says.
"""

import argparse
import sys
from functools import cache
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from gateway import app
from gateway.http.server import run
from gateway.schema import Programs, Schema, create_schema
from gateway.settings import read_settings


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


def _plain_schema(_: Programs | None, *rest: Any, **more: Any) -> Schema:
    return create_schema(None, *rest, **more)


def _serve(port: int, *, plain: bool) -> int:
    """Serve the gateway as `gateway serve` does."""
    if plain:
        # The one difference; there is no setting for it, since nobody should want it.
        vars(app)["create_schema"] = _plain_schema
    settings = read_settings(None).model_copy(update={"port": port})
    return run(app.create_app(settings), settings, lambda _: None)


def _serve_bytes(port: int) -> int:
    uvicorn.run(
        _ceiling, port=port, ws="none", access_log=False, log_level="warning", lifespan="off"
    )
    return 0


def main() -> int:
    """Serve as the command line says, until a signal comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["gateway", "plain", "ceiling"])
    parser.add_argument("--port", type=int, required=True, help="port to listen on")
    options = parser.parse_args()
    if options.what == "ceiling":
        return _serve_bytes(options.port)
    return _serve(options.port, plain=options.what == "plain")


if __name__ == "__main__":
    sys.exit(main())
