"""Ask Shippo."""

import re
from typing import Any

import msgspec

from gateway.carriers import provider_codes, same_number
from gateway.errors import CarrierNotSupported, NotFound
from gateway.model import (
    ProviderCode,
    Reference,
    Report,
    ShipmentKeyKind,
    StatusMapping,
)
from gateway.providers.base import (
    Fetched,
    UpstreamProvider,
    account_of,
)
from gateway.providers.shippo import statuses
from gateway.providers.shippo.mapping import to_report
from gateway.providers.wire import NotTrackingData
from gateway.settings import Settings, reveal
from gateway.telemetry import Telemetry
from gateway.upstream import Limits, Problem, Windows
from gateway.upstream import connect as open_upstream

API_VERSION = "2018-02-08"


def authorization(token: str) -> str:
    """Return the `Authorization` header for a token.

    Source: https://docs.goshippo.com/docs/guides_general/authentication and the official Python
    client, read 2026-11-21.
    """
    scheme = "Bearer" if token.startswith("oauth.") else "ShippoToken"
    return f"{scheme} {token}"


class Shippo(UpstreamProvider):
    """Shippo. A key is `carrier/number`, with Shippo's own code for the carrier.

    Source: https://docs.goshippo.com/docs/tracking/tracking, specification 2018-02-08, read
    2026-11-21.
    """

    code = ProviderCode.SHIPPO
    name = "Shippo"
    lookup_by = (ShipmentKeyKind.CARRIER_AND_TRACKING_NUMBER,)

    @property
    def status_mappings(self) -> tuple[StatusMapping, ...]:
        """Return the table by which statuses are mapped."""
        return tuple(statuses.table().values())

    def key(self, ref: Reference) -> str | None:
        """Return carrier and number.

        None where one is not known, or Shippo has no code for the carrier.
        """
        if ref.tracking_number is None or ref.carrier is None:
            return None
        codes = provider_codes(ref.carrier, self.code)
        return f"{codes[0]}/{ref.tracking_number}" if codes else None

    def search(self, ref: Reference) -> str | None:  # the port's shape
        """Return None: Shippo can't be searched."""
        return None

    async def find(self, search: str) -> Reference:  # the port's shape
        """Raise `NotFound`: Shippo can't be searched."""
        raise self._upstream.not_found()

    async def fetch(self, key: str) -> Fetched:
        """Ask for the track of one number."""
        carrier, _, number = key.partition("/")
        body = await self._upstream.get("tracks", carrier, number)
        try:
            return Fetched(key, body, self.to_report(key, body), self.to_report)
        except NotTrackingData as error:
            raise self._upstream.bad_response() from error

    def to_report(self, key: str, body: bytes) -> Report:  # the port's shape
        """Convert an answer; raise `NotTrackingData` where it is none, or about another one."""
        report = to_report(body, self._raw(body))
        number = key.partition("/")[2]
        if not same_number(number, report.tracking_number):
            raise NotTrackingData
        return report


# Source: recorded in 2017 and 2026 (see the sandbox); Shippo documents no error codes for these.
_UNSUPPORTED = re.compile(
    r"Carrier with name .* is not supported|is not a valid test tracking carrier"
    r"|Invalid value specified for provider",
    re.DOTALL,
)
_UNKNOWN_TEST_NUMBER = re.compile(r"is not a valid test tracking number", re.DOTALL)


class _Detail(msgspec.Struct):
    detail: Any = None
    carrier: Any = None


def read_problem(body: bytes) -> Problem:
    """Read one of Shippo's error bodies; what is none says nothing."""
    try:
        sent = msgspec.json.decode(body, type=_Detail)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Problem()
    words = f"{sent.detail} {sent.carrier}"[:1000]
    if _UNSUPPORTED.search(words):
        return Problem(condition=CarrierNotSupported)
    if _UNKNOWN_TEST_NUMBER.search(words):
        return Problem(condition=NotFound)
    return Problem()


def calls_per_minute(settings: Settings) -> int:
    """Return the quota: what the operator set, else what the provider grants to such credentials.

    Source: https://docs.goshippo.com/docs/api_concepts/ratelimits (tracking, GET), read
    2026-11-21.
    """
    if settings.shippo_calls_per_minute is not None:
        return settings.shippo_calls_per_minute
    test = (reveal(settings.shippo_api_token) or "").startswith("shippo_test_")
    return 50 if test else 500


def connect(settings: Settings, windows: Windows, telemetry: Telemetry) -> Shippo:
    """Make the provider from the settings.

    Without credentials its `account` is None and it can't be asked.
    """
    token = reveal(settings.shippo_api_token)
    account = account_of(settings.shippo_base_url, token) if token else None
    upstream = open_upstream(
        provider=Shippo.code.name,
        name=Shippo.name,
        base_url=settings.shippo_base_url,
        headers={"Authorization": authorization(token), "SHIPPO-API-VERSION": API_VERSION}
        if token
        else {},
        read_problem=read_problem,
        limits=Limits.of(settings),
        window=windows((Shippo.code.name, account or ""), calls_per_minute(settings)),
        notes=telemetry.of(Shippo.code.name),
    )
    return Shippo(upstream, account=account, expose_raw=settings.expose_raw)
