"""The files that pages load: only kinds that pages need, each with its headers."""

import json
import os
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_DIR = Path(__file__).parent / "static"

# What every page of the gateway may do: nothing but talk to this gateway, and stand in nobody
# else's page.
OWN_FILES_ONLY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# For pages that build themselves from elements and texts alone.
NO_MARKUP_FROM_TEXT = "require-trusted-types-for 'script'; trusted-types 'none'"

COMMON_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

# An asset is no page. For the editor's workers, though, the policy counts: they load parts of
# themselves, and call nobody.
_ASSET_POLICY = "default-src 'none'; script-src 'self'"

# Which files are served at all, and as what: the tables of operating systems differ.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ttf": "font/ttf",
}


def embed(value: object) -> str:
    """Write a value as JSON that can't end the `script` element that it stands in."""
    return json.dumps(value).replace("<", "\\u003c")


class Assets(StaticFiles):
    """Files of known kinds from one folder."""

    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder)
        self._headers = {
            **COMMON_HEADERS,
            "Content-Security-Policy": _ASSET_POLICY,
            "Cache-Control": cache_control,
        }

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer like `StaticFiles`, but know only the kinds of files that pages load."""
        media_type = _MEDIA_TYPES.get(os.path.splitext(path)[1])
        if media_type is None or scope["path"].endswith("/"):
            raise HTTPException(status_code=404)
        response = await super().get_response(path, scope)
        response.headers.update(self._headers)
        if response.status_code == 200:
            response.headers["Content-Type"] = media_type
        return response
