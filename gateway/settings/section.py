"""What the sections of the settings have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

PREFIX = "GATEWAY_"
"""What the names of all variables begin with."""


class Section(BaseModel):
    """Some of the settings; only all of them together are ever read."""

    model_config = ConfigDict(defer_build=True)


def seconds(default: float, description: str, *, most: float = 366 * 86_400) -> Any:
    """Return a setting that is a time."""
    return Field(default, gt=0, le=most, description=description)
