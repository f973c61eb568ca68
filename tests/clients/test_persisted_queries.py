"""Clients that name documents by their hashes understand what the gateway tells them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import needs
from tests.conformance.serving import gateway

pytestmark = pytest.mark.node

Request = dict[str, Any]

NAMED = (True, False)
BOTH = (True, True)
SENT = (False, True)


def _requests(examples: Path, url: str) -> dict[str, list[Request]]:
    """Return the requests with which each client has asked a query of its own twice."""
    command = [needs.node(), str(examples / "persisted.js"), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    requests: dict[str, list[Request]] = json.loads(done.stdout)
    assert len(requests) == 4
    return requests


def _steps(requests: list[Request]) -> list[tuple[bool, bool]]:
    return [(request["named"], request["query"]) for request in requests]


def test_a_client_names_a_document_then_introduces_it_then_names_it(
    examples: Path, tmp_path: Path
) -> None:
    with gateway(tmp_path) as url:
        first, again = _requests(examples, url), _requests(examples, url)
    for client in first:
        assert _steps(first[client]) == [NAMED, BOTH, NAMED], client
        assert _steps(again[client]) == [NAMED, NAMED], client
        assert all(client.endswith(request["method"]) for request in again[client])
        assert {request["status"] for request in again[client]} == {200}


def test_a_client_that_is_told_so_names_nothing_any_more(examples: Path, tmp_path: Path) -> None:
    with gateway(tmp_path, GATEWAY_AUTOMATIC_PERSISTED_QUERIES="false") as url:
        requests = _requests(examples, url)
    assert {tuple(_steps(of_one)) for of_one in requests.values()} == {(NAMED, SENT, SENT)}


def test_clients_understand_the_edition_of_september_2026(examples: Path, tmp_path: Path) -> None:
    with gateway(tmp_path, GATEWAY_GRAPHQL_OVER_HTTP="september-2026") as url:
        requests = _requests(examples, url)
    for of_one in requests.values():
        assert _steps(of_one) == [NAMED, BOTH, NAMED]
        assert [request["status"] for request in of_one] == [422, 200, 200]
