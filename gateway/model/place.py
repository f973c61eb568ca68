"""Places."""

from typing import Annotated

from gateway.model.definition import about, output


@output("A point on the earth (WGS 84).")
class Coordinates:
    """A point on the earth (WGS 84)."""

    latitude: Annotated[float, about("Degrees north.")]
    longitude: Annotated[float, about("Degrees east.")]


@output("A place, as precisely as the carrier gave it. Every part may be missing.")
class Location:
    """A place. Build it with `gateway.places.location`, which works out the derived parts."""

    city: Annotated[str | None, about("City.")] = None
    region: Annotated[
        str | None, about("State, province or the like, as the provider wrote it.")
    ] = None
    region_code: Annotated[
        str | None,
        about("ISO 3166-2 code of `region`, e.g. `US-CA`, where it could be worked out."),
    ] = None
    postal_code: Annotated[str | None, about("Postal code.")] = None
    country_code: Annotated[str | None, about("ISO 3166-1 alpha-2 code of the country.")] = None
    country_name: Annotated[str | None, about("English name of the country.")] = None
    formatted: Annotated[
        str,
        about("The place on one line, e.g. `Oceanside, CA 92056`; empty when nothing is known."),
    ]
    coordinates: Annotated[
        Coordinates | None, about("Coordinates, where the provider gives them.")
    ] = None
