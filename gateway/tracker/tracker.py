"""Ask the providers about references and merge what they say."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from gateway.cache import Store
from gateway.model import ProviderAvailability, ProviderBudget, ProviderInfo
from gateway.providers.base import Provider
from gateway.settings import Settings
from gateway.telemetry import Telemetry
from gateway.tracker.conclusions import Conclusions
from gateway.tracker.lookups import Lookups, Shared
from gateway.tracker.merged import Merged
from gateway.tracker.sources import Desk
from gateway.tracker.turns import Turns
from gateway.upstream import SECONDS, Health, State


class Tracker:
    """All providers, in the order in which they are preferred, and what they said.

    `clock` returns epoch seconds; by the seconds of `stopwatch`, which never go back, others get
    their turn while one request computes.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        store: Store,
        settings: Settings,
        clock: Callable[[], float],
        telemetry: Telemetry | None = None,
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.settings = settings
        self.clock = clock
        telemetry = telemetry or Telemetry()
        desk = partial(Desk, store=store, settings=settings, clock=clock)
        self.desks = tuple(
            desk(provider, notes=telemetry.of(provider.code.name)) for provider in providers
        )
        self._shared = Shared(
            self.desks,
            Merged(),
            Conclusions(),
            Turns(stopwatch),
            # The fetch itself ends first, so that a stale answer can stand in.
            patience=settings.request_timeout_seconds + 0.25,
            max_batch_size=settings.max_batch_size,
            clock=clock,
        )

    def lookups(self) -> Lookups:
        """Return what one GraphQL operation looks shipments up with."""
        return Lookups(self._shared)

    async def providers(self) -> list[ProviderInfo]:
        """Describe the providers, in their order."""
        return [await self._describe(desk.provider) for desk in self.desks]

    async def _describe(self, provider: Provider) -> ProviderInfo:
        health = await provider.health() if provider.account is not None else None
        return ProviderInfo(
            code=provider.code,
            name=provider.name,
            availability=_availability(health),
            budget=_budget(health, self.now()) if health else None,
            lookup_by=provider.lookup_by,
            status_mappings=provider.status_mappings,
        )

    def now(self) -> datetime:
        """Return the clock as an aware UTC datetime."""
        return datetime.fromtimestamp(self.clock(), UTC)

    async def open(self) -> None:
        """Make the connections; needs a running event loop."""
        for desk in self.desks:
            await desk.provider.open()

    async def aclose(self) -> None:
        """End what is under way and close the connections."""
        for desk in self.desks:
            await desk.aclose()


def _availability(health: Health | None) -> ProviderAvailability:
    if health is None:
        return ProviderAvailability.NOT_CONFIGURED
    if health.state is not State.CLOSED:
        return ProviderAvailability.UNAVAILABLE
    if health.failing or health.quota.wait > 0:
        return ProviderAvailability.DEGRADED
    return ProviderAvailability.AVAILABLE


def _budget(health: Health, now: datetime) -> ProviderBudget:
    quota = health.quota
    return ProviderBudget(
        limit=health.limit,
        window_seconds=int(SECONDS),
        remaining=quota.remaining,
        resumes_at=now + timedelta(seconds=quota.wait) if quota.wait > 0 else None,
    )
