"""What an operator may set, read once.

docs/settings.md lists every variable; a test holds that table to this module.
"""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from enum import Enum
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.credentials import Credentials
from gateway.errors import SettingsError

PREFIX = "GATEWAY_"


class Environment(Enum):
    """Where the gateway runs."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Authentication(Enum):
    """How callers show who they are."""

    KEYS = "keys"
    NONE = "none"


class LogFormat(Enum):
    """What log lines look like."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


class Edition(Enum):
    """Whose status codes the answers have."""

    CLASSIC = "classic"
    SEPTEMBER_2026 = "september-2026"


def _seconds(default: float, description: str, *, most: float = 366 * 86_400) -> Any:
    return Field(default, gt=0, le=most, description=description)


class Settings(Credentials, BaseSettings):
    """The settings. Read them with `read_settings`, which reports every problem at once."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    shipstation_base_url: str = Field(
        "https://api.shipstation.com", description="Address of the ShipStation API."
    )
    shippo_base_url: str = Field(
        "https://api.goshippo.com", description="Address of the Shippo API."
    )
    sandbox: bool = Field(
        False, description="Ask built-in providers with sample data; no credentials needed."
    )
    environment: Environment = Field(
        Environment.DEVELOPMENT,
        description="`development`, or `production`, which serves no IDE and no sample data.",
    )
    board: bool | None = Field(
        None,
        description="Serve a page for people at `/`. Unset: yes in development, no in production.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(
        1,
        ge=1,
        le=64,
        description="Processes that answer on the port. Without a cache server each has its share "
        "of every budget.",
    )
    max_connections: int = Field(
        2_048, ge=8, le=100_000, description="Connections of clients that are open at once."
    )
    head_timeout_seconds: float = _seconds(
        5, "Seconds within which a request's first line and headers have to come.", most=60
    )
    body_timeout_seconds: float = _seconds(
        10, "Seconds within which a request's body has to come.", most=600
    )
    answer_timeout_seconds: float = _seconds(
        10, "Seconds within which a client has to take what was sent to it.", most=600
    )
    keep_alive_seconds: float = _seconds(
        75, "Seconds after which a connection that nothing is asked on is closed.", most=3_600
    )
    drain_seconds: float = Field(
        1,
        ge=0,
        le=300,
        description="Seconds for which connections are still taken after SIGTERM, while `/readyz` "
        "says that it is over.",
    )
    client_keys: SecretStr | None = Field(
        None, description="Client keys that are let in: lines of `gateway key`, with commas."
    )
    client_keys_file: Path | None = Field(
        None, description="File with such lines instead; it is read again when it changes."
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
        description="Requests a minute that one client may make; without client keys, one "
        "address. Unset: no limit.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks, with commas, of proxies whose `X-Forwarded-For` says "
        "where a request comes from.",
    )
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
        "`redis://user:password@host:6379/0`, "
        "`rediss://…`.",
    )
    cache_max_entries: int = Field(
        20_000, ge=1, le=10_000_000, description="Answers that are kept in memory at the most."
    )
    max_batch_size: int = Field(
        100, ge=1, le=1_000, description="References that one request may have."
    )
    max_operations: int = Field(
        1,
        ge=1,
        le=100,
        description="GraphQL operations that one HTTP request may have, as a JSON list. With 1 no "
        "list is taken.",
    )
    max_body_bytes: int = Field(
        262_144, ge=1_000, le=16_777_216, description="Bytes of a request's body."
    )
    max_json_depth: int = Field(
        32, ge=4, le=200, description="Objects and lists within each other in a request's JSON."
    )
    max_json_values: int = Field(
        10_000, ge=100, le=1_000_000, description="Values in a request's JSON."
    )
    max_document_characters: int = Field(
        15_000, ge=100, le=1_000_000, description="Characters of a GraphQL document."
    )
    max_document_tokens: int = Field(
        1_000, ge=10, le=100_000, description="Tokens of a document, comments among them."
    )
    max_definitions: int = Field(
        20, ge=1, le=200, description="Operations and fragments of a document."
    )
    max_depth: int = Field(10, ge=1, le=30, description="Fields within each other.")
    max_introspection_depth: int = Field(
        15, ge=1, le=30, description="The same below `__schema` and `__type`."
    )
    max_aliases: int = Field(30, ge=0, le=100_000, description="Aliases in a document.")
    max_directives: int = Field(20, ge=0, le=100_000, description="Directives in a document.")
    max_repetitions: int = Field(
        3, ge=1, le=100_000, description="Uses of one response key in one place of a document."
    )
    max_fields: int = Field(
        1_500, ge=1, le=100_000, description="Fields of one operation, those of its fragments too."
    )
    max_variables: int = Field(100, ge=0, le=100_000, description="Variables in a document.")
    max_variable_characters: int = Field(
        1_000,
        ge=10,
        le=1_000_000,
        description="Characters of the variables that are no references.",
    )
    max_cost: int = Field(
        100_000,
        ge=1,
        le=1_000_000_000,
        description="Cost of a request: its references, each times the fields that are selected "
        "for it.",
    )
    max_errors: int = Field(5, ge=1, le=1_000, description="Errors that an answer lists.")
    max_concurrent_fetches: int = Field(
        64, ge=1, le=1_000, description="Calls to one provider that are under way at once."
    )
    connect_timeout_seconds: float = _seconds(1, "Seconds to connect to a provider.", most=60)
    try_timeout_seconds: float = _seconds(3, "Seconds for one call to a provider.", most=60)
    request_timeout_seconds: float = _seconds(
        8, "Seconds for all calls of one provider that a request waits for.", most=120
    )
    lifetime_terminal_seconds: float = _seconds(
        172_800, "Seconds for which an answer is fresh: delivered, returned or cancelled."
    )
    lifetime_arriving_seconds: float = _seconds(
        120, "The same: out for delivery, attempted, or waiting for pickup."
    )
    lifetime_moving_seconds: float = _seconds(600, "The same: accepted or in transit.")
    lifetime_announced_seconds: float = _seconds(1_800, "The same: announced, not handed over.")
    lifetime_problem_seconds: float = _seconds(600, "The same: held up or failed.")
    lifetime_unknown_seconds: float = _seconds(180, "The same: nobody can tell.")
    lifetime_not_found_seconds: float = _seconds(
        60, "Seconds for which it is believed that a provider does not know a shipment."
    )
    lifetime_label_seconds: float = _seconds(
        2_592_000, "Seconds for which the label that was found for a number is remembered."
    )
    stale_seconds: float = _seconds(
        86_400, "Seconds for which an old answer may stand in for a provider that fails."
    )
    revalidate_seconds: float = _seconds(
        3_600,
        "Seconds for which an answer that is no longer fresh is given at once, while it is "
        "refreshed in the background.",
    )
    cooldown_seconds: float = _seconds(
        30, "Seconds before `maxAgeSeconds` can make a provider be asked again about one shipment."
    )
    max_concurrent_requests: int = Field(
        1_024, ge=8, le=100_000, description="HTTP requests that are under way at once."
    )
    cors_origins: str = Field(
        "",
        description="Origins of web pages that may use the gateway from a browser, with commas "
        "between them: `https://shop.example,https://www.shop.example`, or `*` for all. Unset: "
        "none.",
    )
    cors_credentials: bool = Field(
        False,
        description="Let those pages send cookies and HTTP authentication, for a proxy that asks "
        "for them. Not with `*`.",
    )
    graphql_over_http: Edition = Field(
        Edition.CLASSIC,
        description="Status codes: `classic`, which all clients know, or `september-2026`, from "
        "that edition: 422 for what can't be executed, 294 for partial success.",
    )
    automatic_persisted_queries: bool = Field(
        True, description="Let clients name documents that they have sent once by their hashes."
    )
    operation_manifest: Path | None = Field(
        None,
        description="File of operations that clients may name: Apollo's manifest, or an object of "
        "documents by their identifiers.",
    )
    only_manifest: bool = Field(
        False, description="Execute nothing but the operations of the manifest."
    )
    federation: bool = Field(
        False,
        description="Serve a subgraph for the router of a federated graph (Apollo Federation 2.9): "
        "entities by their keys in place of `node`.",
    )
    introspection: bool | None = Field(
        None,
        description="Let clients read the schema: by introspection, as `/schema.graphql`, and in "
        "what messages say of it. Unset: in development only.",
    )
    expose_raw: bool = Field(
        False,
        description="Show the providers' answers unchanged in `raw`. They may name people.",
    )

    @property
    def is_schema_shown(self) -> bool:
        """Whether clients may read the schema."""
        if self.introspection is None:
            return self.environment is Environment.DEVELOPMENT
        return self.introspection

    @property
    def can_ask(self) -> bool:
        """Whether there is a provider to ask."""
        return bool(self.sandbox or self.secrets_by_setting or self.credentials_file)

    @property
    def needs_keys(self) -> bool:
        """Whether callers need a client key."""
        if self.authentication is not None:
            return self.authentication is Authentication.KEYS
        has_keys = self.client_keys is not None or self.client_keys_file is not None
        return has_keys or self.environment is Environment.PRODUCTION

    @property
    def allowed_origins(self) -> frozenset[str]:
        """The origins of pages that may use the gateway, as browsers write them."""
        return frozenset(self.cors_origins.split(",")) if self.cors_origins else frozenset()

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, value: str) -> str:
        origins = [part.strip() for part in value.split(",") if part.strip()]
        return "*" if origins == ["*"] else ",".join(map(_origin, origins))

    @field_validator("cors_credentials")
    @classmethod
    def _check_credentials(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("cors_origins") == "*":
            raise ValueError("needs GATEWAY_CORS_ORIGINS to name the origins, not `*`")
        return value

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be read in a log."""
        cache = urlsplit(self.cache_url.get_secret_value())
        keys = self.secrets_by_setting.values()
        passwords = (cache.password, unquote(cache.password or ""))
        return tuple(secret for secret in (*keys, *passwords) if secret)

    @property
    def serves_board(self) -> bool:
        """Whether there is a page for people at `/`."""
        if self.board is None:
            return self.environment is Environment.DEVELOPMENT
        return self.board

    @field_validator("shipstation_base_url", "shippo_base_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address that starts with http:// or https://")
        if parts.query or parts.fragment or parts.username or parts.password:
            raise ValueError("must be an address without user name, query or fragment")
        return value.rstrip("/")

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

    @field_validator("log_level")
    @classmethod
    def _check_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("environment")
    @classmethod
    def _check_environment(cls, value: Environment, info: ValidationInfo) -> Environment:
        if value is Environment.PRODUCTION and info.data.get("sandbox"):
            raise ValueError("production answers with no sample data; unset GATEWAY_SANDBOX")
        return value

    @field_validator("only_manifest")
    @classmethod
    def _check_manifest(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("operation_manifest") is None:
            raise ValueError("needs a manifest; set GATEWAY_OPERATION_MANIFEST")
        return value

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
                "callers need client keys, and there are none: make one with `gateway key`, or "
                "set it to none to let everybody in"
            )
        return value

    # Field by field, so that it is reported together with whatever else is wrong.
    @field_validator("try_timeout_seconds", "request_timeout_seconds")
    @classmethod
    def _check_times(cls, value: float, info: ValidationInfo) -> float:
        shorter = {"try_timeout_seconds": "connect", "request_timeout_seconds": "try"}
        name = f"{shorter[info.field_name or '']}_timeout_seconds"
        if value < info.data.get(name, 0):
            raise ValueError(f"must not be less than {PREFIX}{name.upper()}")
        return value


def _origin(text: str) -> str:
    """Return an origin as browsers write it; they compare it letter by letter."""
    parts = urlsplit(text.lower())
    default = {"http": 80, "https": 443}.get(parts.scheme)
    if default is None or not re.fullmatch(r"[a-z0-9.:-]+", parts.hostname or ""):
        raise ValueError("must be origins like https://shop.example, or `*` alone")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be origins without path, query or user name")
    host = parts.netloc.removesuffix(f":{default}") if parts.port == default else parts.netloc
    return f"{parts.scheme}://{host}"


def reveal(secret: SecretStr | None) -> str | None:
    """Return a secret's text. Call it where the secret is used, and nowhere else."""
    return secret.get_secret_value() if secret else None


def read_settings(
    env_file: Path | None = Path(".env"),
    checks: Mapping[str, Callable[[str], object]] | None = None,
) -> Settings:
    """Read the settings from the environment and from `env_file`; the environment goes before.

    `checks` hold what the rooms above know of a setting: they raise `SettingsError` for a value
    that is no good.

    Raises:
        SettingsError: names that don't exist, with the nearest right one, and values that don't
        fit; all of them.
    """
    written = _written(env_file)
    problems = [_unknown(name) for name in sorted(written) if name not in Settings.model_fields]
    for name, check in (checks or {}).items():
        if value := written.get(name):
            problems += _checked(name, value, check)
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        # Not the value: a secret may be what doesn't fit.
        problems += [_problem(one["loc"], one["msg"]) for one in error.errors(include_input=False)]
        raise SettingsError(problems) from None
    if problems:
        raise SettingsError(problems)
    return settings


def _written(env_file: Path | None) -> dict[str, str | None]:
    """Return what is written, by the settings' names, whether they exist or not."""
    # pydantic-settings takes a misspelt name for nobody's and says nothing.
    in_file = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    written = {name.upper(): value for name, value in (*in_file.items(), *os.environ.items())}
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in written.items()
        if name.startswith(PREFIX)
    }


def _checked(name: str, value: str, check: Callable[[str], object]) -> list[str]:
    try:
        check(value)
    except SettingsError as error:
        return [f"{PREFIX}{name.upper()}: {problem}" for problem in error.problems]
    return []


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0.6)
    hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
    return f"{PREFIX}{name.upper()} is not a setting.{hint}"


def _problem(location: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not location:
        return f"{message}."
    return f"{PREFIX}{str(location[0]).upper()}: {message[0].lower()}{message[1:]}."


def settings_table() -> str:
    """Return every variable with its default and meaning as a Markdown table."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        description = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {description} |")
    return "\n".join(rows)


def _default(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Enum):
        value = value.value
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
