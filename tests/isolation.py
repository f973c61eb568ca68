"""Unit tests touch no network: Python's audit hooks tell when one does.

A hook can't be removed again, so there is one, and it looks whether it is on duty.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

REFUSED = frozenset({"socket.bind", "socket.connect", "socket.getaddrinfo"})
_on_duty = False


@contextmanager
def isolated() -> Iterator[None]:
    """Fail whatever opens a port or a connection or looks up a name.

    Raises:
        AssertionError: at the very call, so that its traceback shows who made it.
    """
    global _on_duty
    _on_duty = True
    try:
        yield
    finally:
        _on_duty = False


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if _on_duty and event in REFUSED:
        raise AssertionError(f"a unit test called {event}; such a test is an integration test")


sys.addaudithook(_refuse)
