"""Logs that a test can read."""

import json
from typing import Any

from gateway.settings import LogFormat, Settings
from gateway.telemetry import Logs
from gateway.telemetry.lines import Lines


class Heard:
    """What a process with these settings logs, as JSON unless they say otherwise."""

    def __init__(self, *, for_terminal: bool = False, **settings: Any) -> None:
        self._bytes = b""
        options = {"log_format": LogFormat.JSON, **settings}
        self._lines = Lines(self._hear, pause=0)
        self.logs = Logs(
            Settings(_env_file=None, **options), self._lines, for_terminal=for_terminal
        )

    def _hear(self, lines: bytes) -> None:
        self._bytes += lines

    def text(self) -> str:
        """Return all that was logged so far."""
        self._lines.close()
        return self._bytes.decode()

    def events(self) -> list[dict[str, Any]]:
        """Return the lines so far, each as what its JSON says."""
        return [json.loads(line) for line in self.text().splitlines()]
