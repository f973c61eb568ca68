"""Traces by OpenTelemetry: a span for each request and each call, where somebody wants them."""

import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, format_span_id, format_trace_id

from gateway.app import create_app
from gateway.sandbox import RunningSandbox, running_sandbox
from gateway.telemetry import Tracing
from gateway.telemetry.otel import OpenTelemetry, to_collector
from tests.serving import BOTH, LABEL, NUMBER, Served, listening, settings_for
from tests.unit.telemetry.listening import Heard

QUERY = "query Parcel($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }"
USPS = {"carrier": "usps", "trackingNumber": NUMBER}
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
HEADERS = {
    "traceparent": f"00-{TRACE}-{PARENT}-01",
    "tracestate": "vendor=secret",
    "baggage": "user=alice",
}


class Traced:
    """A gateway whose spans can be read."""

    def __init__(self, served: Served, exporter: InMemorySpanExporter) -> None:
        self.served = served
        self._exporter = exporter

    async def ask(self, *refs: Mapping[str, str], **headers: str) -> httpx2.Response:
        body = {"query": QUERY, "variables": {"refs": refs}}
        return await self.served.post(body, **headers)

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        """All spans that have ended."""
        return self._exporter.get_finished_spans()


@asynccontextmanager
async def _served(
    sandbox: RunningSandbox, tracing: Tracing | None, heard: Heard | None = None, **settings: Any
) -> AsyncIterator[Served]:
    logs = heard.logs if heard else None
    app = create_app(settings_for(sandbox, **settings), logs=logs, tracing=tracing)
    async with listening(app) as url, httpx2.AsyncClient(base_url=url, timeout=30) as http:
        yield Served(url, http, sandbox)


@asynccontextmanager
async def _traced(heard: Heard | None = None, **settings: Any) -> AsyncIterator[Traced]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = OpenTelemetry(provider)
    async with (
        running_sandbox() as sandbox,
        _served(sandbox, tracing, heard, **settings) as served,
    ):
        yield Traced(served, exporter)


@asynccontextmanager
async def _listener() -> AsyncIterator[tuple[str, list[web.Request]]]:
    """Yield the address of a server that says `{}` to everything, and what it was asked."""
    heard: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        heard.append(request)
        return web.json_response({})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}", heard
    finally:
        await runner.cleanup()


def _facts(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_a_request_is_a_span_and_so_is_each_call_of_it() -> None:
    async with _traced() as traced:
        await traced.ask(BOTH, {"labelId": LABEL}, **{"x-request-id": "order-17"})
        *calls, request = traced.spans
        assert (request.name, request.kind) == ("query Parcel", SpanKind.SERVER)
        facts = _facts(request)
        assert facts["graphql.operation.name"] == "Parcel"
        assert facts["gateway.request_id"] == "order-17"
        assert (facts["gateway.refs"], facts["gateway.outcome"]) == (2, "ok")
        assert facts["http.response.status_code"] == 200
        # One for each call, none for a field.
        assert len(calls) == len(traced.served.calls())
        for call in calls:
            assert call.kind is SpanKind.CLIENT
            assert call.parent is not None
            assert call.parent.span_id == request.context.span_id
            assert call.context.trace_id == request.context.trace_id
        assert {call.name for call in calls} == {"GET SHIPPO", "GET SHIPSTATION"}


async def test_neither_numbers_nor_secrets_are_in_a_span() -> None:
    async with _traced() as traced:
        await traced.ask(USPS)
        text = "".join(span.to_json() for span in traced.spans)
        assert NUMBER not in text
        assert "ShippoToken" not in text


async def test_a_trace_goes_on_from_the_caller_to_the_provider() -> None:
    async with _listener() as (url, heard), _traced(shippo_base_url=url) as traced:
        await traced.ask(USPS, **HEADERS)
        *_, request = traced.spans
        assert format_trace_id(request.context.trace_id) == TRACE
        assert request.parent is not None
        assert format_span_id(request.parent.span_id) == PARENT
        (call,) = [span for span in traced.spans if span.name == "GET SHIPPO"]
        (asked,) = heard
        own = format_span_id(call.context.span_id)
        assert asked.headers["traceparent"] == f"00-{TRACE}-{own}-01"
        # What else the caller says is no provider's business.
        assert "tracestate" not in asked.headers
        assert "baggage" not in asked.headers


async def test_a_traceparent_that_makes_no_sense_begins_a_new_trace() -> None:
    async with _traced() as traced:
        response = await traced.ask(USPS, traceparent="00-x-y-01")
        assert response.status_code == 200
        *_, request = traced.spans
        assert request.parent is None


async def test_what_failed_is_told_from_what_was_not_found() -> None:
    async with _traced() as traced:
        await traced.ask({"carrier": "ups", "trackingNumber": "FAULTSPDOWN"})
        calls = [span for span in traced.spans if span.name == "GET SHIPPO"]
        assert [span.status.status_code for span in calls] == [StatusCode.ERROR] * 2
        assert {_facts(span)["error.type"] for span in calls} == {"UNAVAILABLE"}
        # ShipStation does not know it, and the request was answered.
        others = [span for span in traced.spans if span not in calls]
        assert {span.status.status_code for span in others} == {StatusCode.UNSET}


async def test_what_is_given_from_memory_is_a_request_without_calls() -> None:
    async with _traced() as traced:
        await traced.ask(USPS)
        before = len(traced.spans)
        await traced.ask(USPS, {"labelId": "se-"})
        assert [span.name for span in traced.spans[before:]] == ["query Parcel"]


async def test_a_line_of_the_log_names_its_trace() -> None:
    heard = Heard()
    async with _traced(heard) as traced:
        await traced.ask(USPS, **HEADERS)
        assert heard.events()[-1]["trace_id"] == TRACE


async def test_nothing_is_traced_unless_it_is_wanted() -> None:
    async with (
        _listener() as (url, asked),
        running_sandbox() as sandbox,
        _served(sandbox, None, shippo_base_url=url) as served,
    ):
        await served.post({"query": QUERY, "variables": {"refs": [USPS]}}, **HEADERS)
        assert "traceparent" not in asked[0].headers


async def test_spans_reach_the_collector_that_the_environment_names() -> None:
    async with _listener() as (url, received), running_sandbox() as sandbox:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
            environment.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test")
            tracing = to_collector()
        async with _served(sandbox, tracing) as served:
            await served.post({"query": "query Parcel { gateway { version } }"})
        # What was not sent by then is sent when the gateway stops.
        assert received[0].path == "/v1/traces"
        sent = ExportTraceServiceRequest.FromString(await received[0].read())
        (resource,) = sent.resource_spans
        attributes = {a.key: a.value.string_value for a in resource.resource.attributes}
        assert attributes["service.name"] == "tracking-gateway"
        assert attributes["deployment.environment"] == "test"
        assert [span.name for span in resource.scope_spans[0].spans] == ["query Parcel"]


def test_without_the_extra_the_setting_says_what_is_missing() -> None:
    program = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from gateway.settings import Settings\n"
        "from gateway.telemetry import open_tracing\n"
        "assert open_tracing(Settings(_env_file=None)) is None\n"
        "open_tracing(Settings(_env_file=None, tracing=True))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert "SettingsError" in ran.stderr
    assert "install `tracking-gateway[otel]`" in ran.stderr
