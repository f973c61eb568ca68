"""How urgent a call is and until when it is wanted.

Set where the work begins, read where it goes out.

A context variable, so that providers need not hand it through.
"""

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


class calling:  # noqa: N801  # read as a verb: `with calling(call):`
    """Let `call` hold for the calls made in this block."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __enter__(self) -> None:
        """Begin the block."""
        self._token = _CALL.set(self._call)

    def __exit__(self, *_: object) -> None:
        """End it."""
        _CALL.reset(self._token)
