"""Answer a request that is the same, byte for byte, as one before, without looking into it.

Who asks again for the same sends the same bytes. What they ask for is known then, and so is the
answer while `Answers` has it: one look-up takes the place of the parser, the application and all
its layers, and leaves little more than reading from and writing to the socket. What each request is
due all the same it gets: its client is let in and counted, it gets an id and a line in the log.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from starlette.types import Scope

from gateway.clients import Client, Door
from gateway.http.answer import Answer
from gateway.http.answers import Answers, Asked
from gateway.telemetry import Record, Requests

Field = tuple[bytes, bytes]
"""A header field: its name in lower case, and its value."""

REPEATS = "repeats"
"""In the state of the application: its `Repeats`, for the connections."""

WHOLE = "whole"
"""In the state of a request: the `Whole` of it, where it came alone and in one piece."""

MAX_KNOWN = 2_048
"""Requests that are known."""

MAX_BYTES = 8 * 1024
"""Bytes of a request that may become known: with these, at most 16 MiB are taken."""

# Of a request with one of these the answer is not the kept one alone, or the connection's last.
_UNSUITABLE = frozenset({b"connection", b"if-none-match", b"origin"})


@dataclass(frozen=True, slots=True)
class Whole:
    """A request as it came: its bytes, its header fields, and the address at the other end."""

    data: bytes
    fields: list[tuple[bytes, bytes]]
    peer: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a request: where it really comes from, what it asks for, its answer."""

    whole: Whole
    address: str | None
    method: str
    asked: Asked
    answer: Answer
    record: Record
    head: bytes


class Repeats:
    """The requests that are known, the most recently used ones.

    `answers` has what they are answered with, `door` says who may come in, and `requests` tells of
    them. `clock` returns epoch seconds.
    """

    def __init__(
        self, answers: Answers, door: Door, requests: Requests, clock: Callable[[], float]
    ) -> None:
        self._answers = answers
        self._door = door
        self._requests = requests
        self._clock = clock
        self._known: OrderedDict[tuple[bytes, str | None], _Known] = OrderedDict()

    def learn(self, scope: Scope, asked: Asked, answer: Answer) -> None:
        """Remember what a request asks for whose answer is kept."""
        whole: Whole | None = scope.get("state", {}).get(WHOLE)
        if whole is None or answer.record is None or answer.status != 200:
            return
        if len(whole.data) > MAX_BYTES:
            return
        if scope["http_version"] != "1.1" or any(name in _UNSUITABLE for name, _ in whole.fields):
            return
        address = scope["client"][0] if scope["client"] else None
        head = _lines(answer.fields)
        known = _Known(whole, address, scope["method"], asked, answer, answer.record, head)
        self._known[whole.data, whole.peer] = known
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    def answer(
        self, data: bytes, peer: str | None, fields: Iterable[Field]
    ) -> tuple[bytes, bytes] | None:
        """Return head and body of the answer to a request of these bytes, if it is known.

        `fields` are those that every answer gets. None where the request has to be looked into.
        """
        known = self._known.get((data, peer))
        if known is None:
            return None
        answer = self._answers.find(known.asked)
        client = self._client(known) if answer is known.answer else None
        if client is None:
            # The next one like it is remembered anew.
            del self._known[data, peer]
            return None
        self._known.move_to_end((data, peer))
        began = self._requests.now()
        request_id = self._requests.served_again(
            known.whole.fields, known.method, 200, known.record, began, client.name
        )
        own = (
            (b"cache-control", known.answer.cache_control(self._clock())),
            (b"x-request-id", request_id.encode()),
        )
        head = b"".join((b"HTTP/1.1 200 OK\r\n", _lines(fields), known.head, _lines(own), b"\r\n"))
        return head, known.answer.body

    def _client(self, known: _Known) -> Client | None:
        client = self._door.admit(known.whole.fields, known.address)
        # Its key may have been taken back, or been given another set of credentials.
        if isinstance(client, Client) and client.credentials == known.asked[0]:
            return client
        return None


def _lines(fields: Iterable[Field]) -> bytes:
    return b"".join(chain.from_iterable((name, b": ", value, b"\r\n") for name, value in fields))
