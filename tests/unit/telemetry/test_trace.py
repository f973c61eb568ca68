"""What a trace holds."""

from gateway.telemetry import Trace
from gateway.telemetry.trace import MOST
from tests.fakes import Clock


def test_steps_tell_when_they_began_how_long_they_took_and_how_they_ended() -> None:
    clock = Clock()
    trace = Trace(clock)
    clock.advance(0.25)
    step = trace.call("SHIPPO", "/tracks/usps/1")
    clock.advance(0.5)
    step.end("OK", status=200)
    clock.advance(0.25)
    (call,) = trace.written("here-1")["calls"]
    facts = {"provider": "SHIPPO", "target": "/tracks/usps/1", "outcome": "OK", "status": 200}
    assert call == {**facts, "at": 250.0, "ms": 500.0}
    assert trace.written("here-1")["ms"] == 1000.0


def test_what_has_not_ended_has_no_outcome() -> None:
    trace = Trace(Clock())
    trace.lookup("SHIPPO", "report", "usps/1", "miss")
    (lookup,) = trace.written("here-1")["lookups"]
    assert "outcome" not in lookup


def test_a_large_request_makes_no_endless_trace() -> None:
    trace = Trace(Clock())
    for number in range(MOST + 7):
        trace.lookup("SHIPPO", "report", f"usps/{number}", "hit").end("OK")
    written = trace.written("here-1")
    assert (len(written["lookups"]), written["leftOut"]) == (MOST, 7)
