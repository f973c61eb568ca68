"""Follow one key to its answer, for a developer who wants to know."""

from collections.abc import Awaitable, Generator
from typing import Any, Generic, TypeVar

from gateway.loaders.policy import Loaded
from gateway.telemetry import Step

V = TypeVar("V")


def outcome(loaded: Loaded[Any]) -> str:
    """Return what came of a key: `OK`, `STALE` for an old answer instead, or the error's code."""
    if loaded.error is None:
        return "OK"
    return loaded.error.code if loaded.value is None else "STALE"


class Traced(Generic[V]):
    """Waits for what a key comes to, and notes in `step` that it came."""

    def __init__(self, awaited: Awaitable[Loaded[V]], step: Step) -> None:
        self._awaited = awaited
        self._step = step

    def __await__(self) -> Generator[Any, None, Loaded[V]]:
        """Wait for it."""
        loaded = yield from self._awaited.__await__()
        self._step.end(outcome(loaded))
        return loaded
