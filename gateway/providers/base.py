"""What the gateway asks of a provider."""

import hashlib
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from isal import isal_zlib

from gateway.model import ProviderCode, Reference, Report, ShipmentKeyKind, StatusMapping
from gateway.upstream import Health, Upstream


class Fetched:
    """A provider's answer to a key: `body` as it was sent, and what it means.

    It may `rest`: then it is a fifth of the body, or a twentieth of both. `read` makes the report
    of key and body again; without it the report stays.
    """

    __slots__ = ("_packed", "_read", "_report", "key")

    def __init__(
        self,
        key: str,
        body: bytes,
        report: Report,
        read: Callable[[str, bytes], Report] | None = None,
    ) -> None:
        self.key = key
        self._packed = False, body
        self._report: Report | None = report
        self._read = read or (lambda _key, _body: report)

    @property
    def body(self) -> bytes:
        """The answer as it was sent."""
        is_packed, body = self._packed
        return isal_zlib.decompress(body) if is_packed else body

    @property
    def report(self) -> Report:
        """What it means."""
        if self._report is None:
            self._packed = False, self.body
            self._report = self._read(self.key, self._packed[1])
        return self._report

    def rest(self) -> None:
        """Take as little room as possible until somebody reads it."""
        is_packed, body = self._packed
        if not is_packed:
            self._packed = True, isal_zlib.compress(body, 1)
            self._report = None


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
