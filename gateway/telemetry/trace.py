"""What a developer may see of one request: what was asked of whom, where it came from, how long.

Not to be confused with the traces of `tracing`, which go to whoever operates the gateway.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any

MOST = 1_000
"""Steps that a trace has at the most; further ones are only counted."""


class Step:
    """Something that took place; it is in the trace from the beginning."""

    def __init__(self, facts: dict[str, Any], clock: Callable[[], float]) -> None:
        self._facts = facts
        self._clock = clock
        self._began = clock()

    def end(self, outcome: str, **facts: object) -> None:
        """Note how it ended."""
        milliseconds = (self._clock() - self._began) * 1000
        self._facts.update(outcome=outcome, ms=round(milliseconds, 3), **facts)


class Trace:
    """The steps of one request. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._began = clock()
        self._lookups: list[dict[str, Any]] = []
        self._calls: list[dict[str, Any]] = []
        self._left_out = 0

    def lookup(self, provider: str, what: str, key: str, where: str) -> Step:
        """Begin to look up a key of a provider, whose answer comes from `where`."""
        return self._step(
            self._lookups, {"provider": provider, "what": what, "key": key, "from": where}
        )

    def call(self, provider: str, target: str) -> Step:
        """Begin a call to a provider."""
        return self._step(self._calls, {"provider": provider, "target": target})

    def written(self, request_id: str) -> dict[str, Any]:
        """Return what there is so far, as it is sent."""
        written: dict[str, Any] = {
            "requestId": request_id,
            "ms": self._since_begin(),
            "lookups": self._lookups,
            "calls": self._calls,
        }
        return {**written, "leftOut": self._left_out} if self._left_out else written

    def _step(self, steps: list[dict[str, Any]], facts: dict[str, Any]) -> Step:
        facts["at"] = self._since_begin()
        if len(self._lookups) + len(self._calls) < MOST:
            steps.append(facts)
        else:
            self._left_out += 1
        return Step(facts, self._clock)

    def _since_begin(self) -> float:
        return round((self._clock() - self._began) * 1000, 3)
