"""What the sandbox knows of a parcel, before either provider has put it into its own words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

#: A body, given the moment to which the parcel's times are relative: its anchor (aware UTC).
Render = Callable[[datetime], Json]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan happened; `utc_offset` is the local clock's distance from UTC in hours."""

    city: str
    state: str
    postal_code: str
    country: str = "US"
    utc_offset: float = -5.0
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan of a parcel as each provider tells it; a side that is None did not hear of it.

    `shipstation` is (event code, text), `shippo` is (status, substatus or "", text). `age` counts
    hours before the anchor; Shippo's clock is `drift` minutes ahead. Shippo tells an undated scan
    without its `status_date`.
    """

    age: float
    place: Place | None
    shipstation: tuple[str, str] | None = None
    shippo: tuple[str, str, str] | None = None
    dated: bool = True
    drift: float = 0.0
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label bought through ShipStation, `age` hours before the anchor."""

    label_id: str
    carrier_code: str
    tracking_number: str
    status_code: str = "IT"
    age: float = 72.0
    voided: bool = False
    service_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One line of the catalogue: a parcel, its names, and what each provider says of it.

    `carrier` is Shippo's token. `labels` is empty when ShipStation has none; `shippo` is None when
    Shippo has never heard of the number. `fresh` bodies are rendered at every request, with its
    time as their anchor.
    """

    title: str
    kind: str
    carrier: str
    tracking_number: str
    labels: tuple[Label, ...] = ()
    shipstation: Render | None = None
    shippo: Render | None = None
    fresh: bool = False


def hours_before(anchor: datetime, hours: float) -> datetime:
    """Go back from the anchor by so many hours."""
    return anchor - timedelta(hours=hours)


def midnight(anchor: datetime, days: int) -> datetime:
    """Give 00:00 UTC of the day that lies so many days after the anchor's."""
    return anchor.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def instant(moment: datetime, *, milliseconds: bool = False) -> str:
    """Write a moment the way both providers do: UTC with a `Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if milliseconds else "seconds")
    return text.replace("+00:00", "Z")


def local(moment: datetime, utc_offset: float) -> str:
    """Write what the clock at the place showed, without a zone."""
    return (moment + timedelta(hours=utc_offset)).replace(tzinfo=None).isoformat(timespec="seconds")
