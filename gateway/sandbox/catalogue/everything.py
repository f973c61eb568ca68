"""Collects the whole catalogue."""

from gateway.sandbox.catalogue.codes import shippo_codes, shipstation_codes
from gateway.sandbox.catalogue.faulty import faulty
from gateway.sandbox.catalogue.histories import histories
from gateway.sandbox.catalogue.quirks import quirks
from gateway.sandbox.catalogue.seeds import seeds
from gateway.sandbox.catalogue.shelves import shelves
from gateway.sandbox.catalogue.six_numbers import six_numbers
from gateway.sandbox.parcel import Parcel


def every_parcel() -> list[Parcel]:
    """List all parcels in the order in which the catalogue shows them."""
    return [
        *seeds(),
        *histories(),
        *six_numbers(),
        *shipstation_codes(),
        *shippo_codes(),
        *shelves(),
        *quirks(),
        *faulty(),
    ]
