"""Runs a sandbox on a port for as long as a block lasts."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from gateway.sandbox.app import SANDBOX, create_sandbox
from gateway.sandbox.state import Sandbox
from gateway.sandbox.timing import Clock, Sleep, utc_now


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that listens; `url` is the base URL of both providers, without a final slash."""

    url: str
    app: web.Application

    @property
    def state(self) -> Sandbox:
        """Everything that the sandbox remembers."""
        return self.app[SANDBOX]

    @property
    def calls(self) -> list[tuple[str, str, str]]:
        """What was asked, oldest first: (provider, method, path and query as sent)."""
        return [(call.provider, call.method, call.path_qs) for call in self.state.calls]

    def calls_to(self, provider: str) -> list[str]:
        """List the paths and queries that one provider was asked for, oldest first."""
        return [call.path_qs for call in self.state.calls if call.provider == provider]

    def fail(self, provider: str, fault: str, seconds: float | None = None) -> None:
        """Make a provider fail at every call, as `Sandbox.fail` says."""
        self.state.fail(provider, fault, seconds)

    def heal(self, provider: str | None = None) -> None:
        """Let a provider, or all of them, answer again."""
        self.state.heal(provider)

    def reset(self) -> None:
        """Forget calls and quotas, and heal what was broken."""
        self.state.reset()


@asynccontextmanager
async def running_sandbox(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    now: Clock = utc_now,
    sleep: Sleep | None = None,
    latency: float = 0.0,
    calls_per_minute: Mapping[str, int] | None = None,
) -> AsyncIterator[RunningSandbox]:
    """Run a sandbox; port 0 takes any free one. The other options are those of `create_sandbox`."""
    options = {} if sleep is None else {"sleep": sleep}
    app = create_sandbox(now=now, latency=latency, calls_per_minute=calls_per_minute, **options)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        taken = runner.addresses[0][1]
        name = f"[{host}]" if ":" in host else host
        yield RunningSandbox(f"http://{name}:{taken}", app)
    finally:
        await runner.cleanup()
