"""Take what is posted to the one busy path past the routes."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Straight:
    """Passes a POST to `path` on to its `endpoint`, and everything else to `app`.

    Starlette compares the path with every route, and is ready for errors that the endpoint never
    raises: that takes longer than to read the request.
    """

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        is_posted = scope["type"] == "http" and scope["method"] == "POST"
        goes_straight = is_posted and scope["path"] == self._path
        await (self._endpoint if goes_straight else self._app)(scope, receive, send)
