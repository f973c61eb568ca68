"""Who may ask, and how often."""

from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from gateway.settings.choices import Authentication, Environment
from gateway.settings.section import PREFIX, Section


class Callers(Section):
    """Client keys, whose credentials they stand for, and the proxies in between."""

    client_keys: SecretStr | None = Field(
        None, description="Client keys that are let in: lines of `gateway key`, with commas."
    )
    client_keys_file: Path | None = Field(
        None, description="File with lines of `gateway key`; it is read again when it changes."
    )
    credentials_file: Path | None = Field(
        None,
        description="TOML file with further sets of provider credentials, for the client keys that "
        "name one.",
    )
    authentication: Authentication | None = Field(
        None,
        validate_default=True,
        description="`keys`: callers need a client key. `none`: everybody is let in. Unset: `keys` "
        "in production, and wherever there are client keys.",
    )
    requests_per_minute: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="Requests a minute that one client may make; without client keys, one address. "
        "Unset: no limit.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks, with commas, of proxies whose `X-Forwarded-For` says "
        "where a request comes from.",
    )

    @field_validator("credentials_file")
    @classmethod
    def _check_sets(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and info.data.get("sandbox"):
            raise ValueError("the sandbox takes no credentials; unset GATEWAY_SANDBOX")
        return value

    @field_validator("authentication")
    @classmethod
    def _check_authentication(
        cls, value: Authentication | None, info: ValidationInfo
    ) -> Authentication | None:
        names = ("client_keys", "client_keys_file")
        given = [f"{PREFIX}{name.upper()}" for name in names if info.data.get(name)]
        if len(given) > 1:
            raise ValueError(f"client keys come from one place; unset one of {' and '.join(given)}")
        if value is Authentication.NONE and (given or info.data.get("credentials_file")):
            raise ValueError("none contradicts client keys and sets of credentials; unset it")
        production = info.data.get("environment") is Environment.PRODUCTION
        wanted = value is Authentication.KEYS or info.data.get("credentials_file")
        if (wanted or (production and value is None)) and not given:
            raise ValueError(
                "callers need client keys, and there are none: make one with `gateway key`, or set "
                "it to none to let everybody in"
            )
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: str) -> str:
        proxies = [proxy for item in value.split(",") if (proxy := item.strip())]
        for proxy in proxies:
            try:
                ip_network(proxy)
            except ValueError:
                raise ValueError("must be addresses or networks such as 10.0.0.0/8") from None
        return ",".join(proxies)
