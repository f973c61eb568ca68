"""What a setting may be one of."""

from enum import Enum


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
