"""A window without a server counts for its process; with one that fails, it goes on alone."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as ServerGone

from gateway.cache import SharedWindow, Store, open_store
from gateway.cache.memory import MemoryCache
from gateway.upstream import Quota, Taken, Window
from tests.fakes import Clock
from tests.windows import MemoryWindow


class Failing:
    """A server that does nothing but fail, in the way that it is given."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked = 0

    async def run(self, *_: object) -> Any:
        self.asked += 1
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def alone(limit: int, clock: Clock) -> SharedWindow:
    store = open_store("memory://", max_entries=1)
    return SharedWindow(store, ("provider", "credentials"), limit, clock)


Step = st.tuples(
    st.sampled_from(["take", "spend", "pause", "look"]),
    st.integers(0, 12),
    st.integers(0, 3),
    st.sampled_from([0.0, 0.5, 7.0, 40.0]),
)


@given(st.lists(Step, max_size=40))
def test_without_a_server_it_is_a_window_in_memory(
    steps: list[tuple[str, int, int, float]],
) -> None:
    clock = Clock()
    ours, model = alone(10, clock), MemoryWindow(10, clock)

    async def step(window: Window, what: str, number: int, keep: int) -> object:
        match what:
            case "take":
                return await window.take(number, keep)
            case "spend":
                await window.spend()
            case "pause":
                await window.pause(number)
        return await window.look()

    async def run() -> None:
        for what, number, keep, later in steps:
            assert await step(ours, what, number, keep) == await step(model, what, number, keep)
            clock.now += later

    asyncio.run(run())


@pytest.mark.parametrize(
    "answer",
    [ServerGone("gone"), b"\xc1", b"", None, 7, b"\x81\xa7granted\xa1x", b"\x81\xa3now\xc0"],
)
async def test_a_server_that_fails_or_babbles_is_done_without(answer: Any) -> None:
    clock = Clock()
    server = Failing(answer)
    window = SharedWindow(Store(MemoryCache(1, clock), server), ("a",), 10, clock)
    assert await window.take(4) == Taken(4, 0.0)
    await window.spend()
    assert await window.look() == Quota(5, 0.0)
    # It may be back long before a whole minute has passed.
    assert await window.take(9) == Taken(5, 10.0, (10.0, 10.0, 10.0))
    assert server.asked == 3


async def test_a_server_that_forgets_all_the_time_is_done_without() -> None:
    clock = Clock()
    forgets = Failing(b"\x81\xa6forgot\xc3")
    window = SharedWindow(Store(MemoryCache(1, clock), forgets), ("a",), 10, clock)
    assert (await window.take(20)).granted == 10
    assert forgets.asked == 2
