"""Logs."""

import logging


def configure_logging(level: str) -> None:
    """Send log lines to standard error: time, level, logger, message."""
    logging.basicConfig(
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # Called for every provider's answer; what matters of them is logged here.
    logging.getLogger("aiohttp").setLevel(logging.WARNING)
