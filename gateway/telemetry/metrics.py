"""What one gateway counts, for Prometheus. docs/operating.md lists every name."""

import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from platform import python_version
from typing import Generic, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics import MetricWrapperBase

from gateway.telemetry.readings import Reading
from gateway.telemetry.record import Outcome

MAX_CODES = 100
"""Codes that are counted by their names; further ones are counted together, as `other`."""

REQUEST_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the histogram of requests: from what is answered again to all time-outs."""

CALL_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10)
"""Upper bounds of the histogram of calls: a try takes at most three seconds by default."""

M = TypeVar("M", bound=MetricWrapperBase)


class _Labelled(dict[tuple[str, ...], M], Generic[M]):
    """The children of a metric by the values of their labels: found faster than by `labels`."""

    def __init__(self, metric: M) -> None:
        super().__init__()
        self._metric = metric

    def __missing__(self, values: tuple[str, ...]) -> M:
        child = self[values] = self._metric.labels(*values)
        return child


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
        self._requests = self._counter(
            "gateway_requests",
            "GraphQL requests, by what became of them and whether a kept answer was given again.",
            "outcome",
            "answer",
        )
        self._request_seconds = self._histogram(
            "gateway_request_duration_seconds",
            "Seconds from a GraphQL request to its answer.",
            REQUEST_SECONDS,
            "answer",
        )
        self._refused = self._counter(
            "gateway_requests_refused",
            "GraphQL requests that were not executed, by the code of their first error.",
            "code",
        )
        self._incidents = Counter(
            "gateway_incidents", "Faults of the gateway that requests met.", registry=registry
        )
        self._clients = self._counter(
            "gateway_client_requests", "GraphQL requests that were let in, by client.", "client"
        )
        self.sources = self._counter(
            "gateway_sources",
            "Providers' parts in shipments that were asked for, by what came of asking.",
            "provider",
            "outcome",
        )
        self.lookups = self._counter(
            "gateway_cache_lookups",
            "Keys of providers that were looked up, by where their answers came from.",
            "provider",
            "result",
        )
        self.calls = self._counter(
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
        self.retries = self._counter(
            "gateway_upstream_retries", "Calls that were made again after a failure.", "provider"
        )
        self.refusals = self._counter(
            "gateway_upstream_refusals",
            "Calls that were wanted and not made.",
            "provider",
            "reason",
        )
        self.pauses = self._counter(
            "gateway_upstream_pauses",
            "Answers that said that the quota is exhausted (429).",
            "provider",
        )
        self.unusable = self._counter(
            "gateway_upstream_unusable_answers",
            "Answers with status 200 that were not tracking data; their calls count as OK.",
            "provider",
        )
        self._unmapped = Counter(
            "gateway_unmapped_status_codes",
            "Status codes of providers that the gateway does not know and shows as UNKNOWN.",
            ["provider", "code"],
            registry=registry,
        )
        self._codes: set[tuple[str, str]] = set()
        # A rate can't tell the first of a series that was not there before.
        for outcome in Outcome:
            self._requests[outcome, "new"].inc(0)
        self._requests[Outcome.OK, "kept"].inc(0)

    def _counter(self, name: str, documentation: str, *labels: str) -> _Labelled[Counter]:
        return _Labelled(Counter(name, documentation, labels, registry=self._registry))

    def _histogram(
        self, name: str, documentation: str, bounds: Sequence[float], *labels: str
    ) -> _Labelled[Histogram]:
        return _Labelled(
            Histogram(name, documentation, labels, buckets=bounds, registry=self._registry)
        )

    def answered(self, outcome: Outcome, seconds: float, client: str | None) -> None:
        """Count a request that was worked on; `client` is None where it was not let in."""
        if client is not None:
            self._clients[client,].inc()
        self._requests[outcome, "new"].inc()
        self._request_seconds["new",].observe(seconds)

    def answered_again(self, seconds: float, client: str | None) -> None:
        """Count a request that got a kept answer."""
        if client is not None:
            self._clients[client,].inc()
        self._requests[Outcome.OK, "kept"].inc()
        self._request_seconds["kept",].observe(seconds)

    def refused(self, code: str) -> None:
        """Count a request that was not executed."""
        self._refused[code,].inc()

    def incident(self) -> None:
        """Count a fault of the gateway."""
        self._incidents.inc()

    def unmapped(self, provider: str, codes: Iterable[str]) -> None:
        """Count status codes that no table knows."""
        for code in codes:
            name = (provider, re.sub(r"[^A-Za-z0-9_.-]", "", code)[:64])
            if name not in self._codes and len(self._codes) >= MAX_CODES:
                name = (provider, "other")
            self._codes.add(name)
            self._unmapped.labels(*name).inc()

    def add(self, readings: Iterable[Reading]) -> None:
        """Have these looked up as well, whenever metrics are asked for."""
        for reading in readings:
            self._registry.register(reading)

    def render(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)
