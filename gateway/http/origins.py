"""Which web pages may use the gateway from a browser.

A page of another origin reaches the gateway in two ways. A request that a plain link, image or form
could send is sent at once, and the page doesn't get to see the answer. Any other is preceded by a
preflight, and is sent only if that is answered as `CrossOrigin` answers to the pages that are
allowed. A POST is always of the second kind: no other media type than JSON is taken. A GET may be
of the first kind; it changes nothing, but it may cost calls to providers, so it is refused where a
browser says that somebody else's page is behind it.

Sources, read 2026-11-22: Fetch, https://fetch.spec.whatwg.org/#http-cors-protocol; Fetch Metadata,
https://www.w3.org/TR/fetch-metadata/; the rule of Go's CrossOriginProtection,
https://pkg.go.dev/net/http#CrossOriginProtection, and that of Apollo Server,
https://www.apollographql.com/docs/apollo-server/security/cors, whose headers are exceptions here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.answer import encode
from gateway.http.request import JSON, Refused

ANY = "*"
"""Among the allowed origins: all of them."""

PREFLIGHT_SECONDS = 7_200
"""Seconds for which a browser remembers what a preflight told: as long as Chromium ever does."""

PREFLIGHTED = ("x-apollo-operation-name", "apollo-require-preflight")
"""Header fields that a page can only send after a preflight, as Apollo's clients do."""

EXPOSED = ("ETag", "Retry-After", "X-Request-Id")
"""Header fields of an answer that a page may read, beside those that it always may."""

# What a form or a page without leave can say that it sends.
_SIMPLE_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of other origins that may use the gateway, with cookies and the like or without."""

    origins: frozenset[str] = frozenset()
    credentials: bool = False

    def check(self, headers: Headers) -> None:
        """Refuse a GET that a browser sends for somebody else's page without asking first.

        Who sends none of the header fields that browsers send is no browser, or one that reaches
        the gateway over plain HTTP: that one doesn't tell.

        Raises:
            Refused: 403.
        """
        origin = headers.get("origin")
        if origin is not None and (ANY in self.origins or origin in self.origins):
            return
        if _is_foreign(headers, origin) and not _was_preflighted(headers):
            message = "A page of another origin may not send this request; send it by POST."
            raise Refused(403, "CROSS_SITE_REQUEST", message)

    def middleware(self, paths: Collection[str]) -> list[Middleware]:
        """Return what lets them use these paths: nothing where there are none."""
        return [Middleware(CrossOrigin, pages=self, paths=paths)] if self.origins else []


def _is_foreign(headers: Headers, origin: str | None) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        # `none`: somebody typed the address, or had kept it.
        return site not in {"same-origin", "none"}
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _was_preflighted(headers: Headers) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return bool(kind and kind not in _SIMPLE_TYPES) or any(map(headers.get, PREFLIGHTED))


class CrossOrigin(CORSMiddleware):
    """Lets pages use `paths`, and read what comes back.

    Starlette's own, for some paths only, and with answers to preflights that are JSON or nothing.
    """

    def __init__(self, app: ASGIApp, *, pages: Pages, paths: Collection[str]) -> None:
        super().__init__(
            app,
            allow_origins=pages.origins,
            allow_methods=("GET", "POST"),
            # Any header field: it is the origin that is trusted or not.
            allow_headers=(ANY,),
            allow_credentials=pages.credentials,
            expose_headers=EXPOSED,
            max_age=PREFLIGHT_SECONDS,
        )
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer a preflight."""
        if scope["type"] == "http" and scope["path"] in self._paths:
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        """Send a message of an answer, with what the page needs."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                # The answer may have said by itself that it varies by the origin.
                headers = MutableHeaders(scope=message)
                names = map(str.strip, ",".join(headers.getlist("vary")).split(","))
                headers["vary"] = ", ".join(dict.fromkeys(names))
            await send(message)

        await super().send(message, sending, request_headers)

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight: 204, or 403 with an error."""
        answer = super().preflight_response(request_headers)
        fields = {
            name: value
            for name, value in answer.headers.items()
            if name == "vary" or name.startswith("access-control-")
        }
        if answer.status_code == 200:
            return Response(None, 204, fields)
        message = "A page of this origin may not send this request."
        error = {"message": message, "extensions": {"code": "ORIGIN_NOT_ALLOWED"}}
        return Response(encode({"errors": [error]}), 403, fields, JSON)
