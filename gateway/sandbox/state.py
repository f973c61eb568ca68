"""What one running sandbox remembers: its clock, its parcels, who called, and what is broken."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from aiohttp import web

from gateway.sandbox.catalogue.everything import every_parcel
from gateway.sandbox.catalogue.index import Catalogue
from gateway.sandbox.faults.lines import FOREVER
from gateway.sandbox.faults.scene import Fault
from gateway.sandbox.faults.table import FAULTS, named
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
        self.faults: dict[str, Fault] = {}
        self.counts: Counter[str] = Counter()
        self._strikes: Counter[tuple[str, str, str]] = Counter()
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

    def fail(self, provider: str, fault: str, seconds: float | None = None) -> None:
        """Make a provider fail at every call; `seconds` replaces what the fault waits by itself.

        Raises:
            ValueError: There is no such provider, no such fault, or no such time.

        """
        if provider not in PROVIDERS:
            raise ValueError(f"provider must be one of {', '.join(PROVIDERS)}")
        if fault not in FAULTS:
            raise ValueError(f"fault must be one of {', '.join(FAULTS)}")
        if seconds is not None and not 0 <= seconds <= FOREVER:
            raise ValueError(f"seconds must lie between 0 and {FOREVER:.0f}")
        chosen = FAULTS[fault]
        self.faults[provider] = chosen if seconds is None else replace(chosen, seconds=seconds)

    def heal(self, provider: str | None = None) -> None:
        """Let a provider, or all of them, answer again."""
        for name in PROVIDERS if provider is None else (provider,):
            self.faults.pop(name, None)

    def fault_of(self, provider: str, identifiers: Iterable[str]) -> Fault | None:
        """Tell which fault strikes a call: the whole provider's, else one that a name asks for."""
        own = self.faults.get(provider)
        return own or next(filter(None, (named(name, provider) for name in identifiers)), None)

    def strike(self, provider: str, fault: Fault, path_qs: str) -> int:
        """Count how often a fault has struck the same address, this time included."""
        self._strikes[provider, fault.name, path_qs] += 1
        return self._strikes[provider, fault.name, path_qs]

    def forget_calls(self) -> None:
        """Start counting anew."""
        self._calls.clear()
        self.counts.clear()

    def reset(self) -> None:
        """Forget calls and quotas, and heal everybody."""
        self.forget_calls()
        self.heal()
        self._strikes.clear()
        for quota in self.quotas.values():
            quota.reset()
