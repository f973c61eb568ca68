"""What was found out, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do, and is empty where nothing is."""

    topic: str
    level: Level
    message: str
    advice: str = ""


def ok(topic: str, message: str) -> Finding:
    """Return a finding of what is as it should be."""
    return Finding(topic, Level.OK, message)


def warning(topic: str, message: str, advice: str) -> Finding:
    """Return a finding of what works, and could be better."""
    return Finding(topic, Level.WARNING, message, advice)


def problem(topic: str, message: str, advice: str) -> Finding:
    """Return a finding of what does not work."""
    return Finding(topic, Level.PROBLEM, message, advice)
