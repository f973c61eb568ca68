"""What the gateway tells of itself: logs and metrics.

Read `record` first (what is noted of one request), then `requests` (what is told of it when it has
been answered) and where that goes: `logs` with `lines` and `masks`, and `metrics`. `incidents`
names what must not happen.
"""

from gateway.telemetry.incidents import fault
from gateway.telemetry.logs import Logs, configure_logging
from gateway.telemetry.metrics import MAX_CODES, Metrics
from gateway.telemetry.record import Operation, Outcome, Record, current_record, recording
from gateway.telemetry.requests import RequestIds, Requests

__all__ = [
    "MAX_CODES",
    "Logs",
    "Metrics",
    "Operation",
    "Outcome",
    "Record",
    "RequestIds",
    "Requests",
    "configure_logging",
    "current_record",
    "fault",
    "recording",
]
