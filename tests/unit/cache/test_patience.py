"""How long a server is waited for."""

import asyncio

import pytest

from gateway.cache.patience import LATE, Patience


def _stand_still(seconds: float) -> None:
    """Leave nobody else in this process a turn for so long."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        pass


async def test_what_takes_too_long_is_not_waited_for() -> None:
    with pytest.raises(TimeoutError):
        async with Patience(0.001):
            await asyncio.Event().wait()


async def test_what_takes_too_long_is_not_waited_for_either_by_who_stood_still() -> None:
    async def wait() -> None:
        async with Patience(0.001):
            _stand_still(0.001 + 2 * LATE)
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await wait()


async def test_what_came_while_the_process_stood_still_is_taken() -> None:
    answer = asyncio.Event()
    async with Patience(0.001):
        asyncio.get_running_loop().call_soon(answer.set)
        _stand_still(0.001 + 2 * LATE)
        assert await answer.wait()


async def test_who_is_cancelled_is_not_late() -> None:
    async def wait() -> None:
        async with Patience(60):
            await asyncio.Event().wait()

    waiting = asyncio.ensure_future(wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
