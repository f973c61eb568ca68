"""Whether the settings fit what the gateway is used for."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from gateway.settings import Authentication, Environment, Settings
from gateway.terminal.checks.finding import Finding, ok, problem, warning


def check(settings: Settings) -> Iterator[Finding]:
    """Look at what only goes together, or is only fit for one environment."""
    yield ok("settings", f"They can be read; the environment is {settings.environment.value}.")
    if settings.environment is Environment.PRODUCTION:
        yield from _production(settings)
    elif not settings.needs_keys and not is_local(settings.host):
        yield warning(
            "access",
            "The gateway listens to other machines, and everybody is let in.",
            "Set GATEWAY_ENVIRONMENT=production and client keys (`gateway key NAME`), or "
            "GATEWAY_HOST=127.0.0.1.",
        )
    for name in ("shipstation_base_url", "shippo_base_url"):
        parts = urlsplit(getattr(settings, name))
        if parts.scheme == "http" and not is_local(parts.hostname or ""):
            yield problem(
                "addresses",
                f"GATEWAY_{name.upper()} is http://: whoever is on the way can read the key.",
                "Use https://.",
            )


def _production(settings: Settings) -> Iterator[Finding]:
    if settings.authentication is Authentication.NONE:
        yield warning(
            "access",
            "Everybody is let in, in production.",
            "Unset GATEWAY_AUTHENTICATION and make client keys: `gateway key NAME`.",
        )
    else:
        yield ok("access", "Callers need a client key.")
    if settings.requests_per_minute is None:
        yield warning(
            "access",
            "A client may make as many requests as it likes.",
            "Set GATEWAY_REQUESTS_PER_MINUTE, or a limit for each key.",
        )
    if settings.expose_raw or settings.log_tracking_numbers:
        names = [
            f"GATEWAY_{name.upper()}"
            for name in ("expose_raw", "log_tracking_numbers")
            if getattr(settings, name)
        ]
        yield warning(
            "privacy",
            f"{' and '.join(names)}: what is shown or logged may name people.",
            "Unset it unless you need it.",
        )
    if settings.cache_url.get_secret_value().startswith("memory:"):
        yield warning(
            "cache",
            "Each process remembers and counts for itself.",
            "With more than one, set GATEWAY_CACHE_URL to a Redis or Valkey server: without it "
            "the providers' quotas are counted by each process alone.",
        )


def is_local(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
