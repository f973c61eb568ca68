"""How Shippo refuses: four shapes of body, all of them seen."""

from html import escape

from aiohttp import web

# Source: github.com/goshippo/ai, error reference (401, 403, 404); live readings of 2026-09 in
# github.com/gburgyan/aat-shippo (401, test mode); recordings of api.goshippo.com of 2017
# (unsupported carriers, the HTML page); read 2026-11-21. Bodies of 405, 429 and 5xx are not
# documented.
NO_CREDENTIALS = "Authentication credentials were not provided."
NO_SUCH_TOKEN = "Token does not exist"  # noqa: S105 - an error text
WRONG_SCHEME = "Invalid access token."
FORBIDDEN = "You do not have permission to perform this action."
NOT_FOUND = "Not found."
THROTTLED = "Request was throttled."
TEST_CARRIER = "{} is not a valid test tracking carrier. Please use 'shippo'"
TEST_NUMBER = (
    "{} is not a valid test tracking number. Please use the sample tracking numbers provided in "
    "the Shippo API docs: 'https://goshippo.com/docs/tracking'"
)
UNSUPPORTED = "Carrier with name '{}' is not supported."


def refuse(status: int, detail: str) -> web.Response:
    """Build the usual error answer."""
    return web.json_response({"detail": detail}, status=status)


def invalid(field: str, message: str) -> web.Response:
    """Build the answer to a wrong member of a posted body."""
    return web.json_response({field: [message]}, status=400)


def page_not_found(path: str) -> web.Response:
    """Build the HTML page that answers a number which can't be one."""
    url = escape(f"/v1{path}")
    text = f"<h1>Not Found</h1><p>The requested URL {url} was not found on this server.</p>"
    return web.Response(status=404, text=text, content_type="text/html")


def internal_error() -> web.Response:
    """Build the 500 answer of a web server in front of the API."""
    return web.Response(status=500, text="<h1>Server Error (500)</h1>", content_type="text/html")
