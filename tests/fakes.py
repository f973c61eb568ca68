"""Providers that say what a test tells them to, and a tracker that asks them."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.cache import open_store
from gateway.errors import NotFound, ProviderError
from gateway.model import (
    ProviderCode,
    ProviderTracking,
    Reference,
    Report,
    ShipmentKeyKind,
    Status,
    StatusCode,
    StatusMapping,
    StatusStage,
)
from gateway.providers.base import Fetched, Provider
from gateway.settings import Settings
from gateway.tracker import Tracker
from gateway.upstream import Health, Quota, State


class Clock:
    """Seconds that go by only when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def report(provider: ProviderCode, **facts: Any) -> Report:
    """Return a report of a parcel in transit; `code` is its status, the rest are its facts."""
    code = facts.pop("code", StatusCode.IN_TRANSIT)
    stage = {
        StatusCode.DELIVERED: StatusStage.DELIVERED,
        StatusCode.IN_TRANSIT: StatusStage.MOVING,
        StatusCode.UNKNOWN: StatusStage.UNKNOWN,
    }[code]
    status = Status(
        code=code,
        stage=stage,
        title=code.name,
        is_terminal=code is StatusCode.DELIVERED,
        provider=provider,
    )
    tracking = ProviderTracking(
        provider=provider,
        tracking_number=facts.get("tracking_number"),
        carrier_code=facts.get("carrier"),
        status=status,
        events=(),
    )
    return Report(tracking=tracking, **facts)


class FakeProvider:
    """A provider whose `answers` by key are reports or errors; what is not there is not found.

    A key that is among `held` is answered when its event is set. `fetched` and `searched` are what
    it was asked for, oldest first.
    """

    lookup_by: tuple[ShipmentKeyKind, ...] = ()
    status_mappings: tuple[StatusMapping, ...] = ()

    def __init__(
        self,
        code: ProviderCode,
        answers: Mapping[str, Report | Exception],
        *,
        labels: Mapping[str, Reference | Exception] | None = None,
        account: str | None = "account",
    ) -> None:
        self.code = code
        self.name = code.name.title()
        self.account = account
        self.answers = dict(answers)
        self.labels = dict(labels or {})
        self.held: dict[str, asyncio.Event] = {}
        self.fetched: list[str] = []
        self.searched: list[str] = []
        self.is_open = False

    async def open(self) -> None:
        self.is_open = True

    async def aclose(self) -> None:
        self.is_open = False

    async def health(self) -> Health:
        return Health(State.CLOSED, failing=False, quota=Quota(100, 0.0), limit=100)

    def key(self, ref: Reference) -> str | None:
        if self.code is ProviderCode.SHIPSTATION:
            return ref.label_id
        known = ref.carrier and ref.tracking_number
        return f"{ref.carrier}/{ref.tracking_number}" if known else None

    def search(self, ref: Reference) -> str | None:
        return ref.tracking_number if self.code is ProviderCode.SHIPSTATION else None

    async def find(self, search: str) -> Reference:
        self.searched.append(search)
        found: Reference = self._said(self.labels.get(search))
        return found

    async def fetch(self, key: str) -> Fetched:
        self.fetched.append(key)
        if key in self.held:
            await self.held[key].wait()
        return Fetched(key, b"{}", self._said(self.answers.get(key)))

    def to_report(self, key: str, body: bytes) -> Report:
        said: Report = self._said(self.answers.get(key))
        return said

    def _said(self, answer: Any) -> Any:
        if answer is None:
            raise NotFound("Not known.", provider=self.code.name)
        if isinstance(answer, Exception):
            raise answer
        return answer


def shipstation(answers: Mapping[str, Report | Exception], **more: Any) -> FakeProvider:
    """Return a provider that is asked by label, and searched by number."""
    return FakeProvider(ProviderCode.SHIPSTATION, answers, **more)


def shippo(answers: Mapping[str, Report | Exception], **more: Any) -> FakeProvider:
    """Return a provider that is asked by carrier and number."""
    return FakeProvider(ProviderCode.SHIPPO, answers, **more)


def by_label(label_id: str, number: str | None, carrier: str | None, **facts: Any) -> Report:
    """Return what ShipStation says of a label."""
    return report(
        ProviderCode.SHIPSTATION,
        label_id=label_id,
        tracking_number=number,
        carrier=carrier,
        **facts,
    )


def by_number(number: str, carrier: str, **facts: Any) -> Report:
    """Return what Shippo says of a number."""
    return report(ProviderCode.SHIPPO, tracking_number=number, carrier=carrier, **facts)


def failure(kind: type[ProviderError], provider: FakeProvider | None = None) -> ProviderError:
    """Return an error of this kind; its text is one that callers may see."""
    name = provider.code.name if provider else "SHIPPO"
    return kind("It did not work.", provider=name)


def tracker(*providers: Provider, clock: Clock | None = None, **settings: Any) -> Tracker:
    """Return a tracker over these providers, with a memory of its own."""
    clock = clock or Clock()
    return Tracker(
        providers,
        store=open_store("memory://", max_entries=1_000, clock=clock),
        settings=Settings(_env_file=None, **settings),
        clock=clock,
        # In tests no time passes by itself: nothing is long, however slow the machine is.
        stopwatch=clock,
    )


async def turns(count: int = 20) -> None:
    """Let everything that is ready have its turn, so often that only what waits is left."""
    for _ in range(count):
        await asyncio.sleep(0)


def names(sources: Iterable[Any]) -> dict[str, str]:
    """Return the outcome by provider."""
    return {source.provider.name: source.outcome.name for source in sources}
