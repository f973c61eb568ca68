"""What one running sandbox remembers: its clock, its parcels, who called, and what is broken."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from gateway.sandbox.catalogue.everything import every_parcel
from gateway.sandbox.catalogue.index import Catalogue
from gateway.sandbox.quotas import Quota
from gateway.sandbox.timing import Clock, Sleep

#: Credentials that see the whole catalogue.
SHIPSTATION_API_KEY = "sandbox-shipstation"
SHIPPO_API_TOKEN = "shippo_live_sandbox"  # noqa: S105 - opens nothing but the sandbox

PROVIDERS = ("shipstation", "shippo")
CALLS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request that a provider got; `path_qs` is as it was sent, still quoted."""

    provider: str
    method: str
    path_qs: str

    @property
    def path(self) -> str:
        """The path without its query."""
        return self.path_qs.partition("?")[0]


class Sandbox:
    """The state behind one application."""

    def __init__(
        self, now: Clock, sleep: Sleep, latency: float, calls_per_minute: Mapping[str, int]
    ) -> None:
        """Build the catalogue; `latency` is in seconds."""
        self.now = now
        self.sleep = sleep
        self.latency = latency
        self.catalogue = Catalogue(every_parcel(), now())
        self.quotas = {name: Quota(limit, now) for name, limit in calls_per_minute.items()}
        self.counts: Counter[str] = Counter()
        self._calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    @property
    def calls(self) -> list[Call]:
        """The newest 20,000 calls, oldest first."""
        return list(self._calls)

    def record(self, provider: str, request: web.Request) -> None:
        """Note a call."""
        self.counts[provider] += 1
        self._calls.append(Call(provider, request.method, request.raw_path))

    def spend(self, provider: str, key: str) -> float:
        """Take one call from a key's quota; give 0 when granted, else the seconds to wait."""
        quota = self.quotas.get(provider)
        return quota.spend(key) if quota else 0.0

    def forget_calls(self) -> None:
        """Start counting anew."""
        self._calls.clear()
        self.counts.clear()

    def reset(self) -> None:
        """Forget calls and quotas."""
        self.forget_calls()
        for quota in self.quotas.values():
            quota.reset()
