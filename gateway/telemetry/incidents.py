"""Name what must not happen: the log says what it was, callers get the name alone."""

import logging
import uuid

from gateway.errors import Internal
from gateway.telemetry.record import current_record


def fault(log: logging.Logger, error: BaseException | None = None) -> Internal:
    """Log what must not happen, and return what callers see of it: nothing but a name for it.

    `error` is the exception that is being handled unless it is given.
    """
    incident = uuid.uuid4().hex
    current_record().incidents.append(incident)
    log.error("incident %s", incident, exc_info=error or True)
    return Internal(incident)
