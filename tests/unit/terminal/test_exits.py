"""What a script learns from the exit code."""

import pytest

from gateway.terminal.exits import Exit, exit_code
from gateway.terminal.lookups import Json


def _found(stage: str = "MOVING", outcome: str = "OK") -> Json:
    source = {"outcome": outcome, "error": None}
    return {"errors": [], "shipment": {"status": {"stage": stage}, "sources": [source]}}


def _none(*codes: str) -> Json:
    return {"errors": [{"code": code} for code in codes], "shipment": None}


FINE, PROBLEM, PARTIAL = _found(), _found("PROBLEM"), _found(outcome="FAILED")
STALE, MISSING, FAILED = _found(outcome="STALE"), _none("NOT_FOUND"), _none("TIMEOUT")


@pytest.mark.parametrize(
    ("lookups", "code"),
    [
        ([FINE], Exit.FINE),
        ([PROBLEM], Exit.PROBLEM),
        ([MISSING], Exit.NOT_FOUND),
        ([_none("NOT_FOUND", "TIMEOUT")], Exit.NOTHING),
        ([_none("NOT_FOUND", "NOT_CONFIGURED")], Exit.NOT_FOUND),
        ([PARTIAL], Exit.PARTIAL),
        ([STALE], Exit.PARTIAL),
        ([FAILED], Exit.NOTHING),
        ([FAILED, FAILED], Exit.NOTHING),
        ([FINE, FAILED], Exit.PARTIAL),
        ([FAILED, MISSING], Exit.NOT_FOUND),
        ([PARTIAL, MISSING, PROBLEM, FAILED], Exit.PROBLEM),
        ([_found("PROBLEM", "FAILED")], Exit.PROBLEM),
        ([_none("INVALID_REFERENCE")], Exit.NOTHING),
    ],
)
def test_the_worst_is_told(lookups: list[Json], code: Exit) -> None:
    assert exit_code(lookups) is code
