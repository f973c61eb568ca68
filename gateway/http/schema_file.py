"""The schema as a file."""

from starlette.types import Receive, Scope, Send

from gateway.http.answer import Answer, tag
from gateway.http.encoding import compressed, takes_gzip
from gateway.http.fields import joined

KIND = b"text/plain; charset=utf-8"


class SchemaFile:
    """An ASGI application that serves the schema as SDL: compressed, and only to who lacks it."""

    def __init__(self, sdl: str) -> None:
        body = sdl.encode()
        etag = tag(KIND.decode(), body)
        fields = (
            (b"content-type", KIND),
            (b"content-length", str(len(body)).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"Accept-Encoding"),
            (b"etag", etag),
        )
        # Never fresh: it is asked for again whether it is still the same.
        self._plain = Answer(200, fields, body, fresh_until=0.0, etag=etag)
        self._compressed = compressed(self._plain)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET."""
        takes = takes_gzip(joined(scope, b"accept-encoding"))
        answer = self._compressed if takes else self._plain
        for message in answer.messages(0.0, joined(scope, b"if-none-match")):
            await send(message)
