"""What is told of one provider: where its answers come from, and what becomes of calls to it."""

import logging
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from time import perf_counter
from types import TracebackType
from typing import Self

from gateway.errors import NotFound, ProviderError
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.record import current_record
from gateway.telemetry.spans import Span, Tracing
from gateway.telemetry.trace import Step

log = logging.getLogger("gateway.calls")

OK = "OK"
ABANDONED = "ABANDONED"
"""What became of a call whose caller went away."""


class From(StrEnum):
    """Where the answer to one key comes from."""

    # Counted for every key: Enum's own is a call of Python each time.
    __hash__ = str.__hash__

    HIT = "hit"
    """Memory or the shared cache, fresh."""
    STALE = "stale"
    """The same, no longer fresh: it is refreshed in the background."""
    MISS = "miss"
    """The provider, who has to be asked."""
    COALESCED = "coalesced"
    """The provider, who is being asked for somebody else already."""
    FAILURE = "failure"
    """Nowhere: asking for it failed just now."""


class Refusal(StrEnum):
    """Why a call was not made."""

    CIRCUIT = "circuit"
    """The provider fails."""
    BUDGET = "budget"
    """The quota has no call left in time."""
    ROOM = "room"
    """Too many calls were under way for too long."""


class ProviderNotes:
    """Counts what becomes of one provider, and notes it in the record of the current request."""

    def __init__(
        self,
        provider: str,
        metrics: Metrics,
        tracing: Tracing | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self.provider = provider
        self.tracing = tracing
        self._metrics = metrics
        self._call_seconds = metrics.call_seconds.labels(provider)
        self._clock = clock
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        # A rate can't tell the first of a series that was not there before.
        provider, metrics = self.provider, self._metrics
        for where in From:
            metrics.lookups[provider, where] += 0
        for refusal in Refusal:
            metrics.refusals[provider, refusal] += 0
        for outcome in (OK, ABANDONED, *(kind.code for kind in ProviderError.__subclasses__())):
            metrics.calls[provider, outcome] += 0
        for tally in (metrics.retries, metrics.pauses, metrics.unusable):
            tally[provider,] += 0

    def looked_up(self, where: From, what: str, key: str) -> Step | None:
        """Note where the answer to one key comes from; return its step where there is a trace.

        `what` kind of thing the key names is the caller's word.
        """
        self._metrics.lookups[self.provider, where] += 1
        record = current_record()
        record.lookups[where] += 1
        trace = record.trace
        return None if trace is None else trace.lookup(self.provider, what, key, where)

    def came_of(self, outcome: str) -> None:
        """Note what came of asking the provider about one shipment."""
        self._metrics.sources[self.provider, outcome] += 1
        current_record().providers[self.provider].sources[outcome] += 1

    def unmapped(self, codes: Iterable[str]) -> None:
        """Note status codes that no table knows."""
        self._metrics.unmapped(self.provider, codes)

    def call(self, target: str) -> "CallNotes":
        """Return what notes one call, in a `with` block around it; `target` is its path."""
        return CallNotes(self, target, self._clock)

    def called(self, outcome: str, seconds: float) -> None:
        """Note what became of a call."""
        self._metrics.calls[self.provider, outcome] += 1
        self._call_seconds.observe(seconds)
        part = current_record().providers[self.provider]
        part.calls[outcome] += 1
        part.seconds += seconds

    def refused(self, refusal: Refusal) -> None:
        """Note that a call was not made."""
        self._metrics.refusals[self.provider, refusal] += 1

    def retried(self) -> None:
        """Note that a call is made again."""
        self._metrics.retries[self.provider,] += 1

    def paused(self) -> None:
        """Note that the provider wants to be left alone, since its quota is exhausted."""
        self._metrics.pauses[self.provider,] += 1

    def unusable(self) -> None:
        """Note that what a call brought is not what was asked for, although its status was 200."""
        self._metrics.unusable[self.provider,] += 1


class CallNotes:
    """Notes one call. `headers` go to the provider with it."""

    headers: Mapping[str, str] = {}
    _span: Span | None = None
    _step: Step | None = None

    def __init__(self, notes: ProviderNotes, target: str, clock: Callable[[], float]) -> None:
        self._notes = notes
        self._target = target
        self._clock = clock
        self._began = 0.0

    def __enter__(self) -> Self:
        self._began = self._clock()
        record = current_record()
        if self._notes.tracing is not None:
            self._span = self._notes.tracing.call(record.span)
            self.headers = self._span.headers
        if record.trace is not None:
            self._step = record.trace.call(self._notes.provider, self._target)
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        seconds = self._clock() - self._began
        outcome = _outcome(error)
        self._notes.called(outcome, seconds)
        status = _status(error)
        if self._step is not None:
            self._step.end(outcome, status=status)
        if self._span is not None:
            self._end(self._span, outcome, status, error)
        if log.isEnabledFor(logging.INFO):
            self._log(outcome, seconds, error)

    def _end(
        self, span: Span, outcome: str, status: int | None, error: BaseException | None
    ) -> None:
        provider = self._notes.provider
        facts: dict[str, str | int | float] = {
            "http.request.method": "GET",
            "peer.service": provider,
            "gateway.outcome": outcome,
        }
        if status is not None:
            facts["http.response.status_code"] = status
        is_fine = error is None or isinstance(error, NotFound)
        span.end(f"GET {provider}", facts, None if is_fine else outcome)

    def _log(self, outcome: str, seconds: float, error: BaseException | None) -> None:
        is_fine = error is None or isinstance(error, NotFound)
        facts: dict[str, object] = {
            "provider": self._notes.provider,
            "outcome": outcome,
            "ms": round(seconds * 1000, 1),
        }
        if isinstance(error, ProviderError):
            facts |= {
                "status": error.status,
                "upstream_code": error.upstream_code,
                "upstream_request_id": error.request_id,
            }
        log.log(logging.DEBUG if is_fine else logging.INFO, "call", extra=facts)


def _status(error: BaseException | None) -> int | None:
    if error is None:
        return 200
    return error.status if isinstance(error, ProviderError) else None


def _outcome(error: BaseException | None) -> str:
    if error is None:
        return OK
    return error.code if isinstance(error, ProviderError) else ABANDONED
