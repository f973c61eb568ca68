"""Whether the cache server is there, and fit for it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from gateway.cache import Server, Unreachable, inspect
from gateway.settings import Settings
from gateway.terminal.checks.finding import Finding, ok, problem, warning

MAX_LATENCY = 0.02
"""Seconds of a round trip; the gateway gives up after a tenth of a second."""


async def check(settings: Settings) -> list[Finding]:
    """Look at the cache server, if there is one."""
    url = settings.cache_url.get_secret_value()
    if url.startswith("memory:"):
        return [ok("cache", f"In memory: at most {settings.cache_max_entries} answers.")]
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
    try:
        server = await inspect(url)
    except Unreachable as error:
        advice = "Start it, or correct GATEWAY_CACHE_URL; until then memory alone serves."
        return [problem("cache", f"The server at {place} does not answer ({error}).", advice)]
    return [ok("cache", f"{server.name} answers at {place}."), *_latency(server), *_memory(server)]


def _latency(server: Server) -> Iterator[Finding]:
    milliseconds = f"A round trip takes {server.latency * 1000:.1f} ms."
    if server.latency <= MAX_LATENCY:
        yield ok("cache", milliseconds)
    else:
        yield warning("cache", milliseconds, "Put the server nearer: it is asked in every request.")


def _memory(server: Server) -> Iterator[Finding]:
    if server.max_memory == 0:
        yield warning(
            "cache",
            "The server takes memory without a limit.",
            "Set `maxmemory`, and `maxmemory-policy allkeys-lru`.",
        )
    elif server.policy == "noeviction":
        yield warning(
            "cache",
            "The server refuses to write when its memory is full.",
            "Set `maxmemory-policy allkeys-lru`: what the gateway keeps there can be asked again.",
        )
    elif server.policy is not None:
        yield ok("cache", f"What it removes when its memory is full: {server.policy}.")
