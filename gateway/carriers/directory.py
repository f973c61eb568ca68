"""Look carriers up: by any code, with each provider's codes and their tracking pages."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import quote

from gateway.carriers.codes import CODES
from gateway.carriers.pages import TRACKING_PAGES
from gateway.carriers.table import CARRIERS
from gateway.model import URL, Carrier, CarrierCodeEvidence, ProviderCarrierCode, ProviderCode


@cache
def carriers() -> tuple[Carrier, ...]:
    """Return every carrier that the gateway knows, ordered by name regardless of case."""
    return tuple(
        Carrier(
            code=code,
            name=name,
            website=URL(website),
            provider_codes=[
                ProviderCarrierCode(provider=provider, code=own, evidence=evidence)
                for provider, evidence, carrier, own in _rows()
                if carrier == code
            ],
        )
        for code, name, website in CARRIERS
    )


def carrier_by_code(code: str) -> Carrier | None:
    """Find a carrier by the gateway's code or any provider's code for it; None when unknown.

    Case, blanks, dashes and underscores don't matter. A code that several carriers share means
    the one whose own code it is: `dpd` is the DPD group, of which `dpd_de` and `dpd_uk` are
    members.
    """
    return _by_code().get(_squashed(code))


def provider_codes(carrier_code: str, provider: ProviderCode) -> tuple[str, ...]:
    """Return the codes by which a provider knows a carrier, best evidence first.

    Takes any code of the carrier. Empty when the provider is not known to serve it, or nobody
    knows the carrier.
    """
    carrier = carrier_by_code(carrier_code)
    if carrier is None:
        return ()
    return tuple(each.code for each in carrier.provider_codes if each.provider is provider)


def tracking_page(carrier_code: str, number: str) -> str | None:
    """Return the address of the carrier's public page on a parcel; None when it is not known.

    Takes any code of the carrier. The number is percent-quoted whole.
    """
    carrier = carrier_by_code(carrier_code)
    template = TRACKING_PAGES.get(carrier.code) if carrier else None
    return template.format(quote(number, safe="")) if template else None


def _rows() -> Iterator[tuple[ProviderCode, CarrierCodeEvidence, str, str]]:
    for provider, grades in CODES.items():
        for evidence, pairs in grades.items():
            for carrier, own in pairs:
                yield provider, evidence, carrier, own


@cache
def _by_code() -> Mapping[str, Carrier]:
    # The gateway's own codes are entered last, so that they win over a provider's.
    known = {carrier.code: carrier for carrier in carriers()}
    return {_squashed(own): known[carrier] for _, _, carrier, own in _rows()} | {
        _squashed(code): carrier for code, carrier in known.items()
    }


def _squashed(code: str) -> str:
    return re.sub(r"[\s_-]+", "", code).lower()
