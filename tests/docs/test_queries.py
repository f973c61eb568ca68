"""Every query in README.md and docs/ fits the schema, and the sandbox answers it."""

import asyncio
import csv
import json
import os
import re
import shlex
import sys
from collections.abc import AsyncIterator, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from graphql import ExecutableDefinitionNode, build_schema, parse, validate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests import needs
from tests.serving import LABEL, Served, listening, serving

PAGES = [needs.PROJECT_DIR / "README.md", *sorted(needs.PROJECT_DIR.glob("docs/**/*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$\n*", re.MULTILINE | re.DOTALL)
SCHEMA = build_schema((needs.PROJECT_DIR / "schema.graphql").read_text(encoding="utf-8"))


def _bodies(text: str) -> Iterator[dict[str, Any]]:
    """Yield the requests of a page; a query's variables are the JSON that directly follows it."""
    blocks = list(BLOCK.finditer(text))
    for block, following in zip_longest(blocks, blocks[1:]):
        language, content = block.groups()
        if language == "bash" and "-d" in (words := shlex.split(content)):
            yield json.loads(words[words.index("-d") + 1])
        if language == "graphql" and _is_executable(content):
            yield {"query": content, "variables": _variables(block, following)}


def _variables(query: re.Match[str], following: re.Match[str] | None) -> dict[str, Any]:
    if following is None or "($" not in query[2]:
        return {}
    assert following[1] == "json", query[2]
    assert following.start() == query.end(), query[2]
    return dict(json.loads(following[2]))


def _is_executable(content: str) -> bool:
    # A page may also show types, of somebody else's schema.
    return all(isinstance(node, ExecutableDefinitionNode) for node in parse(content).definitions)


REQUESTS = [
    pytest.param(body, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, body in enumerate(_bodies(page.read_text(encoding="utf-8")))
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gateway() -> AsyncIterator[Served]:
    async with serving() as served:
        yield served


def test_the_pages_for_beginners_have_queries() -> None:
    names = {str(request.id).rpartition("-")[0] for request in REQUESTS}
    assert names >= {"README", "index", "queries", "merging"}


@pytest.mark.parametrize("body", REQUESTS)
def test_a_query_fits_the_schema(body: dict[str, Any]) -> None:
    assert validate(SCHEMA, parse(body["query"])) == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("body", REQUESTS)
async def test_a_query_is_answered_by_the_sandbox(gateway: Served, body: dict[str, Any]) -> None:
    response = await gateway.post(body)
    answer = response.json()
    assert response.status_code == 200
    assert "errors" not in answer
    assert all(answer["data"].values())


@pytest.fixture
def nightly(project_dir: Path, tmp_path: Path) -> Path:
    """The script of the page, as a file."""
    page = (project_dir / "docs/queries.md").read_text(encoding="utf-8")
    (script,) = [block[2] for block in BLOCK.finditer(page) if block[1] == "python"]
    file = tmp_path / "nightly.py"
    file.write_text(script, encoding="utf-8")
    return file


async def _run(script: Path, url: str, labels: list[str]) -> dict[str, str]:
    """Run the script; return what it says of each label."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script)),
        env={**os.environ, "GATEWAY_URL": f"{url}/graphql"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate("\n".join(labels).encode())
    assert process.returncode == 0
    rows = list(csv.reader(output.decode().splitlines()))
    assert len(rows) == len(labels)
    return {row[0]: row[1] for row in rows}


async def test_the_nightly_batch_has_a_line_for_each_label(nightly: Path) -> None:
    labels = [LABEL, "se-sandbox-it", *(f"se-{number}" for number in range(1, 204))]
    async with serving(shipstation_calls_per_minute=1_000) as gateway:
        statuses = await _run(nightly, gateway.url, labels)
        assert len(gateway.fetches("shipstation")) == len(labels)
    assert list(statuses) == labels
    assert statuses[LABEL] == "DELIVERED"
    assert statuses["se-sandbox-it"] == "IN_TRANSIT"
    assert statuses["se-1"] == "NOT_FOUND"


async def test_the_nightly_batch_asks_again_for_what_may_come_later(nightly: Path) -> None:
    found = {"shipment": {"status": {"code": "DELIVERED"}, "deliveredAt": None}, "errors": []}
    error = {"code": "RATE_LIMITED", "retryable": True, "retryAfterSeconds": None}
    later = {"shipment": None, "errors": [error]}
    overloaded = JSONResponse({}, status_code=503, headers={"Retry-After": "0"})
    answers = [
        overloaded,
        JSONResponse({"data": {"shipments": [found, later]}}),
        JSONResponse({"data": {"shipments": [found]}}),
    ]
    asked: list[list[str]] = []

    async def answer(request: Request) -> Response:
        refs = (await request.json())["variables"]["refs"]
        asked.append([ref["labelId"] for ref in refs])
        return answers[len(asked) - 1]

    app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
    async with listening(app) as url:
        assert set(await _run(nightly, url, ["se-1", "se-2"])) == {"se-1", "se-2"}
    assert asked == [["se-1", "se-2"], ["se-1", "se-2"], ["se-2"]]
