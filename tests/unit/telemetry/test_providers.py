"""What is told of calls to a provider."""

import asyncio
import logging

import pytest

from gateway.errors import NotFound, Unavailable
from gateway.telemetry import Metrics, ProviderNotes, Record, recording
from tests.fakes import Clock


def _notes(clock: Clock) -> ProviderNotes:
    return ProviderNotes("SHIPPO", Metrics(), clock=clock)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "OK"),
        (Unavailable("Down.", provider="SHIPPO", status=502), "UNAVAILABLE"),
        (NotFound("No.", provider="SHIPPO", status=404), "NOT_FOUND"),
        (asyncio.CancelledError(), "ABANDONED"),
    ],
)
def test_a_call_is_noted_with_what_became_of_it(error: BaseException | None, outcome: str) -> None:
    clock = Clock()
    call = _notes(clock).call("/tracks")
    with recording(Record()) as record:
        call.__enter__()
        clock.advance(0.5)
        call.__exit__(type(error) if error else None, error, None)
    assert record.providers["SHIPPO"].calls == {outcome: 1}
    assert record.providers["SHIPPO"].seconds == 0.5


def test_a_call_that_failed_is_logged_with_what_the_provider_s_support_wants(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = Unavailable("Down.", provider="SHIPPO", status=502, request_id="req-1")
    clock = Clock()
    with caplog.at_level(logging.INFO), pytest.raises(Unavailable), _notes(clock).call("/tracks"):
        raise error
    (line,) = caplog.records
    assert line.levelno == logging.INFO
    facts = {"provider": "SHIPPO", "outcome": "UNAVAILABLE", "status": 502, "ms": 0.0}
    assert facts.items() <= vars(line).items()
    assert vars(line)["upstream_request_id"] == "req-1"


def test_a_call_that_went_well_is_logged_for_developers_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG), _notes(Clock()).call("/tracks"):
        pass
    assert [line.levelno for line in caplog.records] == [logging.DEBUG]


def test_series_are_there_before_anything_happens() -> None:
    metrics = Metrics()
    ProviderNotes("SHIPPO", metrics)
    text = metrics.render().decode()
    assert 'gateway_upstream_calls_total{outcome="TIMEOUT",provider="SHIPPO"} 0.0' in text
    assert 'gateway_cache_lookups_total{provider="SHIPPO",result="stale"} 0.0' in text
    assert 'gateway_requests_total{answer="new",outcome="fault"} 0.0' in text
