import pytest

from gateway.errors import (
    BadResponse,
    CarrierNotSupported,
    NotConfigured,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)
from gateway.upstream.retry import BACKOFF, RetryBudget


def error(condition: type[ProviderError], retry_after: float | None = None) -> ProviderError:
    return condition("It failed.", provider="SHIPPO", retry_after=retry_after)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("condition", [Timeout, Unavailable, RateLimited])
def test_what_may_pass_is_tried_again_after_a_drawn_pause(
    condition: type[ProviderError], jitter: float
) -> None:
    assert RetryBudget(lambda: jitter).pause(error(condition)) == jitter * BACKOFF


@pytest.mark.parametrize(
    "condition", [BadResponse, CarrierNotSupported, NotConfigured, NotFound, ProviderAuth]
)
def test_what_does_not_pass_is_not_tried_again(condition: type[ProviderError]) -> None:
    assert RetryBudget().pause(error(condition)) is None


@pytest.mark.parametrize("condition", [Timeout, Unavailable, RateLimited])
def test_a_provider_that_says_when_to_come_back_is_not_asked_earlier(
    condition: type[ProviderError],
) -> None:
    assert RetryBudget(lambda: 0.0).pause(error(condition, retry_after=7)) == 7


def test_in_the_long_run_one_call_in_ten_may_be_a_retry() -> None:
    retries = RetryBudget()
    calls = taken = 0
    while calls < 10_000:
        retries.call()
        calls += 1
        if retries.take():
            taken += 1
            retries.call()
            calls += 1
    assert 0.09 * calls < taken <= 0.1 * calls + 10


def test_quiet_times_save_no_more_than_ten() -> None:
    retries = RetryBudget()
    for _ in range(10_000):
        retries.call()
    assert sum(retries.take() for _ in range(100)) == 10
