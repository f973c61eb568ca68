"""The board: a page at `/` on which people look parcels up, and the files that it is made of.

All of it is in `static/board`: plain HTML, CSS and JavaScript modules, served as they stand there.
The page asks this gateway's GraphQL endpoint and nobody else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from gateway.cache import hash_of
from gateway.carriers import carriers
from gateway.http.assets import (
    COMMON_HEADERS,
    NO_MARKUP_FROM_TEXT,
    OWN_FILES_ONLY,
    STATIC_DIR,
    Assets,
    embed,
)
from gateway.model import Carrier

POLICY = f"{OWN_FILES_ONLY}; style-src 'self'; img-src 'self'; {NO_MARKUP_FROM_TEXT}"

_FOLDER = STATIC_DIR / "board"


class Board:
    """The page as this gateway serves it, read once.

    `max_batch_size` is how many references one request may have. `samples` are the sandbox's
    parcels, as `sample_parcels` lists them; None where answers are real. `has_ide` says whether
    there is an IDE to point to.
    """

    assets_path = "/board"

    def __init__(
        self,
        *,
        max_batch_size: int,
        samples: Sequence[Mapping[str, Any]] | None,
        has_ide: bool,
    ) -> None:
        document = (_FOLDER / "board.graphql").read_text(encoding="utf-8")
        self.documents = {hash_of(document): document}
        """What the page asks, by the hash: the page names it instead of sending it."""
        facts = {
            "documentId": hash_of(document),
            "maxBatchSize": max_batch_size,
            "carriers": [_known_by(carrier) for carrier in carriers()],
            "samples": samples,
            "hasIde": has_ide,
        }
        template = (_FOLDER / "index.html").read_text(encoding="utf-8")
        self._page = template.replace("{{facts}}", embed(facts))

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the page and of what it loads."""
        return [
            Route("/", self._answer, methods=["GET"]),
            Mount(self.assets_path, Assets(_FOLDER, "no-cache"), name="board"),
        ]

    async def _answer(self, _: Request) -> Response:
        return HTMLResponse(
            self._page,
            headers={
                **COMMON_HEADERS,
                "Content-Security-Policy": POLICY,
                "Cache-Control": "no-cache",
            },
        )


def _known_by(carrier: Carrier) -> dict[str, Any]:
    """Return a carrier's code, its name, and the providers' codes by which people may call it."""
    own = {each.code for each in carrier.provider_codes} - {carrier.code}
    return {"code": carrier.code, "name": carrier.name, "codes": sorted(own)}
