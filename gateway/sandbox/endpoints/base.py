"""What both providers' endpoints have in common."""

from collections.abc import Iterable
from typing import Protocol

from aiohttp import web


class Endpoints(Protocol):
    """One provider's paths, and its refusals that hold for all of them."""

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """List the paths."""
        ...

    def gate(self, request: web.Request) -> web.Response | None:
        """Refuse a call without good credentials or beyond its quota; None lets it pass."""
        ...

    def missing(self, request: web.Request) -> web.Response:
        """Answer a path that the API does not have."""
        ...

    def wrong_method(self, request: web.Request, allowed: list[str]) -> web.Response:
        """Answer a method that a path does not take; `allowed` are those that it takes."""
        ...
