"""What the gateway asks of a provider."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from gateway.carriers import is_plausible_number
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


def says_nothing(report: Report) -> bool:
    """Say whether an answer holds nothing of a parcel: then it is something else, e.g. an error."""
    known = (report.tracking_number, report.carrier, report.tracking.status.provider_code)
    return not report.events and all(fact is None for fact in known)


def account_of(base_url: str, secret: str) -> str:
    """Return a name for a set of credentials at one address, from which they can't be read back."""
    return hashlib.sha256(f"{base_url}\n{secret}".encode()).hexdigest()[:24]


def raw_answer(body: bytes) -> Any:
    """Return an answer as it was sent, for callers who may see it; None where it is odd JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


# An USPS barcode may lead with the ZIP code of the destination; the parcel is the same.
# Source: USPS Publication 199, Intelligent Mail Package Barcode Implementation Guide, read
# 2026-11-21.
_ROUTING = re.compile(r"420(?:[0-9]{5}|[0-9]{9})(?=9[0-9]{19,25}\Z)")


def same_number(one: str | None, other: str | None) -> bool:
    """Say whether two normalised numbers may name one parcel.

    None may be any; so may what can't be a tracking number, since one odd leaf costs no parcel.
    """
    if one is None or other is None or not is_plausible_number(other):
        return True
    return _ROUTING.sub("", one) == _ROUTING.sub("", other)
