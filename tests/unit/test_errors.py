"""One tree, one code a condition, and messages that are our own."""

import re
from collections.abc import Iterator

import pytest

from gateway import errors
from gateway.errors import (
    GatewayError,
    Internal,
    InvalidInput,
    LimitExceeded,
    NotFound,
    ProviderError,
    SettingsError,
)
from gateway.model import ProviderCode, TrackingError, TrackingErrorCode

GROUPS: set[type[GatewayError]] = {GatewayError, InvalidInput, LimitExceeded, ProviderError}


def _tree(root: type[GatewayError] = GatewayError) -> Iterator[type[GatewayError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    assert errors.__doc__ is not None
    drawn = re.findall(r"^ {4}[│├└─ ]*(\w+)", errors.__doc__, re.MULTILINE)
    assert drawn == [error.__name__ for error in _tree()]


@pytest.mark.parametrize("error", [error for error in _tree() if error not in GROUPS])
def test_a_code_is_the_condition_in_upper_case(error: type[GatewayError]) -> None:
    assert error.code.replace("_", "").lower() == error.__name__.lower()
    assert error.code == error.code.upper()


def test_every_condition_of_a_lookup_has_its_code_in_the_schema() -> None:
    of_requests = {
        "BAD_USER_INPUT",
        "SETTINGS_ERROR",
        *(each.code for each in _tree(LimitExceeded)),
    }
    conditions = {error.code for error in set(_tree()) - GROUPS} - of_requests
    assert conditions == {code.name for code in TrackingErrorCode}


def test_only_what_may_pass_is_worth_a_retry() -> None:
    retryable = {error.code for error in _tree() if error.retryable}
    assert retryable == {"RATE_LIMITED", "TIMEOUT", "UNAVAILABLE", "BAD_RESPONSE"}


def test_a_provider_error_says_whose_it_is_and_what_the_provider_said() -> None:
    error = errors.RateLimited(
        "Too much.",
        provider="SHIPPO",
        status=429,
        upstream_code="throttled",
        request_id="r-1",
        retry_after=1.2,
    )
    shown = TrackingError.of(error)
    assert (shown.provider, shown.upstream_status) == (ProviderCode.SHIPPO, 429)
    assert (shown.upstream_code, shown.upstream_request_id) == ("throttled", "r-1")
    assert shown.retry_after_seconds == 2


def test_a_wait_is_never_shown_as_none_at_all() -> None:
    error = errors.RateLimited("Too much.", provider="SHIPPO", retry_after=0.01)
    assert TrackingError.of(error).retry_after_seconds == 1


def test_an_error_of_the_reference_has_no_provider() -> None:
    shown = TrackingError.of(errors.InvalidReference("No number."))
    assert (shown.provider, shown.retryable, shown.message) == (None, False, "No number.")


def test_a_fault_shows_a_name_and_nothing_else() -> None:
    error = Internal("abc")
    assert error.incident == "abc"
    assert error.message == "The gateway has a fault. It is logged as incident abc."


def test_problems_of_settings_are_listed() -> None:
    error = SettingsError(["One.", "Two."])
    assert (error.problems, str(error)) == (["One.", "Two."], "One.\nTwo.")


def test_a_message_is_what_the_exception_says() -> None:
    assert str(NotFound("Not known.", provider="SHIPPO")) == "Not known."
