"""What the gateway tells of itself, and where it keeps what it knows."""

from pydantic import Field, SecretStr, field_validator

from gateway.settings.choices import LogFormat
from gateway.settings.section import Section


class Operation(Section):
    """Logs, traces and the cache."""

    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")
    log_format: LogFormat = Field(
        LogFormat.AUTO,
        description="`json`, or `text`, in colour on a terminal; `auto` is `json` in production "
        "and `text` in development.",
    )
    log_tracking_numbers: bool = Field(
        False,
        description="Log tracking numbers in full, not only the last four characters.",
    )
    tracing: bool = Field(
        False,
        description="Trace requests and calls by OpenTelemetry; the `OTEL_*` variables say where "
        "to. It takes the extra `otel`.",
    )
    cache_url: SecretStr = Field(
        SecretStr("memory://"),
        description="`memory://`, or a Redis or Valkey server that replicas share: "
        "`redis://user:password@host:6379/0`, `rediss://…`.",
    )
    cache_max_entries: int = Field(
        20_000, ge=1, le=10_000_000, description="Answers that are kept in memory at the most."
    )

    @field_validator("log_level")
    @classmethod
    def _check_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return value.lower()
