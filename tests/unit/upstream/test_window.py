import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream import Quota, Taken
from gateway.upstream.window import SECONDS, SLACK
from tests.unit.upstream.timing import Time
from tests.windows import MemoryWindow

SPAN = SECONDS + SLACK


@pytest.fixture
def time() -> Time:
    return Time()


async def test_it_grants_up_to_the_limit(time: Time) -> None:
    window = MemoryWindow(5, time)
    assert await window.take(3) == Taken(3, 0)
    assert await window.look() == Quota(2, 0)
    assert await window.take(4) == Taken(2, SPAN, (SPAN,))
    assert await window.look() == Quota(0, SPAN)
    time.now += SPAN
    assert await window.take(5) == Taken(5, 0)


async def test_it_says_when_each_further_call_can_be_had(time: Time) -> None:
    window = MemoryWindow(3, time)
    for _ in range(3):
        await window.take(1)
        time.now += 10
    assert await window.take(2) == Taken(0, SPAN - 30, (SPAN - 20,))
    assert await window.take(9) == Taken(0, SPAN - 30, (SPAN - 20, SPAN - 10))


async def test_it_leaves_to_others_what_is_kept_for_them(time: Time) -> None:
    window = MemoryWindow(10, time)
    assert (await window.take(20, keep=2)).granted == 8
    assert (await window.take(1, keep=2)).wait == SPAN
    assert await window.take(2) == Taken(2, 0)


async def test_it_grants_nothing_during_a_pause_and_keeps_the_longest(time: Time) -> None:
    window = MemoryWindow(10, time)
    await window.pause(30)
    await window.pause(5)
    assert await window.take(1) == Taken(0, 30)
    assert await window.look() == Quota(0, 30)
    time.now += 30
    assert await window.take(1) == Taken(1, 0)


async def test_calls_that_happened_ungranted_count_too(time: Time) -> None:
    window = MemoryWindow(2, time)
    await window.spend()
    time.now += 1
    for _ in range(3):
        await window.spend()
    assert await window.take(1) == Taken(0, SPAN)
    time.now += SPAN
    assert await window.take(2) == Taken(2, 0)


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
async def test_the_smallest_quotas_come_free_again(time: Time, limit: int) -> None:
    window = MemoryWindow(limit, time)
    for _ in range(3):
        granted = (await window.take(limit)).granted
        assert granted == limit
        wait = (await window.take(1)).wait
        assert 0 < wait <= SPAN
        time.now += wait


STEPS = st.lists(
    st.tuples(st.floats(0, 20), st.integers(1, 8), st.integers(0, 3), st.booleans()), max_size=80
)


@given(st.integers(4, 12), STEPS)
async def test_no_minute_holds_more_than_the_limit(
    limit: int, steps: list[tuple[float, int, int, bool]]
) -> None:
    time = Time()
    window = MemoryWindow(limit, time)
    calls: list[float] = []
    for seconds, wanted, keep, spends in steps:
        time.now += seconds
        if spends:
            await window.spend()
            calls.append(time.now)
        taken = await window.take(wanted, keep)
        calls += [time.now] * taken.granted
        in_span = sum(call > time.now - SECONDS for call in calls)
        assert not taken.granted or in_span <= limit - keep
        assert (taken.wait > 0) is (taken.granted < wanted)
        assert list(taken.later) == sorted(taken.later)
