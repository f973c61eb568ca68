"""Carriers: who moves the parcel."""

from collections.abc import Sequence
from typing import Annotated

from gateway.model.codes import CarrierCodeEvidence, ProviderCode
from gateway.model.definition import about, output
from gateway.model.scalars import URL


@output("A provider's code for a carrier.")
class ProviderCarrierCode:
    """A provider's code for a carrier."""

    provider: Annotated[ProviderCode, about("The provider.")]
    code: Annotated[str, about("Its code, e.g. `stamps_com`.")]
    evidence: Annotated[CarrierCodeEvidence, about("How well the code is documented.")]


@output("A parcel carrier.")
class Carrier:
    """A parcel carrier."""

    code: Annotated[str, about("The gateway's code, e.g. `ups`.")]
    name: Annotated[str, about("Display name.")]
    website: Annotated[URL | None, about("Website.")] = None
    provider_codes: Annotated[
        Sequence[ProviderCarrierCode], about("The providers' own codes for it.")
    ]


@output("A carrier that a tracking number may belong to.")
class CarrierCandidate:
    """A carrier that a tracking number may belong to."""

    carrier: Annotated[Carrier, about("The carrier.")]
    checksum_valid: Annotated[
        bool | None, about("The check digit fits; null when the format has none.")
    ] = None
    confidence: Annotated[float, about("How likely it is, from 0 to 1.")]
    format: Annotated[str, about("Name of the number format that fits, e.g. `USPS IMpb`.")]
