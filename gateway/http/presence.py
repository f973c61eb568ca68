"""Work for a caller only as long as the caller is there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.types import Receive

T = TypeVar("T")


class Gone(Exception):
    """The caller went away before there was an answer."""


async def while_there(
    receive: Receive, work: Awaitable[T], leave: Callable[[], None] | None = None
) -> T:
    """Return what comes of `work`; end it when the caller goes away.

    `receive` has given the whole body already. Where there is `leave`, it is called when the caller
    goes away, and has to end this task if nobody else waits for the work.

    Raises:
        Gone: nobody is left to answer to.
    """
    current = current_task()
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        (leave or current.cancel)()

    watching = asyncio.create_task(watch())
    try:
        return await work
    except asyncio.CancelledError:
        # Somebody else, e.g. the server that stops, may want an end to it as well.
        if gone and current.uncancel() == 0:
            raise Gone from None
        raise
    finally:
        watching.cancel()


def current_task() -> asyncio.Task[Any]:
    """Return the task that this runs in; there is one wherever something can be awaited."""
    current = asyncio.current_task()
    if current is None:
        raise RuntimeError("no task is running")
    return current
