"""What one gateway counts, for Prometheus. docs/operating.md lists every name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from platform import python_version

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from gateway.telemetry.readings import Reading
from gateway.telemetry.record import Outcome

MAX_CODES = 100
"""Codes that are counted by their names; further ones are counted together, as `other`."""

REQUEST_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the histogram of requests: from what is answered again to all time-outs."""

CALL_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10)
"""Upper bounds of the histogram of calls: a try takes at most three seconds by default."""

Tally = defaultdict[tuple[str, ...], int]
"""Counts by the values of labels: adding one costs a fifth of what a `Counter` takes."""


class Metrics:
    """What one gateway counts, in a registry of its own."""

    def __init__(self) -> None:
        # When a series began is of no use here, and makes two of each.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no types
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        build = Info("gateway_build", "What is running.", registry=registry)
        build.info({"version": version("tracking-gateway"), "python": python_version()})
        self._count_requests()
        self._count_for_providers()

    def _count_requests(self) -> None:
        self._requests = self._tally(
            "gateway_requests",
            "GraphQL requests, by what became of them and whether a kept answer was given again.",
            "outcome",
            "answer",
        )
        seconds = self._histogram(
            "gateway_request_duration_seconds",
            "Seconds from a GraphQL request to its answer.",
            REQUEST_SECONDS,
            "answer",
        )
        self._new_seconds, self._kept_seconds = seconds.labels("new"), seconds.labels("kept")
        self._refused = self._tally(
            "gateway_requests_refused",
            "GraphQL requests that were not executed, by the code of their first error.",
            "code",
        )
        self._incidents = self._tally(
            "gateway_incidents", "Faults of the gateway that requests met."
        )
        self._clients = self._tally(
            "gateway_client_requests", "GraphQL requests that were let in, by client.", "client"
        )
        # A rate can't tell the first of a series that was not there before.
        self._requests |= {(outcome, "new"): 0 for outcome in Outcome}
        self._requests[Outcome.OK, "kept"] = self._incidents[()] = 0

    def _count_for_providers(self) -> None:
        self.sources = self._tally(
            "gateway_sources",
            "Providers' parts in shipments that were asked for, by what came of asking.",
            "provider",
            "outcome",
        )
        self.lookups = self._tally(
            "gateway_cache_lookups",
            "Keys of providers that were looked up, by where their answers came from.",
            "provider",
            "result",
        )
        self.calls = self._tally(
            "gateway_upstream_calls",
            "Calls to providers, retries included, by what became of them.",
            "provider",
            "outcome",
        )
        self.call_seconds = self._histogram(
            "gateway_upstream_call_duration_seconds",
            "Seconds that a call to a provider took.",
            CALL_SECONDS,
            "provider",
        )
        self.retries = self._tally(
            "gateway_upstream_retries", "Calls that were made again after a failure.", "provider"
        )
        self.refusals = self._tally(
            "gateway_upstream_refusals",
            "Calls that were wanted and not made.",
            "provider",
            "reason",
        )
        self.pauses = self._tally(
            "gateway_upstream_pauses",
            "Answers that said that the quota is exhausted (429).",
            "provider",
        )
        self.unusable = self._tally(
            "gateway_upstream_unusable_answers",
            "Answers with status 200 that were not tracking data; their calls count as OK.",
            "provider",
        )
        self._unmapped = self._tally(
            "gateway_unmapped_status_codes",
            "Status codes of providers that the gateway does not know and shows as UNKNOWN.",
            "provider",
            "code",
        )

    def _tally(self, name: str, documentation: str, *labels: str) -> Tally:
        tally = Tally(int)
        self.add([Reading(name, documentation, labels, lambda: tally, is_counter=True)])
        return tally

    def _histogram(
        self, name: str, documentation: str, bounds: Sequence[float], *labels: str
    ) -> Histogram:
        return Histogram(name, documentation, labels, buckets=bounds, registry=self._registry)

    def answered(self, outcome: Outcome, seconds: float, client: str | None) -> None:
        """Count a request that was worked on; `client` is None where it was not let in."""
        self._requests[outcome, "new"] += 1
        self._new_seconds.observe(seconds)
        if client is not None:
            self._clients[client,] += 1

    def answered_again(self, seconds: float, client: str | None) -> None:
        """Count a request that got a kept answer."""
        self._requests["ok", "kept"] += 1
        self._kept_seconds.observe(seconds)
        if client is not None:
            self._clients[client,] += 1

    def refused(self, code: str) -> None:
        """Count a request that was not executed."""
        self._refused[code,] += 1

    def incident(self) -> None:
        """Count a fault of the gateway."""
        self._incidents[()] += 1

    def unmapped(self, provider: str, codes: Iterable[str]) -> None:
        """Count status codes that no table knows."""
        for code in codes:
            name = (provider, re.sub(r"[^A-Za-z0-9_.-]", "", code)[:64])
            if name not in self._unmapped and len(self._unmapped) >= MAX_CODES:
                name = (provider, "other")
            self._unmapped[name] += 1

    def add(self, readings: Iterable[Reading]) -> None:
        """Have these looked up as well, whenever metrics are asked for."""
        for reading in readings:
            self._registry.register(reading)

    def render(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)
