"""Work for a caller only as long as the caller is there."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.types import Receive

T = TypeVar("T")


class Gone(Exception):
    """The caller went away before there was an answer."""


async def while_there(receive: Receive, work: Awaitable[T]) -> T:
    """Return what comes of `work`; end it when the caller goes away.

    `receive` has given the whole body already.

    Raises:
        Gone: nobody is left to answer to.
    """
    current = asyncio.current_task()
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if current is not None:
            current.cancel()

    watching = asyncio.create_task(watch())
    try:
        return await work
    except asyncio.CancelledError:
        # Somebody else, e.g. the server that stops, may want an end to it as well.
        if current is not None and gone and current.uncancel() == 0:
            raise Gone from None
        raise
    finally:
        watching.cancel()
