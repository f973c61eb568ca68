"""What a provider knows the gateway by, and further sets of it for further tenants."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from gateway.errors import SettingsError

DEFAULT = "default"
"""The name of the set that the settings themselves hold."""

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}", re.ASCII)
"""What sets and clients may be called: it is shown in logs and metrics."""

NAME_IN_WORDS = "1 to 64 of a-z, 0-9, _, . and -, and a letter or digit first"

CLIENT_KEY = "tgk_"
"""What client keys begin with, so that people and scanners know one that lies around."""


class Credentials(BaseModel):
    """One set of credentials, and the quotas that the providers grant to it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    shipstation_api_key: SecretStr | None = Field(
        None, description="ShipStation API key. Without it ShipStation is not asked."
    )
    shippo_api_token: SecretStr | None = Field(
        None,
        description="Shippo token (`shippo_live_…`, `shippo_test_…` or `oauth.…`). Without it "
        "Shippo is not asked.",
    )
    shipstation_calls_per_minute: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Calls that ShipStation takes a minute. Unset: 200, or 20 for a `TEST_` key.",
    )
    shippo_calls_per_minute: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Calls that Shippo takes a minute. Unset: 500, or 50 for a `shippo_test_` "
        "token.",
    )

    @field_validator("shipstation_api_key", "shippo_api_token")
    @classmethod
    def _check_secret(cls, value: SecretStr | None) -> SecretStr | None:
        secret = value.get_secret_value().strip() if value else ""
        if not secret:
            return None
        if not (secret.isascii() and secret.isprintable()) or " " in secret:
            raise ValueError("must be printable ASCII without blanks")
        return SecretStr(secret)

    @property
    def secrets_by_setting(self) -> dict[str, str]:
        """Return the keys and tokens that are set, by the names of their settings."""
        values = {name: getattr(self, name) for name in Credentials.model_fields}
        return {
            name: value.get_secret_value()
            for name, value in values.items()
            if isinstance(value, SecretStr)
        }


def read_sets(file: Path | None, default: Credentials) -> dict[str, Credentials]:
    """Return the sets of a file by their names; `default` is the settings' own set.

    Raises:
        SettingsError: the file can't be read, or what is in it makes no sense; all of it.
    """
    if file is None:
        return {}
    problems: list[str] = []
    sets: dict[str, Credentials] = {}
    for name, table in _load(file).items():
        try:
            sets[name] = _read_set(name, table)
        except SettingsError as error:
            problems += error.problems
    problems += _shared({DEFAULT: default, **sets})
    if problems:
        raise SettingsError([f"GATEWAY_CREDENTIALS_FILE: {problem}" for problem in problems])
    return sets


def _load(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"it can't be read ({error.strerror})."
    except ValueError as error:
        # Only where: what is there may be a secret.
        line = re.search(r"at line (\d+)", str(error))
        problem = f"it is no TOML{f'; see line {line[1]}' if line else ''}."
    raise SettingsError([f"GATEWAY_CREDENTIALS_FILE: {problem}"])


def _read_set(name: str, table: object) -> Credentials:
    if not NAME.fullmatch(name):
        raise SettingsError([f"a set's name must be {NAME_IN_WORDS}."])
    if name == DEFAULT:
        raise SettingsError([f"the set {DEFAULT} is that of the settings; choose another name."])
    if not isinstance(table, Mapping):
        raise SettingsError([f"{name} must be a table: [{name}], and its settings below."])
    try:
        found = Credentials.model_validate(table)
    except ValidationError as error:
        raise SettingsError([_problem(name, one) for one in error.errors()]) from None
    if not found.secrets_by_setting:
        raise SettingsError([f"the set {name} has no credentials."])
    return found


def _problem(name: str, error: Mapping[str, Any]) -> str:
    setting = str(error["loc"][0])
    if error["type"] != "extra_forbidden":
        message = error["msg"].removeprefix("Value error, ")
        return f"{setting} of the set {name}: {message[0].lower()}{message[1:]}."
    near = difflib.get_close_matches(setting, Credentials.model_fields, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"the set {name} has a setting that does not exist.{hint}"


def _shared(sets: Mapping[str, Credentials]) -> list[str]:
    """Say which sets hold the same secret: they would have to share its quota."""
    owners: dict[tuple[str, str], str] = {}
    problems = []
    for name, credentials in sets.items():
        for setting, secret in credentials.secrets_by_setting.items():
            owner = owners.setdefault((setting, secret), name)
            if owner != name:
                problems.append(f"the sets {owner} and {name} have the same {setting}.")
    return problems
