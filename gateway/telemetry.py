"""Logs and metrics."""

import logging
import re
import uuid
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, generate_latest

from gateway.errors import Internal


def fault(log: logging.Logger, error: BaseException | None = None) -> Internal:
    """Log what must not happen, and return what callers see of it: nothing but a name for it.

    `error` is the exception that is being handled unless it is given.
    """
    incident = uuid.uuid4().hex
    log.error("incident %s", incident, exc_info=error or True)
    return Internal(incident)


MAX_CODES = 100
"""Codes that are counted by their names; further ones are counted together, as `other`."""


class Metrics:
    """What one gateway counts, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._unmapped = Counter(
            "gateway_unmapped_status_codes",
            "Status codes of providers that the gateway does not know and shows as UNKNOWN.",
            ["provider", "code"],
            registry=self._registry,
        )
        self._codes: set[tuple[str, str]] = set()

    def unmapped(self, provider: str, codes: Iterable[str]) -> None:
        """Count status codes that no table knows."""
        for code in codes:
            name = (provider, re.sub(r"[^A-Za-z0-9_.-]", "", code)[:64])
            if name not in self._codes and len(self._codes) >= MAX_CODES:
                name = (provider, "other")
            self._codes.add(name)
            self._unmapped.labels(*name).inc()

    def render(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


def configure_logging(level: str) -> None:
    """Send log lines to standard error: time, level, logger, message."""
    logging.basicConfig(
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # Called for every provider's answer; what matters of them is logged here.
    logging.getLogger("aiohttp").setLevel(logging.WARNING)
