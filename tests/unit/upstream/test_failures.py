from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import (
    BadResponse,
    CarrierNotSupported,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)
from gateway.upstream.failures import Failures, Problem, clean, retry_after

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FAILURES = Failures("SHIPPO", "Shippo")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1),
        ("30", 30),
        (" 30 ", 30),
        ("030", 30),
        ("60", 60),
        ("61", 60),
        ("86400", 60),
        (format_datetime(NOW + timedelta(seconds=20), usegmt=True), 20),
        (format_datetime(NOW + timedelta(hours=5), usegmt=True), 60),
        ("Tue, 10 Mar 2026 13:00:10 +0100", 10),
        ("Tue, 10 Mar 2026 12:00:10", 10),
    ],
)
def test_a_wait_is_read_and_clamped_to_a_minute(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", " ", "0", "-1", "-30", "+5", "1.5", "1e9", "1000000000", "9" * 60, "9" * 5000),
        *("soon", "5 s", "5, 10", "5,", "0x10", "\u0663\u0664", "NaN", "inf", "null"),
        "Fri, 31 Dec 1999 23:59:59 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Tue, 99 Mar 2026 12:00:10 GMT",
        "Tue, 10 Mar 2026 12:00:10 +9999",
    ],
)
def test_a_wait_that_makes_no_sense_is_none(header: str | None) -> None:
    assert retry_after(header, NOW) is None


@given(st.text() | st.from_regex(r"\w{3}, \d{1,3} \w{3} \d{1,5} \d\d:\d\d:\d\d [+-]?\w{1,5}"))
def test_any_text_is_a_wait_of_at_most_a_minute_or_none(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 < seconds <= 60


def test_several_waits_make_no_sense() -> None:
    assert FAILURES.refusal(429, Problem(), ["5", "10"], NOW).retry_after is None
    assert FAILURES.refusal(429, Problem(), ["5"], NOW).retry_after == 5
    assert FAILURES.refusal(429, Problem(), [], NOW).retry_after is None


@pytest.mark.parametrize(
    ("statuses", "condition"),
    [
        ([401, 403], ProviderAuth),
        ([404, 410], NotFound),
        ([408], Timeout),
        ([429], RateLimited),
        ([500, 501, 502, 503, 504, 520, 599, 999], Unavailable),
        ([100, 101, 201, 204, 206, 301, 302, 304, 307, 308, 400, 402, 405, 409, 422], BadResponse),
    ],
)
def test_every_status_is_a_condition(statuses: list[int], condition: type[ProviderError]) -> None:
    for status in statuses:
        error = FAILURES.refusal(status, Problem(), [], NOW)
        assert type(error) is condition
        assert (error.status, error.provider) == (status, "SHIPPO")


@pytest.mark.parametrize("condition", [CarrierNotSupported, NotFound])
def test_a_body_may_say_more_than_a_plain_400(condition: type[ProviderError]) -> None:
    problem = Problem(condition=condition)
    assert type(FAILURES.refusal(400, problem, [], NOW)) is condition
    assert type(FAILURES.refusal(503, problem, [], NOW)) is Unavailable
    assert type(FAILURES.refusal(429, problem, [], NOW)) is RateLimited


@given(st.one_of(st.none(), st.text(), st.integers(), st.binary()))
def test_a_providers_own_codes_are_cleaned(value: object) -> None:
    cleaned = clean(value)
    assert cleaned is None or (0 < len(cleaned) <= 64 and cleaned.isascii() and "<" not in cleaned)
    assert cleaned is None or isinstance(value, str)


@given(st.text(), st.text())
def test_nothing_of_a_body_gets_into_a_message(code: str, request_id: str) -> None:
    error = FAILURES.refusal(500, Problem(code=code, request_id=request_id), [], NOW)
    assert error.message == "Shippo can't be reached or has a fault."
