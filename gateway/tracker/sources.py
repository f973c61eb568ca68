"""What is asked of one provider, and what is remembered of its answers."""

from collections.abc import Callable

import msgspec

from gateway.cache import Cache, Store
from gateway.errors import NotConfigured, NotFound
from gateway.loaders import MISSING, Missing, Source
from gateway.model import Reference, StatusStage
from gateway.providers.base import Fetched, Provider
from gateway.settings import Settings


class Desk:
    """One provider with its two sources: `reports` by key, and `keys` by search."""

    def __init__(
        self,
        provider: Provider,
        *,
        store: Store,
        settings: Settings,
        clock: Callable[[], float],
    ) -> None:
        self.provider = provider
        self._settings = settings
        name = (provider.code.name, provider.account or "")
        self.reports: Source[Fetched] = Source(
            (*name, "report"),
            fetch=provider.fetch,
            cache=Cache(store, encode=_encode_report, decode=self._decode_report, clock=clock),
            lifetime=self._report_lifetime,
            missing=self.not_found,
            stale=settings.stale_seconds,
            limit=settings.max_concurrent_fetches,
            clock=clock,
        )
        self.keys: Source[Reference] = Source(
            (*name, "key"),
            fetch=provider.find,
            cache=Cache(store, encode=_encode_key, decode=_decode_key, clock=clock),
            lifetime=self._key_lifetime,
            missing=self.not_found,
            stale=settings.stale_seconds,
            limit=settings.max_concurrent_fetches,
            clock=clock,
        )

    def not_found(self) -> NotFound:
        """Return the error for a shipment that is known to be unknown."""
        provider = self.provider
        message = f"{provider.name} does not know this shipment."
        return NotFound(message, provider=provider.code.name)

    def not_configured(self) -> NotConfigured:
        """Return the error for a provider without credentials."""
        provider = self.provider
        message = f"{provider.name} has no credentials in this gateway."
        return NotConfigured(message, provider=provider.code.name)

    async def aclose(self) -> None:
        """End what is under way, then the connections."""
        await self.reports.aclose()
        await self.keys.aclose()
        await self.provider.aclose()

    def _report_lifetime(self, value: Fetched | Missing) -> float:
        settings = self._settings
        if isinstance(value, Missing):
            return settings.lifetime_not_found_seconds
        status = value.report.tracking.status
        if status.is_terminal:
            return settings.lifetime_terminal_seconds
        return {
            StatusStage.UNKNOWN: settings.lifetime_unknown_seconds,
            StatusStage.ANNOUNCED: settings.lifetime_announced_seconds,
            StatusStage.MOVING: settings.lifetime_moving_seconds,
            StatusStage.ARRIVING: settings.lifetime_arriving_seconds,
            StatusStage.DELIVERED: settings.lifetime_terminal_seconds,
            StatusStage.PROBLEM: settings.lifetime_problem_seconds,
        }[status.stage]

    def _key_lifetime(self, value: Reference | Missing) -> float:
        missing = isinstance(value, Missing)
        settings = self._settings
        return settings.lifetime_not_found_seconds if missing else settings.lifetime_label_seconds

    def _decode_report(self, data: bytes) -> Fetched | Missing:
        if not data:
            return MISSING
        key, body = msgspec.msgpack.decode(data, type=tuple[str, bytes])
        return Fetched(key, body, self.provider.to_report(key, body))


def _encode_report(value: Fetched | Missing) -> bytes:
    # The body as it was sent, not the report: what the gateway makes of it may change between
    # versions.
    return b"" if isinstance(value, Missing) else msgspec.msgpack.encode((value.key, value.body))


def _encode_key(value: Reference | Missing) -> bytes:
    return b"" if isinstance(value, Missing) else msgspec.msgpack.encode(value)


def _decode_key(data: bytes) -> Reference | Missing:
    return msgspec.msgpack.decode(data, type=Reference) if data else MISSING
