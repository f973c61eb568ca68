"""What most drills need: both providers, and one or more gateways that ask them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from benchmarks.drills.load import Caller, calling
from benchmarks.drills.processes import Program, python
from gateway.sandbox import SHIPPO_API_TOKEN, SHIPSTATION_API_KEY

PROVIDERS = ("SHIPSTATION", "SHIPPO")
NO_QUOTA = 100_000


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The providers' process, and its switches."""

    program: Program
    session: aiohttp.ClientSession

    async def fail(self, provider: str, fault: str) -> None:
        """Make a provider fail at every call."""
        body = {"provider": provider.lower(), "fault": fault}
        async with self.session.post(f"{self.program.url}/sandbox/faults", json=body) as response:
            response.raise_for_status()

    async def heal(self) -> None:
        """Let both providers answer again."""
        async with self.session.delete(f"{self.program.url}/sandbox/faults") as response:
            response.raise_for_status()

    async def times(self, provider: str) -> list[float]:
        """Return when a provider was called, in seconds since the epoch."""
        times: dict[str, list[float]] = (await self._look("drill"))["times"]
        return times.get(provider.lower(), [])

    async def abandoned(self, provider: str) -> int:
        """Return how many calls to a provider were given up by their caller."""
        abandoned: dict[str, int] = (await self._look("drill"))["abandoned"]
        return abandoned.get(provider.lower(), 0)

    async def calls(self) -> list[str]:
        """Return the paths of the newest 20,000 calls, oldest first."""
        return [call["path_qs"] for call in (await self._look("calls"))["calls"]]

    async def _look(self, what: str) -> dict[str, Any]:
        async with self.session.get(f"{self.program.url}/sandbox/{what}") as response:
            found: dict[str, Any] = await response.json()
        return found


@asynccontextmanager
async def sandbox() -> AsyncIterator[Sandbox]:
    """Run both providers."""
    async with (
        python("benchmarks.drills.providers") as program,
        aiohttp.ClientSession() as session,
    ):
        yield Sandbox(program, session)


@dataclass(frozen=True, slots=True)
class Replica:
    """A gateway's process, with a client."""

    program: Program
    caller: Caller


@asynccontextmanager
async def gateways(
    providers: Sandbox, count: int = 1, **settings: object
) -> AsyncIterator[list[Replica]]:
    """Run replicas that ask these providers, without a quota unless `settings` set one."""
    chosen: dict[str, object] = {
        "shipstation_base_url": providers.program.url,
        "shipstation_api_key": SHIPSTATION_API_KEY,
        "shipstation_calls_per_minute": NO_QUOTA,
        "shippo_base_url": providers.program.url,
        "shippo_api_token": SHIPPO_API_TOKEN,
        "shippo_calls_per_minute": NO_QUOTA,
        "log_level": "error",
        **settings,
    }
    async with AsyncExitStack() as stack:
        replicas = []
        for _ in range(count):
            program = await stack.enter_async_context(python("gateway", "serve", **chosen))
            caller = await stack.enter_async_context(calling(program.url))
            replicas.append(Replica(program, caller))
        yield replicas
