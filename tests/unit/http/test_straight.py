"""What is posted to the one busy path goes straight to its endpoint, and nothing else does."""

import pytest
from starlette.types import Receive, Scope, Send

from gateway.http.straight import Straight


class Passed:
    """An application that notes what it was given."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)


async def _nothing() -> dict[str, object]:
    raise AssertionError


async def _pass(scope: Scope) -> tuple[int, int]:
    app, endpoint = Passed(), Passed()
    await Straight(app, "/graphql", endpoint)(scope, _nothing, _nothing)  # type: ignore[arg-type]  # nobody calls them
    return len(app.scopes), len(endpoint.scopes)


async def test_a_post_to_the_path_goes_straight() -> None:
    assert await _pass({"type": "http", "method": "POST", "path": "/graphql"}) == (0, 1)


@pytest.mark.parametrize(
    "scope",
    [
        {"type": "http", "method": "GET", "path": "/graphql"},
        {"type": "http", "method": "OPTIONS", "path": "/graphql"},
        {"type": "http", "method": "POST", "path": "/graphql/"},
        {"type": "http", "method": "POST", "path": "/"},
        {"type": "websocket", "path": "/graphql"},
        {"type": "lifespan"},
    ],
)
async def test_everything_else_is_looked_up_among_the_routes(scope: Scope) -> None:
    assert await _pass(scope) == (1, 0)
