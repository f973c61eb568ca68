"""Give an answer again, as the bytes that it was, while nothing in it would be different."""

from collections import OrderedDict
from collections.abc import Callable

from starlette.responses import Response

MAX_BYTES = 32 * 2**20
"""Bytes of requests and answers that are kept."""

MAX_SECONDS = 10.0
"""Seconds for which an answer is given again, however long its sources stay fresh."""

OVERHEAD = 1_000
"""Bytes that an answer takes beside its own and those of its request."""

Asked = tuple[str, bytes]
"""What was asked for: the media type of the answer, and the body of the request."""


class Answers:
    """Answers by what was asked, the most recently used ones. `clock` returns epoch seconds.

    What was begun before they were last cleared may be older than what has been seen since:
    `times_cleared` tells.
    """

    def __init__(self, clock: Callable[[], float], max_bytes: int = MAX_BYTES) -> None:
        self.times_cleared = 0
        self._clock = clock
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[Asked, tuple[Response, float]] = OrderedDict()

    def find(self, asked: Asked) -> Response | None:
        """Return the answer, which nobody may change; None where it has to be worked out."""
        found = self._kept.get(asked)
        if found is None:
            return None
        response, until = found
        if self._clock() >= until:
            self._drop(asked)
            return None
        self._kept.move_to_end(asked)
        return response

    def keep(self, asked: Asked, response: Response, fresh_until: float) -> None:
        """Keep an answer whose sources are fresh until then, in epoch seconds."""
        now = self._clock()
        if fresh_until <= now:
            return
        self._drop(asked)
        self._kept[asked] = (response, min(fresh_until, now + MAX_SECONDS))
        self._bytes += _size(asked, response)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget all answers."""
        self.times_cleared += 1
        self._kept.clear()
        self._bytes = 0

    def _drop(self, asked: Asked) -> None:
        found = self._kept.pop(asked, None)
        if found is not None:
            self._bytes -= _size(asked, found[0])


def _size(asked: Asked, response: Response) -> int:
    return len(asked[1]) + len(response.body) + OVERHEAD
