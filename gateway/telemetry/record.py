"""What is noted of one request, in whatever room, until its answer is sent."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gateway.telemetry.spans import Span
from gateway.telemetry.trace import Trace

MAX_REFS = 10
"""References that a record names; further ones are only counted."""


class Outcome(StrEnum):
    """What became of a request."""

    OK = "ok"
    """Answered without an error. A provider may have failed: that is data."""
    PARTIAL = "partial"
    """Answered, with errors beside the data."""
    FAILED = "failed"
    """Executed, and nothing came of it but errors."""
    INVALID = "invalid"
    """The document or its variables are no good."""
    REFUSED = "refused"
    """No GraphQL request that is served here: its form, its size, its sender."""
    OVERLOADED = "overloaded"
    """Refused since there is too much to do."""
    GONE = "gone"
    """The caller went away before there was an answer."""
    FAULT = "fault"
    """The gateway has a fault, which the log has as an incident."""

    @property
    def severity(self) -> int:
        """The place in the order from good to bad."""
        return list(Outcome).index(self)

    @classmethod
    def of(cls, status: int) -> "Outcome":
        """Return what an HTTP status alone says."""
        if status == 499:
            return cls.GONE
        if status >= 500:
            return cls.OVERLOADED if status == 503 else cls.FAULT
        return cls.REFUSED if status >= 400 else cls.OK


MAX_NAME = 100
"""Characters of an operation's name that are told: a client can make it as long as a document."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What was executed: its name, where it has one, and the SHA-256 of its document's text."""

    operation: str | None
    document: str

    @classmethod
    def of(cls, name: str | None, document: str) -> "Operation":
        """Return what is told of an operation; a long name is cut."""
        return cls(name and name[:MAX_NAME], document)


def _counts() -> defaultdict[str, int]:
    return defaultdict(int)


@dataclass(slots=True)
class ProviderRecord:
    """One provider's part in a request.

    `calls` counts by outcome, `seconds` is what they took together, and `sources` counts what came
    of asking the provider, by outcome.
    """

    calls: defaultdict[str, int] = field(default_factory=_counts)
    seconds: float = 0.0
    sources: defaultdict[str, int] = field(default_factory=_counts)


@dataclass(slots=True)
class Record:
    """What is noted of one request.

    `began` is by the clock of `Requests`. `numbers` and `labels` are what the first of `refs`
    references name shipments by. `lookups` counts by where the answers came from; `code` is that of
    the first error. `about` is what the log says of what was asked, once it has been answered;
    `again` is the record of the request whose answer was given again; `span` is there where
    requests are traced, and `trace` where a developer wants to see one.
    """

    request_id: str = ""
    began: float = 0.0
    client: str | None = None
    operations: list[Operation] = field(default_factory=list)
    outcome: Outcome | None = None
    code: str | None = None
    incidents: list[str] = field(default_factory=list)
    refs: int = 0
    numbers: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lookups: defaultdict[str, int] = field(default_factory=_counts)
    providers: defaultdict[str, ProviderRecord] = field(
        default_factory=lambda: defaultdict(ProviderRecord)
    )
    about: dict[str, Any] = field(default_factory=dict)
    again: "Record | None" = None
    span: Span | None = None
    trace: Trace | None = None

    def asked_for(self, number: str | None, label: str | None) -> None:
        """Note a reference by its tracking number or its label."""
        self.refs += 1
        if self.refs > MAX_REFS:
            return
        if number is not None:
            self.numbers.append(number)
        elif label is not None:
            self.labels.append(label)

    def ended(self, outcome: Outcome, code: str | None = None) -> None:
        """Note what became of an operation; of several, the worst counts for the request."""
        if self.outcome is None or outcome.severity > self.outcome.severity:
            self.outcome, self.code = outcome, code

    def share(self, first: "Record") -> None:
        """Note that the answer is that of the request of another record, which was under way."""
        self.operations, self.refs = first.operations, first.refs
        self.numbers, self.labels = first.numbers, first.labels
        self.outcome, self.code = first.outcome, first.code
        self.lookups["shared"] += 1


_RECORD: ContextVar[Record | None] = ContextVar("record", default=None)


def current_record() -> Record:
    """Return the record of the request that is being answered; what has none is noted in vain."""
    return _RECORD.get() or Record()


@contextmanager
def recording(record: Record) -> Iterator[Record]:
    """Let `record` be the current one in this block, and in the tasks that begin in it."""
    token = _RECORD.set(record)
    try:
        yield record
    finally:
        _RECORD.reset(token)
