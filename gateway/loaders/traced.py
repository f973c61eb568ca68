"""Follow one key to its answer, for a developer who wants to know."""

import asyncio
from functools import partial
from typing import Any

from gateway.loaders.policy import Loaded
from gateway.telemetry import Step


def outcome(loaded: Loaded[Any]) -> str:
    """Return what came of a key: `OK`, `STALE` for an old answer instead, or the error's code."""
    if loaded.error is None:
        return "OK"
    return loaded.error.code if loaded.value is None else "STALE"


def trace(work: asyncio.Future[Loaded[Any]], step: Step) -> None:
    """Note in `step` what comes of a key, as soon as it is there."""
    work.add_done_callback(partial(_end, step))


def _end(step: Step, work: asyncio.Future[Loaded[Any]]) -> None:
    if not work.cancelled():
        step.end(outcome(work.result()))
