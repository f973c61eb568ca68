"""What the gateway asks of a provider."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from gateway.model import ProviderCode, Reference, Report, ShipmentKeyKind, StatusMapping
from gateway.upstream import Health


@dataclass(frozen=True, slots=True)
class Fetched:
    """A provider's answer to a key: `body` as it was sent, and what it means."""

    key: str
    body: bytes
    report: Report


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
        """Convert an answer of `fetch`, for the same key; raise `BadResponse` where it is none."""


def account_of(base_url: str, secret: str) -> str:
    """Return a name for a set of credentials at one address, from which they can't be read back."""
    return hashlib.sha256(f"{base_url}\n{secret}".encode()).hexdigest()[:24]
