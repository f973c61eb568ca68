"""What a gateway is made of: settings → cache → providers → trackers, and who is let in.

The sandbox and its server are imported where they are needed: a gateway that asks real providers
goes without them, and without the 11 MB that they take.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from pydantic import SecretStr

from gateway import readings
from gateway.cache import PersistedDocuments, SharedWindow, open_store
from gateway.clients import Door, Ledger, Register
from gateway.credentials import DEFAULT, read_sets
from gateway.http import (
    Board,
    Connections,
    PersistedOperations,
    Readiness,
    Room,
    read_manifest,
)
from gateway.model import GatewayMode
from gateway.providers import CONNECT
from gateway.providers.base import Provider
from gateway.readiness import readiness
from gateway.schema import Context, Schema
from gateway.settings import Settings, reveal
from gateway.telemetry import Telemetry
from gateway.tracker import Tracker
from gateway.upstream import Window
from gateway.workers import Crew

Clock = Callable[[], float]
"""Returns seconds since the epoch."""


class Parts:
    """The parts of a gateway; its providers are there between start and stop."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        telemetry: Telemetry,
        crew: Crew | None = None,
    ) -> None:
        self._settings = settings
        self._crew = crew
        self._telemetry = telemetry
        self._clock = clock
        self._store = open_store(
            settings.cache_url.get_secret_value(),
            max_entries=settings.cache_max_entries,
            clock=clock,
        )
        self._mode = GatewayMode.SANDBOX if settings.sandbox else GatewayMode.LIVE
        self._version = version("tracking-gateway")
        self._sets = read_sets(settings.credentials_file, settings)
        self._register = _register(settings, {DEFAULT, *self._sets})
        # What is counted by each process by itself, each may only use its share of.
        self._shares = 1 if self._store.is_shared else settings.workers
        self._ledger = Ledger(self._store, shares=self._shares)
        self._trackers: dict[str, Tracker] = {}
        self.room = Room(settings.max_concurrent_requests, time.monotonic)
        self.door = Door(self._register, self._ledger, settings.requests_per_minute)
        self._healths: readings.Healths = {}
        self.connections = Connections()
        telemetry.metrics.add(readings.of_connections(self.connections))
        telemetry.metrics.add(readings.of_requests(self.room))
        telemetry.metrics.add(readings.of_cache(self._store))
        telemetry.metrics.add(readings.of_claims(lambda: self._trackers))
        telemetry.metrics.add(readings.of_providers(lambda: self._healths))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be read in a log, beside the settings' own secrets."""
        return tuple(
            secret for one in self._sets.values() for secret in one.secrets_by_setting.values()
        )

    @property
    def providers(self) -> Mapping[str, Sequence[Provider]]:
        """Those that have credentials, by the sets of these."""
        return {
            name: [d.provider for d in tracker.desks if d.provider.account is not None]
            for name, tracker in self._trackers.items()
        }

    @asynccontextmanager
    async def lifespan(self, _: object = None) -> AsyncIterator[None]:
        """Open what has connections, and close it again."""
        async with AsyncExitStack() as stack:
            if self._telemetry.tracing is not None:
                stack.push_async_callback(asyncio.to_thread, self._telemetry.tracing.close)
            stack.push_async_callback(self._store.aclose)
            settings = self._settings
            if settings.sandbox:
                settings = _at_sandbox(settings, await self._sandbox_url(stack))
            if self._crew is not None:
                await stack.enter_async_context(self._crew.telling(self.metrics))
            trackers = {DEFAULT: await self._tracker(settings, stack)}
            for name, credentials in self._sets.items():
                own = settings.model_copy(update=dict(credentials))
                trackers[name] = await self._tracker(own, stack)
            await stack.enter_async_context(_in_background(self._ledger.tell()))
            if self._register is not None:
                await stack.enter_async_context(_in_background(self._register.watch()))
            self._trackers = trackers
            yield
            self._trackers = {}

    async def _sandbox_url(self, stack: AsyncExitStack) -> str:
        if self._crew is not None and self._crew.sandbox_url is not None:
            return self._crew.sandbox_url
        from gateway.sandbox import running_sandbox

        return (await stack.enter_async_context(running_sandbox())).url

    async def _tracker(self, settings: Settings, stack: AsyncExitStack) -> Tracker:
        """Return the tracker of one set of credentials, which shares nothing with another's."""
        tracker = Tracker(
            [connect(settings, self._window, self._telemetry) for connect in CONNECT],
            store=self._store,
            settings=settings,
            clock=self._clock,
            telemetry=self._telemetry,
        )
        stack.push_async_callback(tracker.aclose)
        await tracker.open()
        return tracker

    def context(self, credentials: str) -> Context:
        """Return the context of one operation that asks with a set of credentials."""
        tracker = self._trackers[credentials]
        return Context(tracker, tracker.lookups(), self._mode, self._version)

    def operations(self, schema: Schema, board: Board | None) -> PersistedOperations:
        """Return the documents that requests name: the board's, the manifest's and those sent.

        Raises:
            SettingsError: the manifest is no good.
        """
        path = self._settings.operation_manifest
        sent = PersistedDocuments(self._store, self._clock)
        named = read_manifest(path, schema) if path is not None else {}
        return PersistedOperations(
            {**board.documents, **named} if board is not None else named,
            sent if self._settings.automatic_persisted_queries else None,
            only_manifest=self._settings.only_manifest,
        )

    def _window(self, name: tuple[str, ...], limit: int) -> Window:
        return SharedWindow(self._store, name, max(1, limit // self._shares), time.monotonic)

    async def metrics(self) -> bytes:
        """Return the metrics of this process."""
        self._healths = await readings.healths(self._trackers)
        return self._telemetry.metrics.render()

    async def readiness(self) -> Readiness:
        """Say whether the gateway can answer."""
        healths = await readings.healths(self._trackers)
        found = readiness(self._trackers, self._store, healths)
        # Where callers need keys, strangers learn no more than they must; the metrics tell it all.
        return replace(found, notes={}) if self._settings.needs_keys else found


def _register(settings: Settings, sets: Collection[str]) -> Register | None:
    """Return the register of client keys; None where none is needed."""
    if not settings.needs_keys:
        return None
    return Register(
        reveal(settings.client_keys) or "",
        settings.client_keys_file,
        sets=sets,
        requests_per_minute=settings.requests_per_minute,
    )


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _at_sandbox(settings: Settings, url: str) -> Settings:
    from gateway.sandbox import SHIPPO_API_TOKEN, SHIPSTATION_API_KEY

    return settings.model_copy(
        update={
            "shipstation_base_url": url,
            "shipstation_api_key": SecretStr(SHIPSTATION_API_KEY),
            "shippo_base_url": url,
            "shippo_api_token": SecretStr(SHIPPO_API_TOKEN),
            # The sandbox has no quota; an operator who sets one wants to see it spent.
            "shipstation_calls_per_minute": settings.shipstation_calls_per_minute or 100_000,
            "shippo_calls_per_minute": settings.shippo_calls_per_minute or 100_000,
        }
    )
