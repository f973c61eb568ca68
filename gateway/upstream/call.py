"""How urgent a call is and until when it is wanted.

Set where the work begins, read where it goes out.

A context variable, so that providers need not hand it through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from gateway.upstream.budget import Urgency


@dataclass(frozen=True, slots=True)
class Call:
    """`deadline` is by the event loop's clock; None leaves only the limits of a single try."""

    urgency: Urgency = Urgency.NEW
    deadline: float | None = None


_CALL: ContextVar[Call] = ContextVar("call", default=Call())  # noqa: B039  # it is frozen


def current_call() -> Call:
    """Return what holds for the calls made here."""
    return _CALL.get()


@contextmanager
def calling(call: Call) -> Iterator[None]:
    """Let `call` hold for the calls made in this block."""
    token = _CALL.set(call)
    try:
        yield
    finally:
        _CALL.reset(token)
