"""What every path does with methods and addresses, whoever serves it."""

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from tests.serving import Served, serving

READ = {"/", "/board/board.js", "/healthz", "/metrics", "/readyz", "/schema.graphql"}
"""Paths that are read."""

ALLOWED = dict.fromkeys(READ, "GET, HEAD, OPTIONS") | {"/graphql": "GET, OPTIONS, POST"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gateway() -> AsyncIterator[Served]:
    """A gateway that nobody changes."""
    async with serving() as served:
        yield served


def _code(response: httpx2.Response) -> str:
    assert response.headers["content-type"].startswith("application/json")
    (error,) = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


@pytest.mark.parametrize("path", sorted(ALLOWED))
async def test_options_are_told(gateway: Served, path: str) -> None:
    response = await gateway.http.options(path)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == ALLOWED[path]
    assert "content-length" not in response.headers


@pytest.mark.parametrize("path", sorted(ALLOWED))
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
async def test_who_may_not_do_that_is_told_what_else(
    gateway: Served, method: str, path: str
) -> None:
    response = await gateway.http.request(method, path)
    assert (response.status_code, _code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == ALLOWED[path]


@pytest.mark.parametrize("path", sorted(READ))
async def test_what_is_read_can_be_measured_first(gateway: Served, path: str) -> None:
    got, head = await gateway.http.get(path), await gateway.http.head(path)
    assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    # The metrics have changed by the next time that they are read.
    assert path == "/metrics" or head.headers["content-length"] == got.headers["content-length"]


async def test_an_answer_has_to_be_worked_out_to_be_measured(gateway: Served) -> None:
    response = await gateway.http.head("/graphql", params={"query": "{ __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, ALLOWED["/graphql"])


@pytest.mark.parametrize("path", ["/nope", "/board", "/board/", "/board/nope.js", "//graphql"])
async def test_a_path_that_is_not_there_is_not_found(gateway: Served, path: str) -> None:
    address = f"{gateway.url}{path}"
    got, head = await gateway.http.get(address), await gateway.http.head(address)
    assert (got.status_code, _code(got)) == (404, "NOT_FOUND")
    assert (head.status_code, head.content) == (404, b"")


@pytest.mark.parametrize("path", sorted(ALLOWED.keys() - {"/"}))
async def test_a_slash_too_many_is_no_way_to_another_host(gateway: Served, path: str) -> None:
    response = await gateway.http.get(f"{path}/", headers={"host": "elsewhere.example"})
    assert (response.status_code, _code(response)) == (404, "NOT_FOUND")
    assert "location" not in response.headers
