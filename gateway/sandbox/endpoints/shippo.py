"""Shippo's paths, with a slash at the end or none."""

import json
from typing import Any

from aiohttp import web

from gateway.sandbox.shippo import errors
from gateway.sandbox.shippo.carriers import CARRIERS, TEST_CARRIER
from gateway.sandbox.state import Sandbox

PROVIDER = "shippo"
#: "shippo" beside the real carriers, so that a demo has both.
LIVE_CARRIERS = CARRIERS | {TEST_CARRIER}
METADATA_LENGTH = 100


class Shippo:
    """The handlers, over one sandbox's state."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Serve this sandbox's parcels."""
        self._sandbox = sandbox

    def routes(self) -> list[web.AbstractRouteDef]:
        """List the paths."""
        return [
            web.get("/tracks/{carrier}/{number}", self.get_track),
            web.get("/tracks/{carrier}/{number}/", self.get_track),
            web.post("/tracks", self.post_track),
            web.post("/tracks/", self.post_track),
        ]

    def gate(self, request: web.Request) -> web.Response | None:
        """Refuse a call without a good token (401) or beyond its quota (429); None lets it pass."""
        header = request.headers.get("Authorization", "")
        problem = _credential_problem(header)
        if problem:
            return errors.refuse(401, problem)
        if self._sandbox.spend(PROVIDER, header):
            return errors.refuse(429, errors.THROTTLED)
        return None

    async def get_track(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /tracks/{carrier}/{number}`."""
        carrier, number = request.match_info["carrier"], request.match_info["number"]
        refusal = self._refuse_in_test_mode(request, carrier, number)
        if refusal:
            return refusal
        if carrier not in LIVE_CARRIERS:
            return errors.refuse(400, errors.UNSUPPORTED.format(carrier))
        body = self._sandbox.catalogue.track_number(carrier, number, self._sandbox.now())
        if body:
            return web.Response(body=body, content_type="application/json", charset="utf-8")
        if "_" in number and carrier != TEST_CARRIER:
            return errors.page_not_found(request.path)
        return errors.refuse(404, errors.NOT_FOUND)

    async def post_track(self, request: web.Request) -> web.StreamResponse:
        """Answer `POST /tracks`: the same track, with the metadata that was sent."""
        try:
            sent = await _posted(request)
        except ValueError as error:
            return errors.refuse(400, f"JSON parse error - {error}")
        for name in ("carrier", "tracking_number"):
            if not isinstance(sent.get(name), str) or not sent[name]:
                return errors.invalid(name, "This field is required.")
        carrier, number, metadata = sent["carrier"], sent["tracking_number"], sent.get("metadata")
        if isinstance(metadata, str) and len(metadata) > METADATA_LENGTH:
            return errors.invalid("metadata", "Ensure this field has no more than 100 characters.")
        refusal = self._refuse_in_test_mode(request, carrier, number)
        if refusal:
            return refusal
        if carrier not in LIVE_CARRIERS:
            return errors.invalid("carrier", f"Invalid value specified for provider '{carrier}'")
        return web.json_response(self._registered(carrier, number, metadata))

    def _registered(self, carrier: str, number: str, metadata: object) -> dict[str, Any]:
        body = self._sandbox.catalogue.track_number(carrier, number, self._sandbox.now())
        track = json.loads(body) if body else _nothing_known(carrier, number)
        if carrier != TEST_CARRIER and metadata is not None:
            track["metadata"] = metadata
        return track

    def _refuse_in_test_mode(
        self, request: web.Request, carrier: str, number: str
    ) -> web.Response | None:
        if "shippo_test_" not in request.headers.get("Authorization", ""):
            return None
        if carrier != TEST_CARRIER:
            return errors.refuse(400, errors.TEST_CARRIER.format(carrier))
        if not self._sandbox.catalogue.track_number(carrier, number, self._sandbox.now()):
            return errors.refuse(400, errors.TEST_NUMBER.format(number))
        return None

    def missing(self, request: web.Request) -> web.Response:
        """Answer a path that the API does not have."""
        return errors.refuse(404, errors.NOT_FOUND)

    def wrong_method(self, request: web.Request, allowed: list[str]) -> web.Response:
        """Answer a method that a path does not take."""
        response = errors.refuse(405, f'Method "{request.method}" not allowed.')
        response.headers["Allow"] = ", ".join(allowed)
        return response


def _credential_problem(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if not token:
        return errors.NO_CREDENTIALS
    prefixes = {"ShippoToken": ("shippo_live_", "shippo_test_"), "Bearer": ("oauth.",)}
    if scheme not in prefixes or (scheme == "Bearer" and not token.startswith("oauth.")):
        return errors.WRONG_SCHEME
    return "" if token.startswith(prefixes[scheme]) else errors.NO_SUCH_TOKEN


async def _posted(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        sent = await request.json()
        if not isinstance(sent, dict):
            raise ValueError("an object is expected")
        return sent
    return dict(await request.post())


def _nothing_known(carrier: str, number: str) -> dict[str, Any]:
    # Source: recording of a malformed number posted to api.goshippo.com (2017), read 2026-11-21
    return {
        "carrier": carrier,
        "tracking_number": number,
        "address_from": None,
        "address_to": None,
        "eta": None,
        "original_eta": None,
        "servicelevel": {"token": None, "name": None},
        "metadata": None,
        "tracking_status": None,
        "tracking_history": [],
        "transaction": None,
        "messages": [],
        "test": False,
    }
