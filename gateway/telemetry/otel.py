"""Traces by OpenTelemetry: one span a request, and one for each call to a provider.

It is imported only where it is wanted: it comes with the extra `otel`.

Sources, read 2026-11-22: Trace Context, https://www.w3.org/TR/trace-context/; the semantic
conventions for GraphQL and HTTP, https://opentelemetry.io/docs/specs/semconv/.
"""

from collections.abc import Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as Otel
from opentelemetry.trace import SpanKind, StatusCode, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gateway.telemetry.spans import Facts, Headers, Span

NAME = "tracking-gateway"

# A trace may come along with more (`tracestate`, `baggage`), which is no provider's business.
PASSED_ON = "traceparent"
_UNDERSTOOD = {"traceparent", "tracestate"}


class OpenTelemetry:
    """Tracing to the exporters of `provider`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(NAME)
        self._propagator = TraceContextTextMapPropagator()

    def request(self, headers: Headers) -> Span:
        """Begin the span of a request, as a part of the trace that its headers name."""
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        carrier = {name: named[name] for name in _UNDERSTOOD & named.keys()}
        context = self._propagator.extract(carrier)
        return _Span(self._tracer.start_span("request", context, SpanKind.SERVER))

    def call(self, parent: Span | None) -> Span:
        """Begin the span of a call to a provider, for the sake of `parent`."""
        context = set_span_in_context(parent.span) if isinstance(parent, _Span) else None
        return _Span(self._tracer.start_span("call", context, SpanKind.CLIENT))

    def close(self) -> None:
        """Send what has not been sent; this may take seconds, and blocks."""
        self._provider.shutdown()


class _Span:
    def __init__(self, span: Otel) -> None:
        self.span = span

    @property
    def trace_id(self) -> str:
        return format_trace_id(self.span.get_span_context().trace_id)

    @property
    def headers(self) -> Mapping[str, str]:
        carrier: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(carrier, set_span_in_context(self.span))
        return {PASSED_ON: carrier[PASSED_ON]} if PASSED_ON in carrier else {}

    def end(self, name: str, facts: Facts, error: str | None = None) -> None:
        self.span.update_name(name)
        self.span.set_attributes(dict(facts))
        if error is not None:
            self.span.set_status(StatusCode.ERROR)
            self.span.set_attribute("error.type", error)
        self.span.end()


def to_collector() -> OpenTelemetry:
    """Return tracing to the collector, and with the sampling, that the variables `OTEL_*` name."""
    resource = Resource({"service.name": NAME}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OpenTelemetry(provider)
