"""Secrets stay inside, whatever happens: in no answer, log line, metric or message is any of them.

Nor is a part of one that would help to guess it, or its plain hash.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.app import create_app
from gateway.clients.keys import line_of
from gateway.credentials import CLIENT_KEY
from gateway.sandbox import FAULTS, RunningSandbox, running_sandbox
from gateway.settings import Settings
from gateway.telemetry.otel import OpenTelemetry
from tests.canaries import (
    CACHE,
    CLIENT,
    COOKIE,
    KEPT,
    OTHER,
    PASSERS_BY,
    PROXY,
    SCRAPER,
    SHIPPO,
    SHIPSTATION,
    STRANGER,
    Cage,
    Canary,
    letters,
)
from tests.faces import listened
from tests.integration.redis_process import RedisProcess
from tests.serving import NUMBER, listening
from tests.unit.telemetry.listening import Heard

EVERYTHING = """query ($refs: [ShipmentRef!]!) {
  shipments(refs: $refs) {
    key { trackingNumber labelId }
    shipment {
      id trackingNumber title: status { code description exception }
      events { description reports { provider description } }
      sources {
        provider outcome
        tracking { raw status { description } events { description } }
        error { code message retryable upstreamStatus upstreamCode upstreamRequestId }
      }
    }
    errors { code message provider upstreamStatus upstreamCode upstreamRequestId }
  }
  providers { code name availability budget { limit remaining } }
}"""
HEADERS = {
    "cookie": f"session={COOKIE.value}",
    "proxy-authorization": f"Basic {PROXY.value}",
    "x-api-key": OTHER.value,
    "api-key": OTHER.value,
    "x-request-id": STRANGER.value,
    "x-gateway-trace": "1",
    "tracestate": f"x={OTHER.value}",
    "baggage": f"x={OTHER.value}",
}
PAGES = ("/", "/graphql", "/schema.graphql", "/metrics", "/healthz", "/readyz", "/nowhere")


def _own(fault: str, prefix: str) -> Canary:
    return Canary(f"{fault} {prefix}", prefix)


# One set of credentials a fault, so that no circuit that one opens keeps another from happening.
OF_FAULTS = {
    fault: (_own(fault, "TEST_"), _own(fault, "shippo_live_"), _own(fault, CLIENT_KEY))
    for fault in FAULTS
}


def _refs(fault: str) -> list[dict[str, str]]:
    return [
        {
            "labelId": f"se-{group}-{fault}",
            "carrier": "ups",
            "trackingNumber": f"{group}{fault}".replace("-", "").upper(),
        }
        for group in ("faultss", "faultsp")
    ]


def _files(folder: Path) -> dict[str, Path]:
    """Write the files of client keys and of credentials; return them by their settings."""
    keys, sets = folder / "keys", folder / "sets.toml"
    lines = [
        line_of("client", CLIENT.value),
        line_of("scraper", SCRAPER.value, **{"for": "metrics"}),
    ]
    tables = []
    for fault, (shipstation_key, shippo_token, client) in OF_FAULTS.items():
        lines.append(line_of(fault, client.value, credentials=fault))
        tables += [f"[{fault}]", f'shipstation_api_key = "{shipstation_key.value}"']
        tables += [f'shippo_api_token = "{shippo_token.value}"']
    keys.write_text("\n".join(lines))
    sets.write_text("\n".join(tables))
    return {"client_keys_file": keys, "credentials_file": sets}


@asynccontextmanager
async def _gateway(
    cage: Cage, sandbox: RunningSandbox, **settings: Any
) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve a gateway and hear all that it says."""
    given = {
        "shipstation_base_url": sandbox.url,
        "shippo_base_url": sandbox.url,
        "shipstation_api_key": SHIPSTATION.value,
        "shippo_api_token": SHIPPO.value,
        "log_level": "debug",
        "log_tracking_numbers": True,
        "expose_raw": True,
        "try_timeout_seconds": 1.0,
        "request_timeout_seconds": 2.0,
        **settings,
    }
    heard = Heard(**given)

    async def hear(response: httpx2.Response) -> None:
        await response.aread()
        cage.hear("answers", f"{response.headers}\n{response.text}")

    hooks = {"response": [hear]}
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = OpenTelemetry(provider)
    with listened(heard):
        app = create_app(Settings(_env_file=None, **given), logs=heard.logs, tracing=tracing)
        async with (
            listening(app) as url,
            httpx2.AsyncClient(base_url=url, timeout=60, event_hooks=hooks) as http,
        ):
            yield http
    cage.hear("logs", heard.text())
    for span in exporter.get_finished_spans():
        cage.hear("spans", span.to_json())


async def _ask(http: httpx2.AsyncClient, key: str, refs: list[dict[str, str]]) -> int:
    body = {"query": EVERYTHING, "variables": {"refs": refs}}
    headers = {**HEADERS, "authorization": f"Bearer {key}"}
    response = await http.post("/graphql", json=body, headers=headers)
    assert ("data" in response.json()) is (response.status_code == 200)
    return response.status_code


async def _send(url: str, data: bytes) -> bytes:
    """Send bytes that need not be HTTP; return what comes back until the connection ends."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(data)
    writer.write_eof()
    try:
        return await reader.read()
    finally:
        writer.close()


def test_a_canary_is_found_wherever_it_is() -> None:
    value, hashed = SHIPPO.value, sha256(SHIPPO.value.encode()).hexdigest()
    for said in (value, value[12:20], value[-8:], f"a{value}b", hashed, value.encode().hex()):
        cage = Cage(SHIPPO)
        cage.hear("here", said)
        assert cage.escaped() == {("shippo", "here")}
    assert not set(letters("a")) & set("0123456789abcdef")


async def test_no_fault_of_a_provider_lets_one_out(tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY, *(canary for own in OF_FAULTS.values() for canary in own))
    async with (
        running_sandbox() as sandbox,
        _gateway(cage, sandbox, **_files(tmp_path)) as http,
    ):
        asked = [_ask(http, own[2].value, _refs(fault)) for fault, own in OF_FAULTS.items()]
        assert set(await asyncio.gather(*asked)) == {200}
        headers = {"authorization": f"Bearer {SCRAPER.value}"}
        cage.hear("metrics", (await http.get("/metrics", headers=headers)).text)
        # Every set was asked with, and every fault came back.
        assert len(sandbox.calls_to("shippo")) >= len(FAULTS)
        assert len(sandbox.calls_to("shipstation")) >= len(FAULTS)
    assert cage.escaped() == set()
    assert "gateway_upstream_circuit_state" in cage.said("metrics")
    for code in ("TIMEOUT", "UNAVAILABLE", "PROVIDER_AUTH", "RATE_LIMITED", "BAD_RESPONSE"):
        assert code in cage.said("answers")
    assert '"debug"' in cage.said("logs")
    assert '"trace":{' in cage.said("answers")
    assert "SHIPPO" in cage.said("spans")


async def test_nothing_that_callers_do_lets_one_out(tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY)
    async with (
        running_sandbox() as sandbox,
        _gateway(cage, sandbox, **_files(tmp_path)) as http,
    ):
        good = [{"carrier": "usps", "trackingNumber": NUMBER}]
        keys = [CLIENT.value, STRANGER.value, SCRAPER.value, "x", CLIENT.value + "x"]
        statuses = [await _ask(http, key, good) for key in keys for _ in range(3)]
        assert {statuses.count(200), statuses.count(401), statuses.count(403)} == {3, 9}
        for key in keys:
            headers = {**HEADERS, "authorization": f"Bearer {key}"}
            for page in PAGES:
                await http.get(page, headers=headers)
                await http.get(page, headers={**headers, "accept": "text/html"})
            for body in (b"", b"{", b'{"query": "{ nope }"}', b'{"query": "{"}', b"x" * 300_000):
                kind = {"content-type": "application/json"}
                await http.post("/graphql", content=body, headers={**headers, **kind})
                await http.request("DELETE", "/graphql", headers=headers)
        url = str(http.base_url)
        secret = f"Authorization: Bearer {CLIENT.value}\r\nCookie: {COOKIE.value}\r\n"
        many = f"X: {CLIENT.value}\r\n" * 1_000
        for head in (
            f"GET /graphql HTTP/1.1\r\n{secret}\r\n",
            f"GET /graphql HTTP/1.1\r\nHost: x\r\nHost: y\r\n{secret}\r\n",
            f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: z\r\n{secret}\r\n",
            f"GET {CLIENT.value} HTTP/9.9\r\n{secret}\r\n",
            f"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n{secret}\r\n",
            f"GET / HTTP/1.1\r\nHost: x\r\n{secret}{CLIENT.value}\x00: x\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n",
            f"{CLIENT.value}\r\n\r\n",
        ):
            cage.hear("connections", await _send(url, head.encode("latin-1")))
    assert cage.escaped() == set()
    assert cage.said("connections").count('"errors"') >= 6


@pytest.mark.redis
async def test_no_cache_server_lets_one_out(tmp_path: Path) -> None:
    cage = Cage(*KEPT, *PASSERS_BY)
    server = RedisProcess(tmp_path, "--requirepass", CACHE.value)
    wrong = Canary("wrong", "p@ss:")
    server.start()
    try:
        for password in (CACHE, wrong):
            url = f"redis://:{quote(password.value, safe='')}@127.0.0.1:{server.port}/0"
            settings = {**_files(tmp_path), "cache_url": url, "requests_per_minute": 100}
            async with (
                running_sandbox() as sandbox,
                _gateway(cage, sandbox, **settings) as http,
            ):
                refs = [[{"carrier": "usps", "trackingNumber": f"{NUMBER[:-1]}{i}"}] for i in "123"]
                assert {await _ask(http, CLIENT.value, each) for each in refs} == {200}
                if password is wrong:
                    server.kill()
                    assert {await _ask(http, CLIENT.value, each) for each in refs} == {200}
    finally:
        server.kill()
    assert cage.escaped() == set()
    assert "shared cache" in cage.said("logs")
