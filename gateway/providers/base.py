"""What the gateway asks of a provider."""

import hashlib
import math
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from isal import isal_zlib

from gateway.model import ProviderCode, Reference, Report, ShipmentKeyKind, StatusMapping
from gateway.upstream import Health, Upstream


class Packing:
    """Packs answers of one provider against one of them: they are alike, and take a third less so.

    That is the first with `enough` bytes, of which deflate looks at the last 32 KB. What was packed
    before there was one is unpacked with it, too: nothing in it refers to it.
    """

    def __init__(self, enough: float = 2_000) -> None:
        self._enough = enough
        self._sample = b""

    def pack(self, body: bytes) -> bytes:
        """Return a body as `unpack` takes it."""
        if not self._sample and len(body) >= self._enough:
            self._sample = body[-(2**15) :]
        engine = isal_zlib.compressobj(1, wbits=_RAW, zdict=self._sample)
        return engine.compress(body) + engine.flush()

    def unpack(self, packed: bytes) -> bytes:
        """Return the body that was packed."""
        return isal_zlib.decompressobj(_RAW, self._sample).decompress(packed)


_RAW = -15
"""What zlib's interface calls deflate with the largest window and nothing around it."""

_ALONE = Packing(enough=math.inf)


class Fetched:
    """A provider's answer to a key: `body` as it was sent, and what it means.

    It may `rest`: then it is a fifth of the body or less, a twentieth of both. `read` makes the
    report of key and body again; without it the report stays. `packing` is set before it rests.
    """

    __slots__ = ("_body", "_read", "_report", "key", "packing")

    def __init__(
        self,
        key: str,
        body: bytes,
        report: Report,
        read: Callable[[str, bytes], Report] | None = None,
        packing: Packing = _ALONE,
    ) -> None:
        self.key = key
        self.packing = packing
        self._body = body
        # None where the body is packed.
        self._report: Report | None = report
        self._read = read or (lambda _key, _body: report)

    @property
    def body(self) -> bytes:
        """The answer as it was sent."""
        return self.packing.unpack(self._body) if self._report is None else self._body

    @property
    def report(self) -> Report:
        """What it means."""
        if self._report is None:
            body = self.body
            self._report, self._body = self._read(self.key, body), body
        return self._report

    def rest(self) -> None:
        """Take as little room as possible until somebody reads it."""
        if self._report is not None:
            self._report, self._body = None, self.packing.pack(self._body)


class Provider(Protocol):
    """One provider.

    A key names a shipment the way the provider does; so does a search, where it can be searched.

    `key`, `search`, `to_report` compute; `fetch` and `find` go over the network and raise
    `gateway.errors.ProviderError`, whose `NotFound` says that the provider does not know the
    shipment.
    """

    @property
    def code(self) -> ProviderCode:
        """Name the provider."""

    @property
    def name(self) -> str:
        """Return the display name."""

    @property
    def lookup_by(self) -> tuple[ShipmentKeyKind, ...]:
        """Say what a shipment can be looked up by."""

    @property
    def status_mappings(self) -> tuple[StatusMapping, ...]:
        """Return the table by which statuses are mapped."""

    @property
    def account(self) -> str | None:
        """Tell sets of credentials apart.

        Equal for equal ones. None without credentials: it can't be asked then.
        """

    async def open(self) -> None:
        """Make the connections; needs a running event loop."""

    async def aclose(self) -> None:
        """Close the connections."""

    async def health(self) -> Health:
        """Say how the provider does, and what is left of its quota."""

    def key(self, ref: Reference) -> str | None:
        """Return the key of a shipment, or None where `ref` doesn't tell it."""

    def search(self, ref: Reference) -> str | None:
        """Return what `find` needs.

        Or None where the provider can't be searched by what `ref` tells.
        """

    async def find(self, search: str) -> Reference:
        """Ask the provider which of its shipments is meant; `key` of the answer is not None."""

    async def fetch(self, key: str) -> Fetched:
        """Ask the provider about one shipment."""

    def to_report(self, key: str, body: bytes) -> Report:
        """Convert an answer of `fetch` for the same key.

        Raises:
            NotTrackingData: it is no answer to that.
        """


def account_of(base_url: str, secret: str) -> str:
    """Return a name for a set of credentials at one address, from which they can't be read back."""
    return hashlib.sha256(f"{base_url}\n{secret}".encode()).hexdigest()[:24]


class UpstreamProvider:
    """What providers behind an `Upstream` have in common.

    Without credentials `account` is None. With `expose_raw` callers may see answers unchanged.
    """

    def __init__(self, upstream: Upstream, *, account: str | None, expose_raw: bool) -> None:
        self.account = account
        self._upstream = upstream
        self._expose_raw = expose_raw

    async def open(self) -> None:
        """Make the connections; needs a running event loop."""
        await self._upstream.open()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._upstream.aclose()

    async def health(self) -> Health:
        """Say how the provider does, and what is left of its quota."""
        return await self._upstream.health()

    def _raw(self, body: bytes) -> Any:
        """Return an answer as it was sent, for callers who may see it; None where it is odd."""
        if not self._expose_raw:
            return None
        try:
            return msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
