"""Let clients in: who they are, and whether they have asked too often."""

import ipaddress
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from gateway.clients.client import ANONYMOUS, Client, Purpose
from gateway.clients.ledger import MAX_CLIENTS, Ledger
from gateway.clients.register import Register

HEADER = b"authorization"

SCHEME = b"bearer "

Headers = Iterable[tuple[bytes, bytes]]
"""Names in lower case and values, as ASGI has them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not let in; `retry_after` is in seconds, None where waiting doesn't help."""

    status: int
    code: str
    message: str
    challenge: str | None = None
    retry_after: int | None = None


# Source of the challenges: RFC 6750, section 3, https://www.rfc-editor.org/rfc/rfc6750, read
# 2026-11-22.
NO_KEY = Refusal(
    401,
    "UNAUTHENTICATED",
    "Send a client key: `Authorization: Bearer …`.",
    challenge='Bearer realm="tracking-gateway"',
)
WRONG_KEY = Refusal(
    401,
    "UNAUTHENTICATED",
    "This client key is not known.",
    challenge='Bearer realm="tracking-gateway", error="invalid_token"',
)
BATCH_TOO_LARGE = Refusal(
    429, "TOO_MANY_REQUESTS", "A batch has more operations than this client may send in a minute."
)
WRONG_PURPOSE = Refusal(403, "FORBIDDEN", "This client key is for something else.")


class Door:
    """Says of each request whether it may come in.

    With a register, clients need a key of it. Without one everybody may come in, each address
    `requests_per_minute` times; None lets them come as often as they like.
    """

    def __init__(
        self, register: Register | None, ledger: Ledger, requests_per_minute: int | None
    ) -> None:
        self._register = register
        self._ledger = ledger
        self._anyone = Client(ANONYMOUS)
        self._requests_per_minute = requests_per_minute
        self._at = lru_cache(MAX_CLIENTS)(self._anonymous)

    def admit(
        self, headers: Headers, address: str | None, purpose: Purpose = Purpose.GRAPHQL
    ) -> Client | Refusal:
        """Say whose request this is, and count it; `address` is where it comes from.

        Looks at the metrics are not counted.
        """
        client = self.identify(headers, address)
        if isinstance(client, Refusal):
            return client
        if client.purpose is not purpose and not client.is_anonymous:
            return WRONG_PURPOSE
        if purpose is Purpose.METRICS:
            return client
        return self._count(client, 1) or client

    def identify(self, headers: Headers, address: str | None) -> Client | Refusal:
        """Say whose request this is, without counting it."""
        if self._register is None:
            return self._anyone if self._requests_per_minute is None else self._at(address)
        sent = [value for name, value in headers if name == HEADER]
        if len(sent) != 1 or sent[0][: len(SCHEME)].lower() != SCHEME:
            return NO_KEY
        return self._register.client_of(sent[0][len(SCHEME) :].strip()) or WRONG_KEY

    def charge(self, client: Client, requests: int) -> Refusal | None:
        """Count so many further requests of a client that was let in; or none, and say why not."""
        limit = client.requests_per_minute
        return BATCH_TOO_LARGE if limit and requests >= limit else self._count(client, requests)

    def _count(self, client: Client, requests: int) -> Refusal | None:
        limit = client.requests_per_minute
        wait = limit and self._ledger.take(client.counted_as, limit, requests)
        return _too_many(wait) if wait else None

    def _anonymous(self, address: str | None) -> Client:
        return Client(
            ANONYMOUS,
            requests_per_minute=self._requests_per_minute,
            counted_as=f"address:{_network(address)}",
        )


def _too_many(wait: float) -> Refusal:
    seconds = math.ceil(wait)
    message = f"This client has asked too often; it can ask again in {seconds} s."
    return Refusal(429, "TOO_MANY_REQUESTS", message, retry_after=seconds)


def _network(address: str | None) -> str:
    """Return what counts as one address: whoever has an IPv6 address has a whole /64 of them."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
