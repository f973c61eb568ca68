"""Work is done for whoever is there, and ends when nobody is."""

import asyncio

import pytest
from starlette.types import Message

from gateway.http.presence import Gone, while_there


class Caller:
    """Goes away when it is told to."""

    def __init__(self) -> None:
        self._left = asyncio.Event()
        self.messages: list[Message] = [{"type": "http.request", "body": b""}]

    def leave(self) -> None:
        self._left.set()

    async def receive(self) -> Message:
        if self.messages:
            return self.messages.pop()
        await self._left.wait()
        return {"type": "http.disconnect"}


class Work:
    """Takes until it is ended."""

    def __init__(self) -> None:
        self.ended = False

    async def do(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


async def test_who_stays_gets_the_answer() -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "answer"

    assert await while_there(Caller().receive, work()) == "answer"


async def test_who_stays_gets_the_error() -> None:
    async def work() -> str:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # it is the test's own
        await while_there(Caller().receive, work())


async def test_who_leaves_ends_the_work() -> None:
    caller, work = Caller(), Work()
    doing = asyncio.create_task(while_there(caller.receive, work.do()))
    await asyncio.sleep(0)
    caller.leave()
    with pytest.raises(Gone):
        await doing
    assert work.ended


async def test_a_server_that_stops_is_not_taken_for_a_caller_who_left() -> None:
    work = Work()
    doing = asyncio.create_task(while_there(Caller().receive, work.do()))
    await asyncio.sleep(0)
    doing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doing
    assert work.ended


async def test_nothing_goes_on_watching_after_the_answer() -> None:
    async def work() -> None:
        await asyncio.sleep(0)

    before = asyncio.all_tasks()
    await while_there(Caller().receive, work())
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
