"""What traces are made of, whoever makes them; without tracing there are none."""

from collections.abc import Iterable, Mapping
from typing import Protocol

Headers = Iterable[tuple[bytes, bytes]]
"""A request's headers as ASGI has them: names in small letters."""

Facts = Mapping[str, str | int | float]
"""What a span says, by the names of OpenTelemetry's conventions where it has one."""


class Span(Protocol):
    """Something that has begun, and ends."""

    @property
    def trace_id(self) -> str:
        """Return the id of the trace that it belongs to, in hexadecimal digits."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Return what tells a server that this span is why it is called."""

    def end(self, name: str, facts: Facts, error: str | None = None) -> None:
        """End it under this name; `error` is the kind of failure that it ended with."""


class Tracing(Protocol):
    """Makes spans."""

    def request(self, headers: Headers) -> Span:
        """Begin the span of a request, as a part of the trace that its headers name."""

    def call(self, parent: Span | None) -> Span:
        """Begin the span of a call to a provider, for the sake of `parent`."""

    def close(self) -> None:
        """Send what has not been sent; this may take seconds, and blocks."""
