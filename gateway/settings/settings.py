"""All that an operator may set, as one."""

from urllib.parse import unquote, urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.settings.answering import Answering
from gateway.settings.asking import Asking
from gateway.settings.callers import Callers
from gateway.settings.choices import Authentication, Environment
from gateway.settings.limits import RequestLimits
from gateway.settings.operation import Operation
from gateway.settings.providers import Providers
from gateway.settings.section import PREFIX
from gateway.settings.serving import Serving


# From the last section to the first, as pydantic reads them: so the table has them from the first
# to the last, and what depends on another setting is checked after it.
class Settings(
    Answering, Asking, RequestLimits, Operation, Callers, Serving, Providers, BaseSettings
):
    """The settings. Read them with `read_settings`, which reports every problem at once."""

    model_config = SettingsConfigDict(
        defer_build=False,
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
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
    def secrets(self) -> tuple[str, ...]:
        """What must never be read in a log."""
        cache = urlsplit(self.cache_url.get_secret_value())
        keys = self.secrets_by_setting.values()
        passwords = (cache.password, unquote(cache.password or ""))
        return tuple(secret for secret in (*keys, *passwords) if secret)


def reveal(secret: SecretStr | None) -> str | None:
    """Return a secret's text. Call it where the secret is used, and nowhere else."""
    return secret.get_secret_value() if secret else None
