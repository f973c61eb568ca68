"""What scripts learn from the exit code of `gateway track`."""

from collections.abc import Iterable
from enum import IntEnum

from gateway.terminal.lookups import Json, is_known, is_unknown, shipments


class Exit(IntEnum):
    """The exit codes. Of several that fit, the one in front of the others in `PRECEDENCE` holds."""

    FINE = 0
    NOTHING = 1
    """Nothing could be asked: wrong settings, no gateway, or not one parcel could be looked up."""
    PROBLEM = 2
    """A parcel is held up, failed, returned or cancelled."""
    NOT_FOUND = 3
    """No provider that was asked knows a parcel."""
    PARTIAL = 4
    """Something is missing: a provider did not answer, or a parcel could not be looked up."""
    USAGE = 64
    """The command line can't be understood (`EX_USAGE` of sysexits.h)."""
    INTERRUPTED = 130


PRECEDENCE = (Exit.PROBLEM, Exit.NOT_FOUND, Exit.PARTIAL)

_UNANSWERED = frozenset({"FAILED", "STALE"})


def exit_code(lookups: Iterable[Json]) -> Exit:
    """Return the exit code for these lookups."""
    found = [_of_one(lookup) for lookup in lookups]
    if not any(found):
        return Exit.NOTHING
    codes = {code for each in found for code in each or {Exit.PARTIAL}}
    return next((code for code in PRECEDENCE if code in codes), Exit.FINE)


def _of_one(lookup: Json) -> set[Exit]:
    """Return what holds for one lookup; nothing at all where it could not be made."""
    if not is_known(lookup):
        return {Exit.NOT_FOUND} if is_unknown(lookup) else set()
    codes = {Exit.FINE}
    if any(each["status"]["stage"] == "PROBLEM" for each in shipments(lookup)):
        codes.add(Exit.PROBLEM)
    if any(each["outcome"] in _UNANSWERED for each in lookup["shipment"]["sources"]):
        codes.add(Exit.PARTIAL)
    return codes
