"""The composition root: settings → providers → cache → tracker → schema → Starlette.

Nothing else builds anything. The sandbox and its server are imported where they are needed: a
gateway that asks real providers goes without them, and without the 11 MB that they take.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from pydantic import SecretStr
from starlette.applications import Starlette
from strawberry.types.execution import PreExecutionError

from gateway import readings
from gateway.cache import PersistedDocuments, SharedWindow, open_store
from gateway.clients import Door, Ledger, Register
from gateway.credentials import DEFAULT, read_sets
from gateway.http import (
    Board,
    Connections,
    Pages,
    PersistedOperations,
    Readiness,
    Room,
    create_face,
    read_manifest,
)
from gateway.http.answer import encode
from gateway.model import GatewayMode
from gateway.providers import CONNECT
from gateway.providers.base import Provider
from gateway.readiness import readiness
from gateway.schema import Context, Fragments, Programs, Schema, create_schema, format_error
from gateway.settings import Environment, Settings, read_settings, reveal
from gateway.telemetry import Logs, Telemetry, Tracing, configure_logging, open_tracing
from gateway.tracker import Tracker
from gateway.upstream import Window
from gateway.workers import Crew

Clock = Callable[[], float]
"""Returns seconds since the epoch."""

Ask = Callable[[str, Mapping[str, Any]], Coroutine[Any, Any, bytes]]
"""Takes a GraphQL document and its variables, returns the answer in JSON."""


def create_app(
    settings: Settings,
    clock: Clock = time.time,
    logs: Logs | None = None,
    tracing: Tracing | None = None,
    crew: Crew | None = None,
) -> Starlette:
    """Wire the gateway.

    Connections are made when the application starts and closed when it stops. With
    `settings.sandbox` it starts providers of its own on a free loopback port and asks those.
    Without `logs` requests are not logged, without `tracing` they are not traced. A worker belongs
    to a `crew`.

    Raises:
        SettingsError: the cache's address is no good, or the manifest of operations, or one of the
        files with client keys and credentials.
    """
    in_development = settings.environment is Environment.DEVELOPMENT
    telemetry = Telemetry(logs, tracing, for_developers=in_development)
    programs = Programs(Fragments())
    telemetry.metrics.add(readings.of_selections(programs))
    gateway = _Gateway(settings, clock, telemetry, crew)
    if logs is not None:
        logs.mask.hide(gateway.secrets)
    board = _board(settings)
    schema = create_schema(
        programs,
        settings,
        subgraph=settings.federation,
        concealed=not settings.is_schema_shown,
    )
    return create_face(
        schema,
        context=gateway.context,
        readiness=gateway.readiness,
        lifespan=gateway.lifespan,
        door=gateway.door,
        room=gateway.room,
        connections=gateway.connections,
        requests=telemetry.requests,
        clock=clock,
        trusted_proxies=settings.trusted_proxies,
        for_browsers=_is_for_browsers(settings),
        board=board,
        metrics=crew.metrics if crew is not None else gateway.metrics,
        pages=Pages(settings.allowed_origins, settings.cors_credentials),
        operations=gateway.operations(schema, board),
        edition=settings.graphql_over_http,
    )


def _is_for_browsers(settings: Settings) -> bool:
    return settings.environment is Environment.DEVELOPMENT


def _board(settings: Settings) -> Board | None:
    if not settings.serves_board:
        return None
    return Board(
        max_batch_size=settings.max_batch_size,
        samples=_samples() if settings.sandbox else None,
        has_ide=_is_for_browsers(settings),
    )


def _samples() -> Sequence[Mapping[str, Any]]:
    from gateway.sandbox import sample_parcels

    return sample_parcels()


def create_app_from_environment(crew: Crew | None = None) -> Starlette:
    """Wire the gateway by the settings of the environment; servers call this by its name."""
    settings = read_settings()
    logs, tracing = configure_logging(settings), open_tracing(settings)
    return create_app(settings, logs=logs, tracing=tracing, crew=crew)


@asynccontextmanager
async def asking(settings: Settings, clock: Clock = time.time) -> AsyncIterator[Ask]:
    """Let this process ask GraphQL as a client would, with no HTTP between.

    It asks with the default set of credentials.

    Raises:
        SettingsError: as `create_app`.
    """
    gateway = _Gateway(settings, clock, Telemetry())
    schema = create_schema(Programs(Fragments()), settings)

    async def ask(document: str, variables: Mapping[str, Any]) -> bytes:
        result = await schema.execute(document, dict(variables), gateway.context(DEFAULT))
        executed = not isinstance(result, PreExecutionError)
        errors = [format_error(error, executed=executed) for error in result.errors or ()]
        return encode({"data": result.data, **({"errors": errors} if errors else {})})

    async with gateway.lifespan():
        yield ask


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Mapping[str, Sequence[Provider]]]:
    """Open the way to the providers, by the sets of credentials that they are asked with.

    Raises:
        SettingsError: as `create_app`.
    """
    gateway = _Gateway(settings, time.time, Telemetry())
    async with gateway.lifespan():
        yield gateway.providers


class _Gateway:
    """What lives between start and stop."""

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
    async def lifespan(self, _: Starlette | None = None) -> AsyncIterator[None]:
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
        self._healths = await readings.healths(self._trackers)
        return self._telemetry.metrics.render()

    async def readiness(self) -> Readiness:
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
