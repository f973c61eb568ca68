"""Bytes to a server and back, with nothing in between that would make good what is wrong."""

import asyncio
import gzip
import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

PATIENCE = 10.0
"""Seconds after which a server that neither answers nor closes hangs."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a server; the names of its headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_json(self) -> bool:
        """Say whether the body is JSON and called so; none at all is as good."""
        if not self.body:
            return True
        is_gzip = self.headers.get("content-encoding") == "gzip"
        try:
            json.loads(gzip.decompress(self.body) if is_gzip else self.body)
        except (ValueError, OSError):
            return False
        kind = self.headers.get("content-type", "").partition(";")[0]
        return kind == "application/json" or kind.endswith("+json")


async def exchange(port: int, pieces: Sequence[bytes]) -> bytes | None:
    """Send this on a connection of its own; return all that comes until the server closes it.

    None means that the server hangs. What came before a reset counts.
    """
    loop = asyncio.get_running_loop()
    received = bytearray()
    with socket.socket() as own:
        own.setblocking(False)
        try:
            async with asyncio.timeout(PATIENCE):
                await loop.sock_connect(own, ("127.0.0.1", port))
                # Who is refused in the middle of sending has been answered all the same.
                with suppress(ConnectionError):
                    for piece in pieces:
                        await loop.sock_sendall(own, piece)
                        await asyncio.sleep(0)
                with suppress(ConnectionError):
                    while data := await loop.sock_recv(own, 65_536):
                        received += data
        except TimeoutError:
            return None
    return bytes(received)


def answers(received: bytes, *, to_head: bool = False) -> list[Said]:
    """Read answers one after the other; those `to_head` have no body.

    Raises:
        ValueError: something else is among them, or the last one is cut off.
    """
    found = []
    while received:
        head, end, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = first.split(" ")
        if version != "HTTP/1.1" or not end:
            raise ValueError(f"not an answer: {received[:200]!r}")
        headers = {name.lower(): value for name, _, value in (ln.partition(": ") for ln in lines)}
        has_none = to_head or status in {"100", "204", "304"}
        length = 0 if has_none else int(headers["content-length"])
        if len(rest) < length:
            raise ValueError(f"an answer that is cut off: {received[:200]!r}")
        if status != "100":
            found.append(Said(int(status), headers, rest[:length]))
        received = rest[length:]
    return found
