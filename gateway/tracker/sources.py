"""What is asked of one provider, and what is remembered of its answers."""

import random
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec

from gateway.cache import Cache, Claims, Entry, Store
from gateway.errors import NotFound, Timeout
from gateway.loaders import MISSING, Missing, Policy, Source
from gateway.model import Reference, StatusStage
from gateway.providers.base import Fetched, Packing, Provider
from gateway.settings import Settings
from gateway.telemetry import ProviderNotes
from gateway.upstream import Failures, Urgency

V = TypeVar("V")

JITTER = 0.1
"""Share of a lifetime that is left to chance."""

BACK_OFF = 5
"""How many times as long as the first one a repeated no is believed at the most."""


class Desk:
    """One provider with its two sources: `reports` by key, and `keys` by search."""

    def __init__(
        self,
        provider: Provider,
        *,
        store: Store,
        settings: Settings,
        clock: Callable[[], float],
        notes: ProviderNotes,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.provider = provider
        self._packing = Packing()
        self.failures = Failures(provider.code.name, provider.name)
        self._settings = settings
        self._chance = chance
        self.notes = notes
        # A second more than a fetch may take: whoever still holds a claim then is gone.
        self.claims = Claims(store, lifetime=settings.request_timeout_seconds + 1)
        source = partial(
            Source,
            claims=self.claims,
            within=settings.request_timeout_seconds,
            clock=clock,
            notes=notes,
        )
        name = (provider.code.name, provider.account or "")
        self.reports: Source[Fetched] = source(
            (*name, "report"),
            fetch=self._fetch,
            cache=Cache(store, encode=_encode_report, decode=self._decode_report, clock=clock),
            policy=self._policy(self._report_lifetime, _report_urgency),
        )
        self.keys: Source[Reference] = source(
            (*name, "key"),
            fetch=provider.find,
            cache=Cache(store, encode=_encode_key, decode=_decode_key, clock=clock),
            policy=self._policy(self._key_lifetime, _key_urgency),
        )

    async def _fetch(self, key: str) -> Fetched:
        fetched = await self.provider.fetch(key)
        fetched.packing = self._packing
        self.notes.unmapped(fetched.report.unmapped)
        return fetched

    def _policy(
        self,
        lifetime: Callable[[V], float],
        urgency: Callable[[Entry[V | Missing] | None], Urgency],
    ) -> Policy[V]:
        settings = self._settings

        def spread(value: V | Missing, before: Entry[V | Missing] | None) -> float:
            if value is MISSING:
                return self._spread(self._missing_lifetime(before))
            return self._spread(lifetime(value))

        return Policy(
            lifetime=spread,
            urgency=urgency,
            missing=lambda: self.failures.of(NotFound),
            late=lambda: self.failures.of(Timeout),
            revalidate=settings.revalidate_seconds,
            stand_in=settings.stale_seconds,
            cooldown=settings.cooldown_seconds,
        )

    def _spread(self, seconds: float) -> float:
        # Answers that were fetched together must not all go stale together.
        return seconds * (1 - JITTER * self._chance())

    async def aclose(self) -> None:
        """End what is under way, then the connections."""
        await self.reports.aclose()
        await self.keys.aclose()
        await self.claims.aclose()
        await self.provider.aclose()

    def _report_lifetime(self, value: Fetched) -> float:
        settings = self._settings
        status = value.report.tracking.status
        if status.is_terminal:
            return settings.lifetime_terminal_seconds
        return {
            StatusStage.UNKNOWN: settings.lifetime_unknown_seconds,
            StatusStage.ANNOUNCED: settings.lifetime_announced_seconds,
            StatusStage.MOVING: settings.lifetime_moving_seconds,
            StatusStage.ARRIVING: settings.lifetime_arriving_seconds,
            StatusStage.DELIVERED: settings.lifetime_terminal_seconds,
            StatusStage.PROBLEM: settings.lifetime_problem_seconds,
        }[status.stage]

    def _key_lifetime(self, _: Reference) -> float:
        return self._settings.lifetime_label_seconds

    def _missing_lifetime(self, before: Entry[V | Missing] | None) -> float:
        """Return how long a no is believed: longer each time that it is repeated."""
        first = self._settings.lifetime_not_found_seconds
        if before is None or before.value is not MISSING:
            return first
        return min(2 * (before.fresh_until - before.fetched_at), BACK_OFF * first)

    def _decode_report(self, data: bytes) -> Fetched | Missing:
        if not data:
            return MISSING
        key, body = msgspec.msgpack.decode(data, type=tuple[str, bytes])
        read = self.provider.to_report
        return Fetched(key, body, read(key, body), read, self._packing)


def _report_urgency(entry: Entry[Fetched | Missing] | None) -> Urgency:
    if entry is None or isinstance(entry.value, Missing):
        return Urgency.NEW
    return {
        StatusStage.ARRIVING: Urgency.ARRIVING,
        StatusStage.MOVING: Urgency.MOVING,
        StatusStage.PROBLEM: Urgency.MOVING,
    }.get(entry.value.report.tracking.status.stage, Urgency.RESTING)


def _key_urgency(_: Entry[Reference | Missing] | None) -> Urgency:
    return Urgency.NEW


def _encode_report(value: Fetched | Missing) -> bytes:
    # The body as it was sent, not the report: what the gateway makes of it may change between
    # versions.
    return b"" if isinstance(value, Missing) else msgspec.msgpack.encode((value.key, value.body))


def _encode_key(value: Reference | Missing) -> bytes:
    return b"" if isinstance(value, Missing) else msgspec.msgpack.encode(value)


def _decode_key(data: bytes) -> Reference | Missing:
    return msgspec.msgpack.decode(data, type=Reference) if data else MISSING
