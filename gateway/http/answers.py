"""Give an answer again, as the bytes that it was, while nothing in it would be different."""

from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Scope

from gateway.http.answer import Answer, Fields
from gateway.http.entrance import client_of
from gateway.http.origins import PREFLIGHTED
from gateway.telemetry import TRACE_HEADER

MAX_BYTES = 8 * 2**20
"""Bytes of requests and answers that are kept."""

MAX_SECONDS = 10.0
"""Seconds for which an answer is given again, however long its sources stay fresh."""

OVERHEAD = 3_250
"""Bytes that an answer takes beside its own and those of its request: mostly its record."""

RELEVANT = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"authorization",
        b"content-encoding",
        b"content-type",
        b"cookie",
        b"origin",
        b"sec-fetch-site",
        *(name.encode() for name in PREFLIGHTED),
        TRACE_HEADER,
    }
)
"""The header fields of a request on which its answer depends.

`If-None-Match` is none of them: it chooses between an answer and the word that it is still the
same.
"""

Asked = tuple[str, str, bytes, Fields, bytes]
"""What was asked for: with whose credentials, by what method, query string and body.

Of the header fields it has the relevant ones as they came.
"""


def asked(scope: Scope, body: bytes) -> Asked:
    """Return everything in a request on which its answer depends."""
    fields = tuple(field for field in scope["headers"] if field[0] in RELEVANT)
    credentials = client_of(scope).credentials
    return credentials, scope["method"], scope["query_string"], fields, body


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
        self._kept: OrderedDict[Asked, tuple[Answer, float]] = OrderedDict()

    def find(self, asked: Asked) -> Answer | None:
        """Return the answer; None where it has to be worked out."""
        found = self._kept.get(asked)
        if found is None:
            return None
        answer, until = found
        # Where more is left than there ever was, the clock was set back.
        if not 0 < until - self._clock() < MAX_SECONDS + 1:
            self._drop(asked)
            return None
        self._kept.move_to_end(asked)
        return answer

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keep an answer while it is fresh; one that nobody may keep is not kept here either."""
        now = self._clock()
        if answer.fresh_until is None or answer.fresh_until <= now:
            return
        self._drop(asked)
        self._kept[asked] = (answer, min(answer.fresh_until, now + MAX_SECONDS))
        self._bytes += _size(asked, answer)
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


def _size(asked: Asked, answer: Answer) -> int:
    _, _, query, fields, body = asked
    sent = len(query) + len(body) + sum(len(name) + len(value) for name, value in fields)
    return sent + len(answer.body) + OVERHEAD
