"""What no endpoint answers is refused in JSON."""

import json

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from gateway.http.faults import refuse

REQUEST = Request({"type": "http", "method": "GET", "path": "/", "headers": []})


@pytest.mark.parametrize(("status", "code"), [(404, "NOT_FOUND"), (405, "METHOD_NOT_ALLOWED")])
def test_what_is_not_served_is_refused_with_a_code(status: int, code: str) -> None:
    response = refuse(REQUEST, HTTPException(status, headers={"Allow": "HEAD, GET", "X": "y"}))
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x"] == "y"
    if status == 405:
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert json.loads(bytes(response.body))["errors"][0]["extensions"] == {"code": code}
