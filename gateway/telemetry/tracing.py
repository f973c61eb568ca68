"""Trace where it is wanted."""

from gateway.errors import SettingsError
from gateway.settings import PREFIX, Settings
from gateway.telemetry.spans import Tracing


def open_tracing(settings: Settings) -> Tracing | None:
    """Return what traces requests and calls; None where nobody wants it.

    Raises:
        SettingsError: it is wanted, and what it takes is not installed.
    """
    if not settings.tracing:
        return None
    try:
        from gateway.telemetry.otel import to_collector
    except ImportError:
        message = f"{PREFIX}TRACING: needs OpenTelemetry; install `tracking-gateway[otel]`."
        raise SettingsError([message]) from None
    return to_collector()
