"""What one gateway tells of itself."""

from gateway.telemetry.logs import Logs
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.providers import ProviderNotes
from gateway.telemetry.readings import counter
from gateway.telemetry.requests import Requests
from gateway.telemetry.spans import Tracing


class Telemetry:
    """What one gateway tells of itself. Without `logs` it says nothing of requests.

    Without `tracing` there are no spans. Developers may ask for a trace of their request.
    """

    def __init__(
        self,
        logs: Logs | None = None,
        tracing: Tracing | None = None,
        *,
        for_developers: bool = False,
    ) -> None:
        self.tracing = tracing
        self.metrics = Metrics()
        self.metrics.add(
            [
                counter(
                    "gateway_log_lines_dropped",
                    "Log lines that were dropped, since nobody read them fast enough.",
                    lambda: logs.lines.dropped if logs else 0,
                )
            ]
        )
        self.requests = Requests(
            self.metrics,
            logs.requests() if logs else None,
            logs.mask if logs else None,
            tracing=tracing,
            for_developers=for_developers,
        )
        self._notes: dict[str, ProviderNotes] = {}

    def of(self, provider: str) -> ProviderNotes:
        """Return what takes notes of one provider."""
        if provider not in self._notes:
            self._notes[provider] = ProviderNotes(provider, self.metrics, self.tracing)
        return self._notes[provider]
