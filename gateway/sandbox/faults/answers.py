"""Faults that are well-formed HTTP: refusals, redirects, and bodies that are no tracking."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web

from gateway.sandbox.faults.scene import Act, Fault, Scene
from gateway.sandbox.shippo import errors as shippo
from gateway.sandbox.shipstation import errors as shipstation

FOREIGN = "https://foreign.invalid/steal"
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def _always(build: Callable[[Scene], web.StreamResponse]) -> Act:
    async def act(scene: Scene) -> web.StreamResponse:
        return build(scene)

    return act


def _refusal(status: int) -> Act:
    return _always(lambda scene: scene.refuse(status))


def _page(status: int, title: str) -> Act:
    return _always(
        lambda _: web.Response(status=status, text=_PAGE.format(title), content_type="text/html")
    )


def _json(text: str | bytes, status: int = 200) -> Act:
    body = text if isinstance(text, bytes) else text.encode()
    return _always(
        lambda _: web.Response(status=status, body=body, content_type="application/json")
    )


def _limited(retry_after: Callable[[Scene], str]) -> Act:
    def build(scene: Scene) -> web.Response:
        response = scene.refuse(429)
        response.headers["Retry-After"] = retry_after(scene)
        return response

    return _always(build)


def _in(seconds: float) -> Callable[[Scene], str]:
    return lambda scene: format_datetime(
        scene.now() + timedelta(seconds=scene.seconds or seconds), usegmt=True
    )


def _too_many(scene: Scene) -> web.Response:
    return scene.refuse(429, retry_after=scene.seconds)


def _internal_error(scene: Scene) -> web.Response:
    if scene.provider == "shipstation":
        return shipstation.internal_error()
    return shippo.internal_error()


def _redirect(status: int, location: Callable[[Scene], str]) -> Act:
    return _always(lambda scene: web.Response(status=status, headers={"Location": location(scene)}))


def _next_door(scene: Scene) -> str:
    """Name this very sandbox by another host, so that its list of calls shows who follows."""
    return str(scene.request.url.with_host("localhost").with_path("/redirected"))


async def _flaky(scene: Scene) -> web.StreamResponse:
    return down(scene) if scene.nth % 2 else scene.healthy


def down(scene: Scene) -> web.Response:
    """Answer 503 as a proxy does whose server is away."""
    text = "upstream connect error or disconnect/reset before headers"
    return web.Response(status=503, text=text)


def answers() -> Iterable[Fault]:
    """List the faults that are whole HTTP answers."""
    return [
        Fault("bad-request", "400 in the provider's own words", _refusal(400)),
        Fault("unauthorized", "401 in the provider's own words", _refusal(401)),
        Fault("forbidden", "403 in the provider's own words", _refusal(403)),
        Fault("not-found", "404 in the provider's own words", _refusal(404)),
        Fault("timeout-408", "408 in the provider's own words", _refusal(408)),
        Fault("conflict", "409 in the provider's own words", _refusal(409)),
        Fault("invalid-422", "422 in the provider's own words", _refusal(422)),
        Fault(
            "rate-limit",
            "429; ShipStation says after how many seconds to come back, Shippo does not",
            _always(_too_many),
            seconds=5,
        ),
        Fault("limit-date", "429 with a date in Retry-After", _limited(_in(5)), seconds=5),
        Fault("limit-past", "429 with a Retry-After in 1999", _limited(lambda _: _PAST)),
        Fault(
            "limit-huge",
            "429 with a Retry-After of 300 years",
            _limited(lambda _: "9999999999"),
        ),
        Fault("limit-odd", "429 with a Retry-After of no sense", _limited(lambda _: "soon")),
        Fault(
            "error-500",
            "500: ShipStation's body with one `error` instead of `errors`, Shippo's HTML page",
            _always(_internal_error),
        ),
        Fault("empty-500", "500 without a body", _json("", 500)),
        Fault("html-502", "502 with an HTML page", _page(502, "502 Bad Gateway")),
        Fault("down", "503 in plain text", _always(down)),
        Fault("html-504", "504 with an HTML page", _page(504, "504 Gateway Time-out")),
        Fault("status-599", "A status that nobody knows", _json("{}", 599)),
        Fault("no-content", "204 without a body", _always(lambda _: web.Response(status=204))),
        Fault("flaky", "503 at every other call, beginning with the first", _flaky),
        Fault("redirect", "302 to a foreign host", _redirect(302, lambda _: FOREIGN)),
        Fault("redirect-307", "307 to a foreign host", _redirect(307, lambda _: FOREIGN)),
        Fault(
            "redirect-near",
            "302 to this sandbox under another host name, which counts as a call",
            _redirect(302, _next_door),
        ),
        Fault(
            "redirect-loop",
            "302 to the same address",
            _redirect(302, lambda scene: str(scene.request.url)),
        ),
        Fault("html-200", "200 with an HTML page", _page(200, "Please sign in")),
        Fault("text-200", "200 with plain text", _always(lambda _: web.Response(text="OK"))),
        Fault("empty", "200 with an empty body", _json("")),
        Fault("array", "200 with a JSON array", _json("[]")),
        Fault("string", "200 with a JSON string", _json('"delivered"')),
        Fault("number", "200 with a JSON number", _json("42")),
        Fault("boolean", "200 with a JSON boolean", _json("true")),
        Fault("null", "200 with JSON null", _json("null")),
        Fault("object", "200 with an empty JSON object", _json("{}")),
        Fault("deep", "200 with arrays nested 200,000 deep", _json(_DEEP)),
        Fault(
            "big-number",
            "200 with an integer of 100,000 digits",
            _json('{"tracking_number": ' + "9" * 100_000 + "}"),
        ),
        Fault(
            "error-in-200",
            "200 with the provider's error body for 404",
            _always(_error_with_200),
        ),
    ]


_DEEP = b"[" * 200_000 + b"]" * 200_000
_PAST = "Fri, 31 Dec 1999 23:59:59 GMT"


def _error_with_200(scene: Scene) -> web.Response:
    refusal = scene.refuse(404)
    refusal.set_status(200)
    return refusal
