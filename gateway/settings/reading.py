"""Read the settings from the environment, and report every problem at once."""

import difflib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from gateway.errors import SettingsError
from gateway.settings.section import PREFIX
from gateway.settings.settings import Settings


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
