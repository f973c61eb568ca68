"""Put an upstream together."""

import time
from collections.abc import Callable, Mapping

from gateway.telemetry import ProviderNotes
from gateway.upstream.breaker import Breaker
from gateway.upstream.budget import Budget
from gateway.upstream.connection import Connection, Limits
from gateway.upstream.failures import Failures, Problem
from gateway.upstream.outstanding import Outstanding
from gateway.upstream.retry import RetryBudget
from gateway.upstream.upstream import Upstream
from gateway.upstream.window import Window


def connect(
    *,
    provider: str,
    name: str,
    base_url: str,
    headers: Mapping[str, str],
    read_problem: Callable[[bytes], Problem],
    limits: Limits,
    window: Window,
    notes: ProviderNotes | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Upstream:
    """Return the way to one provider; it makes no connection before it is opened.

    `provider` is its code's name, `name` is for people; `window` counts its quota, `notes` is
    told of the calls; `clock` must be the event loop's.
    """
    failures = Failures(provider, name)
    outstanding = Outstanding(limits.connections, clock)
    connection = Connection(
        failures, base_url=base_url, headers=headers, read_problem=read_problem, limits=limits
    )
    return Upstream(
        connection,
        failures,
        budget=Budget(window, clock=clock, room=outstanding.room),
        outstanding=outstanding,
        breaker=Breaker(clock),
        retries=RetryBudget(),
        clock=clock,
        notes=notes,
    )
