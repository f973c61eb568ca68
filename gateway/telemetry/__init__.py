"""What the gateway tells of itself: logs, metrics and traces.

Read `record` first (what is noted of one request), then `requests` (what is told of it when it has
been answered), `providers` (what is told of them), and where all that goes: `logs` with `lines` and
`masks`, and `metrics` with `readings`. `spans` are what traces are made of, by `otel` where
`tracing` is wanted; `trace` is for one developer about one request. `incidents` names what must not
happen; `telemetry` puts it all together.
"""

from gateway.telemetry.incidents import fault
from gateway.telemetry.logs import Logs, configure_logging
from gateway.telemetry.metrics import MAX_CODES, Metrics
from gateway.telemetry.providers import From, ProviderNotes, Refusal
from gateway.telemetry.readings import Reading, counter, gauge
from gateway.telemetry.record import Operation, Outcome, Record, current_record, recording
from gateway.telemetry.requests import TRACE_HEADER, RequestIds, Requests
from gateway.telemetry.spans import Span, Tracing
from gateway.telemetry.telemetry import Telemetry
from gateway.telemetry.trace import Step, Trace
from gateway.telemetry.tracing import open_tracing

__all__ = [
    "MAX_CODES",
    "TRACE_HEADER",
    "From",
    "Logs",
    "Metrics",
    "Operation",
    "Outcome",
    "ProviderNotes",
    "Reading",
    "Record",
    "Refusal",
    "RequestIds",
    "Requests",
    "Span",
    "Step",
    "Telemetry",
    "Trace",
    "Tracing",
    "configure_logging",
    "counter",
    "current_record",
    "fault",
    "gauge",
    "open_tracing",
    "recording",
]
