"""Whatever goes wrong inside: callers get the name of an incident, and the log what it was."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette

from gateway.http.guard import Guard, Limits
from gateway.http.server import options
from gateway.model import ProviderCode, Reference
from gateway.providers.base import Fetched
from gateway.upstream import Health
from tests.faces import face_over, listened
from tests.fakes import FakeProvider, by_number
from tests.serving import listening
from tests.unit.telemetry.listening import Heard

NUMBER = "9205590164917312751089"
WHAT = "the treasure is under the oak"
QUERY = f"""{{
    shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ id sources {{ outcome }} }}
    providers {{ availability }}
}}"""


def _fail() -> Any:
    raise RuntimeError(WHAT)


async def _fail_later(*_: object) -> Any:
    _fail()


class Failing(FakeProvider):
    """A provider with a bug in one of its methods."""

    def __init__(self, method: str) -> None:
        super().__init__(ProviderCode.SHIPPO, {f"usps/{NUMBER}": by_number(NUMBER, "usps")})
        self._method = method

    def _meet(self, method: str) -> None:
        if method == self._method:
            _fail()

    async def health(self) -> Health:
        self._meet("health")
        return await super().health()

    def key(self, ref: Reference) -> str | None:
        self._meet("key")
        return super().key(ref)

    async def fetch(self, key: str) -> Fetched:
        self._meet("fetch")
        return await super().fetch(key)


@asynccontextmanager
async def _heard(*providers: FakeProvider, **changes: Any) -> AsyncIterator[Any]:
    heard = Heard(log_level="debug")
    with listened(heard):
        async with (
            listening(face_over(*providers, heard=heard, **changes)) as url,
            httpx2.AsyncClient(base_url=url, timeout=30) as http,
        ):
            yield http, heard


def _check_masked(response: httpx2.Response, heard: Heard) -> None:
    """Hold an answer to what may be said, and the log to what must be."""
    assert "treasure" not in response.text
    assert "Traceback" not in response.text
    incidents = re.findall(r"incident ([0-9a-f]{32})", response.text)
    assert incidents
    log = heard.text()
    assert all(f"incident {incident}" in log for incident in incidents)
    assert WHAT in log


@pytest.mark.parametrize("method", ["health", "key", "fetch"])
async def test_a_fault_of_a_provider_is_masked(method: str) -> None:
    async with _heard(Failing(method)) as (http, heard):
        response = await http.post("/graphql", json={"query": QUERY})
        assert response.status_code == 200
        codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
        assert codes <= {"INTERNAL"}
        _check_masked(response, heard)


@pytest.mark.parametrize(
    ("part", "value", "path"),
    [
        ("context", lambda _: _fail(), "/graphql?query={__typename}"),
        ("clock", _fail, "/graphql?query={__typename}"),
        ("readiness", _fail_later, "/readyz"),
        ("metrics", _fail_later, "/metrics"),
    ],
)
async def test_a_fault_of_the_face_is_masked(part: str, value: Any, path: str) -> None:
    async with _heard(**{part: value}) as (http, heard):
        response = await http.get(path)
        assert response.status_code == 500
        assert response.headers["content-type"] == "application/json; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
        _check_masked(response, heard)
        if path.startswith("/graphql"):
            (line,) = [one for one in heard.events() if one["event"] == "request"]
            assert (line["outcome"], line["code"]) == ("fault", "INTERNAL")


async def test_a_fault_in_mid_answer_cuts_it_off() -> None:
    async def half(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        _fail()

    heard = Heard()
    app = face_over(heard=heard)
    app.mount("/half", half)
    with listened(heard):
        async with listening(app) as url, httpx2.AsyncClient(base_url=url) as http:
            with pytest.raises(httpx2.RemoteProtocolError):
                await http.get("/half/")
    assert WHAT in heard.text()


async def test_a_fault_at_the_start_is_in_the_log_alone() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        _fail()
        yield

    heard = Heard()
    config = uvicorn.Config(face_over(lifespan=lifespan), **options(Guard(Limits())))
    config.load()
    start = config.lifespan_class(config)
    with listened(heard):
        await start.startup()
    assert start.should_exit
    assert WHAT in heard.text()


async def test_nothing_is_heard_of_what_goes_well() -> None:
    async with _heard(Failing("none")) as (http, heard):
        response = await http.post("/graphql", json={"query": QUERY})
        assert "errors" not in response.json()
        assert not [e for e in heard.events() if e["level"] in {"warning", "error"}]
