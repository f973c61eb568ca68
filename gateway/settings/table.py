"""The settings as a table for people."""

from enum import Enum

from pydantic import SecretStr

from gateway.settings.section import PREFIX
from gateway.settings.settings import Settings


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
