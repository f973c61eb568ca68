"""Read an answer: what a terminal shows of each parcel. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.terminal.lookups import Json, is_unknown
from gateway.terminal.references import Ref, write
from gateway.terminal.texts import clean
from gateway.terminal.times import Reader

MISSING = "MISSING"
"""The stage of what was not found."""

FAILED = "FAILED"
"""The stage of what could not be looked up."""

_NAMES = {"SHIPSTATION": "ShipStation", "SHIPPO": "Shippo"}
_FIELDS = {
    "trackingNumber": "the tracking number",
    "deliveryEstimate": "the day of delivery",
    "originalDeliveryEstimate": "the day of delivery first named",
    "deliveredAt": "when it was delivered",
    "shippedAt": "when it was shipped",
    "signedBy": "who signed",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, where and what, as it is shown."""

    when: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is shown of one parcel; every text is clean.

    `stage` is that of its status, or `MISSING` or `FAILED`. `facts` are more to be said of it, by
    their names; `notes` are what somebody should know of how good this is. `events` are newest
    first.
    """

    number: str
    carrier: str
    stage: str
    status: str
    expected: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    events: tuple[Event, ...] = field(default=())


def parcels(ref: Ref, lookup: Json, reader: Reader) -> Iterator[Parcel]:
    """Read one lookup: the merged parcel, or one a provider where these were asked for."""
    shipment = lookup["shipment"]
    if shipment is None:
        yield _missing(ref, lookup)
    elif "status" in shipment:
        yield _merged(ref, shipment, reader)
    else:
        for source in shipment["sources"]:
            yield _view(ref, lookup, source, reader)


def provider_name(code: str) -> str:
    """Return a provider's name; one that was added later goes by its code."""
    return _NAMES.get(code) or clean(code).title()


def _missing(ref: Ref, lookup: Json) -> Parcel:
    unknown = is_unknown(lookup)
    key = lookup["key"]
    return Parcel(
        number=clean(write(ref)),
        carrier=clean(key["carrierCode"]),
        stage=MISSING if unknown else FAILED,
        status="Not found" if unknown else "Not looked up",
        notes=tuple(_said(error) for error in lookup["errors"]),
    )


def _merged(ref: Ref, shipment: Json, reader: Reader) -> Parcel:
    status = shipment["status"]
    return Parcel(
        number=clean(shipment["trackingNumber"]) or clean(write(ref)),
        carrier=clean((shipment["carrier"] or {}).get("name")),
        stage=status["stage"],
        status=clean(status["title"]),
        expected=_expected(shipment, reader),
        facts=tuple((name, text) for name, text in _facts(shipment, reader) if text),
        notes=tuple(_notes(shipment, reader)),
        events=tuple(_event(each, reader) for each in shipment["events"]),
    )


def _view(ref: Ref, lookup: Json, source: Json, reader: Reader) -> Parcel:
    name = provider_name(source["provider"])
    tracking = source["tracking"]
    number = clean(lookup["key"]["trackingNumber"]) or clean(write(ref))
    facts = (("Provider", name),)
    notes = tuple(_of_source(source, reader))
    if tracking is None:
        words = {"NOT_FOUND": (MISSING, "Not found"), "SKIPPED": (FAILED, "Not asked")}
        stage, status = words.get(source["outcome"], (FAILED, "Not looked up"))
        return Parcel(number, f"({name})", stage, status, facts=facts, notes=notes)
    status = tracking["status"]
    carrier = clean(tracking["carrierCode"] or lookup["key"]["carrierCode"])
    return Parcel(
        number=clean(tracking["trackingNumber"]) or number,
        carrier=f"{carrier} ({name})".strip(),
        stage=status["stage"],
        status=clean(status["title"]),
        facts=facts,
        notes=(*notes, *_problems(status)),
        events=tuple(_event(each, reader) for each in reversed(tracking["events"])),
    )


def _event(event: Json, reader: Reader) -> Event:
    when = reader.of_event(event["occurredAtLocal"], event["occurredAt"], event["timeConfidence"])
    where = (event["location"] or {}).get("formatted")
    return Event(when, clean(where), clean(event["description"]) or "no description")


def _expected(shipment: Json, reader: Reader) -> str:
    """Say when a parcel comes or came, no better than it is known."""
    stage, estimate = shipment["status"]["stage"], shipment["deliveryEstimate"]
    if stage == "DELIVERED":
        at = shipment["deliveredAt"]
        return f"delivered {reader.moment(at)}" if at else "delivered, nobody says when"
    # Whatever failed or went back arrives no more, whatever was expected once.
    if not estimate or (stage == "PROBLEM" and shipment["status"]["code"] != "EXCEPTION"):
        return ""
    when = reader.moment(estimate["at"]) if estimate["at"] else f"{estimate['date']}, day only"
    return f"was expected {when}" if reader.is_over(estimate["date"]) else when


def _facts(shipment: Json, reader: Reader) -> Iterator[tuple[str, str]]:
    estimate, first = shipment["deliveryEstimate"], shipment["originalDeliveryEstimate"]
    yield "Carrier", clean((shipment["carrier"] or {}).get("name"))
    yield "Label", clean(shipment["labelId"])
    yield "Service", clean((shipment["serviceLevel"] or {}).get("name"))
    yield "From", clean((shipment["origin"] or {}).get("formatted"))
    yield "To", clean((shipment["destination"] or {}).get("formatted"))
    yield "Arrival", _expected(shipment, reader)
    if estimate and first and first["date"] != estimate["date"]:
        yield "At first", f"{first['date']}, says {provider_name(first['provider'])}"
    yield "Signed by", clean(shipment["signedBy"])
    yield "Page", clean(shipment["trackingUrl"])


def _notes(shipment: Json, reader: Reader) -> Iterator[str]:
    yield from _problems(shipment["status"])
    for source in shipment["sources"]:
        if source["outcome"] in {"FAILED", "STALE"}:
            yield from _of_source(source, reader)
    for conflict in shipment["conflicts"]:
        what = _FIELDS.get(conflict["field"]) or f"the {clean(conflict['field'])}"
        claims = (_claim(each, conflict["field"]) for each in conflict["claims"])
        yield f"conflict on {what}: {'; '.join(claims)}"
    yield from (f"message: {clean(message)}" for message in shipment["messages"])


def _problems(status: Json) -> Iterator[str]:
    if status["stage"] == "PROBLEM":
        said = clean(status["exception"]) or clean(status["description"])
        if said and said != status["title"]:
            yield f"problem: {said}"
    if status["actionRequired"] and status["stage"] != "DELIVERED":
        yield "somebody has to act"


def _of_source(source: Json, reader: Reader) -> Iterator[str]:
    why = _said(source["error"]) if source["error"] else ""
    if source["outcome"] == "FAILED":
        yield f"partial: {why or provider_name(source['provider']) + ' did not answer'}"
    elif source["outcome"] == "STALE":
        since = reader.moment(source["fetchedAt"])
        yield f"stale: what {provider_name(source['provider'])} says is from {since}; {why}"
    elif why:
        yield why


def _claim(claim: Json, field: str) -> str:
    value = clean(claim["value"])
    if field == "status":
        value = value.replace("_", " ").lower()
    shown = " (shown)" if claim["chosen"] else ""
    return f"{provider_name(claim['provider'])} says {value}{shown}"


def _said(error: Json) -> str:
    wait = error["retryAfterSeconds"]
    again = f" Try again in {wait} s." if wait else ""
    return clean(error["message"]).replace("`", "") + again
