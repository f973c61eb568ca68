"""Read the places that providers write: locations, their time zones, and which may be the same.

    description  what a provider wrote → `Location`
    likeness     may two locations be the same place?
    zones        the time zone of a location, where there is no doubt
    countries    what a country is called
    regions      what a state or province is called
    spelling     how names are compared

Pure: no clock, nothing built on import, no I/O but the lazy reading of data that libraries bring.
"""

from gateway.places.description import location
from gateway.places.likeness import same_place
from gateway.places.zones import zone

__all__ = ["location", "same_place", "zone"]
