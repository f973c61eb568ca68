"""What is told of each request: its id, its line in the log, and its place in the counts."""

import re
from collections.abc import Callable, Mapping
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Any

from gateway.credentials import CLIENT_KEY
from gateway.telemetry.logs import Write
from gateway.telemetry.masks import Mask
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.record import Operation, Outcome, ProviderRecord, Record
from gateway.telemetry.spans import Facts, Headers, Tracing
from gateway.telemetry.trace import Trace

ID_HEADER = b"x-request-id"

TRACE_HEADER = b"x-gateway-trace"
"""Asks with `1` for a trace in the answer, where there are developers."""

# Short and clean: fit for a log, a header and a query in either.
_CLEAN = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,64}")


_KEY = CLIENT_KEY.encode()


class RequestIds:
    """The names of requests: the caller's own, where it has sent one that is short and clean."""

    def __init__(self, prefix: str = "") -> None:
        # No two processes give the same name, and no two requests of one.
        self._prefix = (prefix or token_hex(4)) + "-"
        self._numbers = count(1)

    def of(self, headers: Headers) -> str:
        """Return the id of the request with these headers."""
        for name, value in headers:
            if name == ID_HEADER and _CLEAN.fullmatch(value) and _KEY not in value:
                return value.decode("ascii")
        return f"{self._prefix}{next(self._numbers):x}"


class Requests:
    """Tells of requests, and to those of developers what happened in them.

    `write` writes their lines, if somebody wants any. `clock` is in seconds and never goes back.
    """

    def __init__(
        self,
        metrics: Metrics,
        write: Write | None = None,
        mask: Mask | None = None,
        ids: RequestIds | None = None,
        tracing: Tracing | None = None,
        for_developers: bool = False,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._metrics = metrics
        self._write = write
        self._mask = mask or Mask()
        self._ids = ids or RequestIds()
        self._tracing = tracing
        self._for_developers = for_developers
        self._clock = clock

    def now(self) -> float:
        """Return the time by the clock of the records."""
        return self._clock()

    def begin(self, headers: Headers) -> Record:
        """Return the record of a request that has just come in."""
        record = Record(self._ids.of(headers), self._clock())
        if self._tracing is not None:
            record.span = self._tracing.request(headers)
        if self._for_developers and (TRACE_HEADER, b"1") in headers:
            record.trace = Trace(self._clock)
        return record

    def end(self, record: Record, method: str, status: int) -> None:
        """Count a GraphQL request that has been answered, write its line, and end its span."""
        outcome = record.outcome or Outcome.of(status)
        if record.span is not None:
            error = record.code or outcome if outcome in _OWN_FAULT else None
            record.span.end(_span_name(record, method), _span_facts(record, method, status), error)
        if record.again is not None:
            self._end_again(
                record.request_id, method, status, record.again, record.began, record.client
            )
            return
        seconds = self._clock() - record.began
        self._metrics.answered(outcome, seconds, record.client)
        if record.code is not None and outcome in _NOT_EXECUTED:
            self._metrics.refused(record.code)
        for _ in record.incidents:
            self._metrics.incident()
        if self._write is None:
            return
        record.about = self._about(record)
        self._write(
            {
                "request_id": record.request_id,
                "method": method,
                "status": status,
                "outcome": outcome,
                "ms": round(seconds * 1000, 2),
                **record.about,
                **_came_of(record),
            }
        )

    def served_again(
        self,
        headers: Headers,
        method: str,
        status: int,
        kept: Record,
        began: float,
        client: str | None = None,
    ) -> str:
        """Count and log a request that got a kept answer; return its id, for the answer's header.

        `kept` is the record of the request that was answered so first; `began` is by the clock. It
        does what `begin` and `end` do, for less than a tenth of the time.
        """
        request_id = self._ids.of(headers)
        self._end_again(request_id, method, status, kept, began, client)
        return request_id

    def _end_again(
        self,
        request_id: str,
        method: str,
        status: int,
        kept: Record,
        began: float,
        client: str | None,
    ) -> None:
        seconds = self._clock() - began
        self._metrics.answered_again(seconds, client)
        if self._write is not None:
            self._write(
                {
                    "request_id": request_id,
                    "method": method,
                    "status": status,
                    "outcome": "ok",
                    "ms": round(seconds * 1000, 2),
                    **kept.about,
                    "client": client,
                    "lookups": _KEPT,
                }
            )

    def _about(self, record: Record) -> dict[str, Any]:
        """Return what a line says of what was asked."""
        about: dict[str, Any] = {}
        if len(record.operations) == 1:
            about = self._told(record.operations[0])
        elif record.operations:
            about["operations"] = [self._told(operation) for operation in record.operations]
        if record.refs:
            about["refs"] = record.refs
            about["numbers"] = [self._mask.number(number) for number in record.numbers]
            about["labels"] = record.labels
        return {name: value for name, value in about.items() if value}

    def _told(self, operation: Operation) -> dict[str, Any]:
        # Clients make names as well, and may make them of what must not be read.
        name = operation.operation and self._mask.text(operation.operation)
        return {"operation": name, "document": operation.document}


_NOT_EXECUTED = {Outcome.INVALID, Outcome.REFUSED, Outcome.OVERLOADED}
_OWN_FAULT = {Outcome.OVERLOADED, Outcome.FAULT}
_KEPT = {"kept": 1}


def _came_of(record: Record) -> dict[str, Any]:
    """Return what a line says of what came of it."""
    facts = {
        "trace_id": record.span and record.span.trace_id,
        "client": record.client,
        "code": record.code,
        "incidents": record.incidents,
        "lookups": _plain(record.lookups),
        "providers": {name: _part(part) for name, part in record.providers.items()},
    }
    return {name: value for name, value in facts.items() if value}


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    # Lines for people show what a value is, not only what it says.
    return {str(name): count for name, count in counts.items()}


def _part(part: ProviderRecord) -> dict[str, Any]:
    facts = {
        "calls": _plain(part.calls),
        "ms": round(part.seconds * 1000, 1),
        "sources": _plain(part.sources),
    }
    return {name: value for name, value in facts.items() if value}


def _span_name(record: Record, method: str) -> str:
    if len(record.operations) != 1:
        return f"{method} /graphql"
    # There are only queries.
    name = record.operations[0].operation
    return f"query {name}" if name else "query"


def _span_facts(record: Record, method: str, status: int) -> Facts:
    facts: dict[str, str | int | float | None] = {
        "http.request.method": method,
        "http.response.status_code": status,
        "url.path": "/graphql",
        "gateway.request_id": record.request_id,
        "gateway.client": record.client,
        "gateway.outcome": record.outcome or Outcome.of(status),
        "gateway.code": record.code,
        "gateway.refs": record.refs,
        **{f"gateway.lookups.{where}": count for where, count in record.lookups.items()},
    }
    if len(record.operations) == 1:
        operation = record.operations[0]
        facts["graphql.operation.type"] = "query"
        facts["graphql.operation.name"] = operation.operation
        facts["gateway.document"] = operation.document
    return {name: fact for name, fact in facts.items() if fact is not None}
