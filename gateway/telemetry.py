"""Logs."""

import logging
import uuid

from gateway.errors import Internal


def fault(log: logging.Logger, error: BaseException | None = None) -> Internal:
    """Log what must not happen, and return what callers see of it: nothing but a name for it.

    `error` is the exception that is being handled unless it is given.
    """
    incident = uuid.uuid4().hex
    log.error("incident %s", incident, exc_info=error or True)
    return Internal(incident)


def configure_logging(level: str) -> None:
    """Send log lines to standard error: time, level, logger, message."""
    logging.basicConfig(
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # Called for every provider's answer; what matters of them is logged here.
    logging.getLogger("aiohttp").setLevel(logging.WARNING)
