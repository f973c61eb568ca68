"""A Shippo that knows its accounts: each gets an answer of its own, and none gets another's."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.integration.upstreams import head_of, ok
from tests.integration.upstreams import serving as serving_upstream

UNKNOWN = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"
DENIED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"


@dataclass
class Accounts:
    """What the accounts asked, by token; an account in `denied` is refused with 401.

    While `open` is not set, answers wait; `all_asked` is set once three accounts have asked.
    """

    url: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    denied: set[str] = field(default_factory=set)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    all_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        while True:
            head = (await head_of(reader)).decode("latin-1")
            answer = self._answer(head)
            await self.open.wait()
            writer.write(answer)
            await writer.drain()

    def _answer(self, head: str) -> bytes:
        path = head.split(" ")[1]
        if not path.startswith("/tracks/"):
            return UNKNOWN  # ShipStation was meant, which knows no parcel here
        found = re.search(r"^Authorization: ShippoToken (\S+)\r$", head, re.MULTILINE)
        token = found[1] if found else ""
        self.calls[token] += 1
        if len(self.calls) == 3:
            self.all_asked.set()
        if token in self.denied:
            return DENIED
        _, carrier, number = path.strip("/").split("/")
        status = {"status": "TRANSIT", "status_details": f"seen by {token}"}
        status["status_date"] = "2026-11-20T10:00:00Z"
        return ok(
            json.dumps(
                {"carrier": carrier, "tracking_number": number, "tracking_status": status}
            ).encode()
        )


@asynccontextmanager
async def shippo_with_accounts() -> AsyncIterator[Accounts]:
    """Serve on a free port of the loopback interface."""
    accounts = Accounts()
    accounts.open.set()
    async with serving_upstream(accounts.talk) as server:
        accounts.url = server.url
        yield accounts
