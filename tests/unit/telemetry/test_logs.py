"""What log lines look like, and what is never in them."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from gateway.settings import Environment, LogFormat
from gateway.telemetry import Record, recording
from tests.unit.telemetry.listening import Heard

KEY = "TEST_a-key-that-nobody-may-read"
NUMBER = "9205590164917312751089"


@contextmanager
def _logger(heard: Heard) -> Iterator[logging.Logger]:
    """Yield a logger like those of libraries, whose lines go where the gateway's go."""
    log, handler = logging.getLogger("somebody.else"), heard.logs.handler()
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield log
    finally:
        log.removeHandler(handler)


def _write(heard: Heard, **facts: object) -> None:
    write = heard.logs.requests()
    assert write is not None
    write(facts)


def _fail(message: str) -> None:
    raise ValueError(message)


def test_a_library_s_line_is_json_like_all_others() -> None:
    heard = Heard()
    with _logger(heard) as log:
        log.warning("%d connections are lost", 3, extra={"provider": "SHIPPO"})
    (event,) = heard.events()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event.pop("timestamp"))
    assert event == {
        "event": "3 connections are lost",
        "level": "warning",
        "logger": "somebody.else",
        "provider": "SHIPPO",
    }


def test_a_line_names_the_request_that_it_belongs_to() -> None:
    heard = Heard()
    with _logger(heard) as log, recording(Record("a-request")):
        log.info("here")
    with _logger(heard) as log:
        log.info("nowhere")
    assert [event.get("request_id") for event in heard.events()] == ["a-request", None]


def test_neither_secrets_nor_numbers_are_in_a_traceback() -> None:
    heard = Heard(shipstation_api_key=SecretStr(KEY), cache_url=SecretStr("redis://u:pass-word@x"))
    with _logger(heard) as log:
        try:
            _fail(f"{KEY} of {NUMBER}, with pass-word")
        except ValueError:
            log.exception("it failed with %s", KEY)
    text = heard.text()
    assert "ValueError: [secret] of …1089, with [secret]" in text
    assert KEY not in text
    assert NUMBER not in text


def test_numbers_are_there_in_full_where_they_are_asked_for() -> None:
    heard = Heard(log_tracking_numbers=True)
    with _logger(heard) as log:
        log.info("asked for %s", NUMBER)
    assert heard.events()[0]["event"] == f"asked for {NUMBER}"


@pytest.mark.parametrize(
    ("settings", "is_json"),
    [
        ({}, False),
        ({"environment": Environment.PRODUCTION}, True),
        ({"log_format": LogFormat.JSON}, True),
        ({"environment": Environment.PRODUCTION, "log_format": LogFormat.TEXT}, False),
    ],
)
def test_people_get_lines_and_production_gets_json(settings: dict[str, Any], is_json: bool) -> None:
    heard = Heard(**{"log_format": LogFormat.AUTO, "authentication": "none", **settings})
    with _logger(heard) as log:
        log.info("hello")
    assert heard.text().startswith("{") is is_json
    # Colours are for terminals.
    assert "\x1b" not in heard.text()


def test_terminals_get_colours() -> None:
    heard = Heard(for_terminal=True, log_format=LogFormat.TEXT)
    _write(heard, operation="Parcel")
    assert "\x1b[" in heard.text()
    assert "Parcel" in heard.text()


def test_what_is_below_the_level_is_not_logged() -> None:
    heard = Heard(log_level="warning")
    with _logger(heard) as log:
        log.info("quiet")
        log.warning("loud")
    assert heard.logs.requests() is None
    assert [event["event"] for event in heard.events()] == ["loud"]


@pytest.mark.parametrize("odd", ["half \ud800 a letter", "a\nsecond line", object()])
def test_nothing_that_is_logged_makes_two_lines_or_none(odd: object) -> None:
    heard = Heard()
    with _logger(heard) as log:
        log.info("%s", odd)
    _write(heard, operation=odd)
    assert len(heard.events()) == 2


def test_a_line_that_can_not_be_made_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    heard = Heard()
    odd = logging.LogRecord("odd", logging.INFO, "here.py", 1, "%d", ("no number",), None)
    heard.logs.handler().handle(odd)
    assert heard.text() == ""
    assert "--- Logging error ---" in capsys.readouterr().err
