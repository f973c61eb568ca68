"""Ask ShipStation."""

from typing import Any

import msgspec

from gateway.carriers import carrier_by_code
from gateway.errors import CarrierNotSupported, ProviderError
from gateway.model import (
    ProviderCode,
    Reference,
    Report,
    ShipmentKeyKind,
    StatusMapping,
    is_label_id,
)
from gateway.providers.base import Fetched, UpstreamProvider, account_of
from gateway.providers.shipstation import statuses
from gateway.providers.shipstation.labels import newest_label, to_labels
from gateway.providers.shipstation.mapping import to_report
from gateway.providers.wire import NotTrackingData, text
from gateway.settings import Settings, reveal
from gateway.telemetry import Telemetry
from gateway.upstream import Limits, Problem, Windows
from gateway.upstream import connect as open_upstream

MAX_PAGES = 10
"""Pages of labels that are read for one number."""

PAGE_SIZE = 100


class ShipStation(UpstreamProvider):
    """ShipStation API v2. A key is a label id; a search is `number` or `number/carrier`.

    Source: https://docs.shipstation.com/track-shipment-by-label and the v2 specification
    (2025-07-30), read 2026-11-21.
    """

    code = ProviderCode.SHIPSTATION
    name = "ShipStation"
    lookup_by = (ShipmentKeyKind.LABEL_ID, ShipmentKeyKind.CARRIER_AND_TRACKING_NUMBER)

    @property
    def status_mappings(self) -> tuple[StatusMapping, ...]:
        """Return the table by which statuses are mapped."""
        return tuple(statuses.table().values())

    def key(self, ref: Reference) -> str | None:
        """Return the label id."""
        return ref.label_id

    def search(self, ref: Reference) -> str | None:
        """Return the number, with the carrier where the caller knows it."""
        if ref.tracking_number is None:
            return None
        return f"{ref.tracking_number}/{ref.carrier}" if ref.carrier else ref.tracking_number

    async def find(self, search: str) -> Reference:
        """Return the newest label of this account that carries the number.

        Voided labels and labels of other carriers don't count.

        Raises:
            ProviderError: `NotFound` where there is none.
        """
        number, _, carrier = search.partition("/")
        labels = []
        page, pages = 1, 1
        while page <= min(pages, MAX_PAGES):
            body = await self._upstream.get("v2", "labels", query=_label_query(number, page))
            try:
                found, pages = to_labels(body)
            except NotTrackingData as error:
                raise self._upstream.bad_response() from error
            labels.extend(found)
            page += 1
        label = newest_label(labels, carrier or None)
        label_id = text(label.label_id) if label else None
        if label is None or label_id is None or not is_label_id(label_id):
            raise self._upstream.not_found()
        known = carrier_by_code(text(label.carrier_code) or "")
        return Reference(
            tracking_number=number, carrier=known.code if known else None, label_id=label_id
        )

    async def fetch(self, key: str) -> Fetched:
        """Ask for the tracking of one label."""
        body = await self._upstream.get("v2", "labels", key, "track")
        try:
            return Fetched(key, body, self.to_report(key, body), self.to_report)
        except NotTrackingData as error:
            raise self._upstream.bad_response() from error

    def to_report(self, key: str, body: bytes) -> Report:
        """Convert an answer for the label `key`; raise `NotTrackingData` where it is none."""
        return to_report(key, body, self._raw(body))


def _label_query(number: str, page: int) -> dict[str, str]:
    return {
        "tracking_number": number,
        "page": str(page),
        "page_size": str(PAGE_SIZE),
        "sort_by": "created_at",
        "sort_dir": "desc",
    }


class _Error(msgspec.Struct):
    error_code: Any = None


class _Errors(msgspec.Struct):
    request_id: Any = None
    errors: list[_Error] | None = None


# Source: the error envelope and its `error_code` enum in the v2 specification, read 2026-11-21.
_CONDITIONS: dict[str, type[ProviderError]] = {
    "carrier_not_supported": CarrierNotSupported,
    "tracking_not_supported": CarrierNotSupported,
    "carrier_not_connected": CarrierNotSupported,
}


def read_problem(body: bytes) -> Problem:
    """Read ShipStation's error envelope; what is none says nothing."""
    try:
        sent = msgspec.json.decode(body, type=_Errors)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Problem()
    code = text(sent.errors[0].error_code) if sent.errors else None
    return Problem(
        condition=_CONDITIONS.get(code or ""), code=code, request_id=text(sent.request_id)
    )


def calls_per_minute(settings: Settings) -> int:
    """Return the quota: what the operator set, else what the provider grants to such credentials.

    Source: https://docs.shipstation.com/rate-limits and
    https://docs.shipstation.com/apis/shipengine/docs/guides/rate-limits, read 2026-11-21.
    """
    if settings.shipstation_calls_per_minute is not None:
        return settings.shipstation_calls_per_minute
    test = (reveal(settings.shipstation_api_key) or "").startswith("TEST_")
    return 20 if test else 200


def connect(settings: Settings, windows: Windows, telemetry: Telemetry) -> ShipStation:
    """Make the provider from the settings.

    Without credentials its `account` is None and it can't be asked.
    """
    key = reveal(settings.shipstation_api_key)
    account = account_of(settings.shipstation_base_url, key) if key else None
    upstream = open_upstream(
        provider=ShipStation.code.name,
        name=ShipStation.name,
        base_url=settings.shipstation_base_url,
        headers={"API-Key": key} if key else {},
        read_problem=read_problem,
        limits=Limits.of(settings),
        window=windows((ShipStation.code.name, account or ""), calls_per_minute(settings)),
        notes=telemetry.of(ShipStation.code.name),
    )
    return ShipStation(upstream, account=account, expose_raw=settings.expose_raw)
