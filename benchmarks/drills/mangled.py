"""Requests that are wrong in every way that chance finds, the same ones for the same seed."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import quote

from benchmarks.drills.ways import QUERY, VARIABLES, WAYS, Request

_ODD = (b"\x00", b"\r", b"\n", b"\r\n", b" ", b"\t", b":", b"\xff", b"\xc3\x28", b"%", b"\xe2\x80")


def requests(seed: int, count: int) -> Iterator[list[bytes]]:
    """Yield so many requests, each as the pieces that it is sent in."""
    chance = random.Random(seed)  # noqa: S311  # nothing here is secret
    for _ in range(count):
        request = _well_made(chance)
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
            chance.choice(WAYS)(request)
        data = request.written()
        if chance.random() < 0.3:
            data = _spoilt(data, chance)
        yield _in_pieces(data, chance)


def _well_made(chance: random.Random) -> Request:
    request = Request(chance, json={"query": QUERY, "variables": deepcopy(VARIABLES)})
    request.headers = [(b"Host", b"localhost"), (b"Content-Type", b"application/json")]
    if chance.random() < 0.8:
        request.headers.append((b"Connection", b"close"))
    if chance.random() < 0.2:
        request.method = b"GET"
        request.target += b"?query=" + quote("{ gateway { version } }").encode()
    else:
        request.body = json.dumps(request.json).encode()
        request.is_chunked = chance.random() < 0.2
    return request


def _in_pieces(data: bytes, chance: random.Random) -> list[bytes]:
    if chance.random() < 0.7:
        return [data]
    cut = chance.randint(0, len(data))
    return [data[:cut], data[cut:]]


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randint(0, max(0, len(data) - 1))
        change = chance.randint(0, 4)
        if change == 0:
            data = data[:at] + bytes([chance.randint(0, 255)]) + data[at + 1 :]
        elif change == 1:
            data = data[:at] + data[at + chance.randint(1, 8) :]
        elif change == 2:
            data = data[:at] + chance.choice(_ODD) + data[at:]
        elif change == 3:
            data = data[:at] + data[at : at + chance.randint(1, 50)] * 2 + data[at + 50 :]
        elif chance.random() < 0.2:
            data = data[:at]
    return data
