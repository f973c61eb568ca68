"""ShipStation's paths, under /v2 and, for the official ShipEngine SDK, under /v1."""

from uuid import uuid4

from aiohttp import web

from gateway.sandbox.shipstation.bodies import ANSWERS_AS
from gateway.sandbox.shipstation.errors import no_such_endpoint, refuse
from gateway.sandbox.shipstation.labels import BadParameterError, account_id, is_label_id, links
from gateway.sandbox.state import Sandbox

PROVIDER = "shipstation"


class ShipStation:
    """The handlers, over one sandbox's state."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Serve this sandbox's parcels."""
        self._sandbox = sandbox

    def routes(self) -> list[web.AbstractRouteDef]:
        """List the paths of both versions."""
        handlers = {
            "/labels": self.list_labels,
            "/labels/{label_id}": self.get_label,
            "/labels/{label_id}/track": self.track_label,
            "/carriers": self.list_carriers,
        }
        both = [
            web.get(f"/{version}{path}", handler)
            for version in ("v2", "v1")
            for path, handler in handlers.items()
        ]
        # Only the ShipEngine document has this one; ShipStation's own v2 document does not.
        return [*both, web.get("/v1/tracking", self.track_number)]

    def gate(self, request: web.Request) -> web.Response | None:
        """Refuse a call without a good key (401) or beyond its quota (429); None lets it pass."""
        key = request.headers.get("API-Key", "")
        if not key.startswith(("TEST_", "sandbox")):
            return refuse(request, 401)
        wait = self._sandbox.spend(PROVIDER, key)
        return refuse(request, 429, retry_after=wait) if wait else None

    async def track_label(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /v2/labels/{label_id}/track`."""
        label_id = request.match_info["label_id"]
        if not is_label_id(label_id):
            return _bad_label_id(request)
        body = self._sandbox.catalogue.track_label(label_id, self._sandbox.now())
        if body is None:
            return refuse(request, 404)
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    async def get_label(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /v2/labels/{label_id}`."""
        label_id = request.match_info["label_id"]
        if not is_label_id(label_id):
            return _bad_label_id(request)
        body = self._sandbox.catalogue.label(label_id, self._sandbox.now())
        return web.json_response(body) if body else refuse(request, 404)

    async def list_labels(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /v2/labels`."""
        try:
            page, labels = self._sandbox.catalogue.label_page(request.query, self._sandbox.now())
        except BadParameterError as error:
            return refuse(request, 400, message=str(error), field_name=error.name)

        def href(number: int) -> str:
            paged = {"page": str(number), "page_size": str(page.page_size)}
            return str(request.url.update_query(paged))

        body = {
            "labels": labels,
            "total": page.total,
            "page": page.page,
            "pages": page.pages,
            "links": links(page, href),
        }
        return web.json_response(body)

    async def list_carriers(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /v2/carriers`: the carrier accounts of the sandbox."""
        codes = ("stamps_com", "ups", "fedex")
        carriers = [
            {
                "carrier_id": account_id(code),
                "carrier_code": code,
                "account_number": "sandbox",
                "requires_funded_amount": code == "stamps_com",
                "balance": 0.0,
                "nickname": f"{code} of the sandbox",
                "friendly_name": code,
                "primary": True,
                "services": [],
                "packages": [],
                "options": [],
            }
            for code in codes
        ]
        body = {"carriers": carriers, "request_id": str(uuid4()), "errors": []}
        return web.json_response(body)

    async def track_number(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /v1/tracking?carrier_code=…&tracking_number=…`."""
        code, number = (request.query.get(name) for name in ("carrier_code", "tracking_number"))
        if not code or not number:
            missing = "tracking_number" if code else "carrier_code"
            return refuse(
                request,
                400,
                error_code="field_value_required",
                message=f"{missing} is required.",
                field_name=missing,
            )
        label_id = self._sandbox.catalogue.label_of(number, _equivalent(code))
        body = label_id and self._sandbox.catalogue.track_label(label_id, self._sandbox.now())
        if not body:
            return refuse(request, 404)
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    def missing(self, request: web.Request) -> web.Response:
        """Answer a path that the API does not have."""
        return no_such_endpoint(request)

    def wrong_method(self, request: web.Request, allowed: list[str]) -> web.Response:
        """Answer a method that a path does not take."""
        response = refuse(request, 405)
        response.headers["Allow"] = ", ".join(allowed)
        return response


def _equivalent(code: str) -> frozenset[str]:
    carrier = ANSWERS_AS.get(code, code)
    return frozenset({carrier, *(one for one, same in ANSWERS_AS.items() if same == carrier)})


def _bad_label_id(request: web.Request) -> web.Response:
    return refuse(
        request,
        400,
        error_code="invalid_identifier",
        message="label_id is not a valid id.",
        field_name="label_id",
    )
