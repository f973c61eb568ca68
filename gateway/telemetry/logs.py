"""Lines for people in development, and JSON for programs in production.

Every logger's lines come out alike: those of the gateway, of uvicorn and of aiohttp. None of them
waits until it is written.
"""

import atexit
import logging
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from gateway.settings import Environment, LogFormat, Settings
from gateway.telemetry.lines import Lines
from gateway.telemetry.masks import Mask
from gateway.telemetry.record import current_record

Write = Callable[[EventDict], None]
"""Writes a line with these facts."""


class Logs:
    """The logs of this process, as the settings want them. `lines` is where they go.

    `secrets` must never be read in a line, whoever wrote it.
    """

    def __init__(self, settings: Settings, lines: Lines, *, for_terminal: bool = False) -> None:
        self.mask = Mask(settings.secrets, full_numbers=settings.log_tracking_numbers)
        self.lines = lines
        self._level = logging.getLevelNamesMapping()[settings.log_level.upper()]
        self._render = _renderer(settings, for_terminal=for_terminal)

    def requests(self) -> Write | None:
        """Return what writes the line of a request; None where nobody wants any.

        A bound logger of structlog's takes as long for a line as all the rest of it.
        """
        if self._level > logging.INFO:
            return None
        add_time = _Timestamp()

        def write(event: EventDict) -> None:
            event["event"], event["level"] = "request", "info"
            self._put(self._render(None, "info", add_time(None, "info", event)))

        return write

    def handler(self) -> logging.Handler:
        """Return the handler for all other loggers, those of libraries included."""
        handler = _Handler(self._put, self._level)
        handler.setFormatter(
            ProcessorFormatter(
                foreign_pre_chain=[
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    ExtraAdder(),
                    _Timestamp(),
                    _add_request,
                ],
                processors=[
                    ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    self._hide,
                    self._render,
                ],
            )
        )
        return handler

    def _put(self, line: Any) -> None:
        self.lines.put(line.encode(errors="replace") + b"\n")

    def _hide(self, _: WrappedLogger, __: str, event: EventDict) -> Mapping[str, Any]:
        # uvicorn says some things twice, once for terminals.
        event.pop("color_message", None)
        hide = self.mask.text
        return {key: hide(v) if isinstance(v, str) else v for key, v in event.items()}


def configure_logging(settings: Settings, stream: TextIO = sys.stderr) -> Logs:
    """Send all log lines of this process to `stream`, as the settings want them."""
    lines = Lines(_writer(stream))
    atexit.register(lines.close)
    logs = Logs(settings, lines, for_terminal=stream.isatty())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[logs.handler()], force=True)
    logging.captureWarnings(True)
    # Called for every provider's answer; what matters of them is logged here.
    logging.getLogger("aiohttp").setLevel(logging.WARNING)
    return logs


def _writer(stream: TextIO) -> Any:
    def write(lines: bytes) -> None:
        stream.write(lines.decode(errors="replace"))
        stream.flush()

    return write


def _renderer(settings: Settings, *, for_terminal: bool) -> Processor:
    wanted = settings.log_format
    if wanted is LogFormat.AUTO:
        is_production = settings.environment is Environment.PRODUCTION
        wanted = LogFormat.JSON if is_production else LogFormat.TEXT
    if wanted is LogFormat.TEXT:
        return ConsoleRenderer(colors=for_terminal, exception_formatter=plain_traceback)
    return _to_json


_ENCODER = msgspec.json.Encoder(enc_hook=repr)


def _to_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    try:
        return _ENCODER.encode(event).decode()
    except UnicodeEncodeError:
        # Half a surrogate, in a text that came from elsewhere.
        return _ENCODER.encode({key: _clean(value) for key, value in event.items()}).decode()


def _clean(value: object) -> object:
    return ascii(value) if isinstance(value, str) else repr(value)


class _Timestamp:
    """Adds the time to the millisecond; what is the same for a second is written once."""

    def __init__(self) -> None:
        self._second = 0
        self._written = ""

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        now = time.time()
        second = int(now)
        if second != self._second:
            self._written = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
            self._second = second
        event["timestamp"] = f"{self._written}.{int((now - second) * 1000):03}Z"
        return event


def _add_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if request_id := current_record().request_id:
        event["request_id"] = request_id
    return event


class _Handler(logging.Handler):
    """Hands the lines of all other loggers on."""

    def __init__(self, put: Callable[[str], None], level: int) -> None:
        super().__init__(level)
        self._put = put

    def emit(self, record: logging.LogRecord) -> None:
        """Have the line written; one that can't be made is reported as `logging` does it."""
        try:
            line = self.format(record)
        except Exception:
            self.handleError(record)
        else:
            self._put(line)
