"""Numbers with several labels: voided ones, other carriers', older ones, more than a page."""

from functools import partial

from gateway.sandbox.catalogue.codes import tracking
from gateway.sandbox.parcel import Label, Parcel

VOIDED_BEFORE_VALID = 30


def _parcel(title: str, carrier: str, detail: str, *labels: Label) -> Parcel:
    valid = [label for label in labels if not label.voided]
    return Parcel(
        title=title,
        kind="labels",
        carrier=carrier,
        tracking_number=labels[0].tracking_number,
        labels=labels,
        shipstation=partial(tracking, (valid or labels)[0], detail),
    )


def _many() -> Parcel:
    number = "1Z40XR710322005187"
    voided = [
        Label(f"se-many-{place}", "ups", number, "NY", age=place, voided=True)
        for place in range(1, VOIDED_BEFORE_VALID + 1)
    ]
    valid = Label("se-many-valid", "ups", number, "IT", age=VOIDED_BEFORE_VALID + 1)
    return _parcel(
        "30 voided labels before the valid one: more than a page", "ups", "", *voided, valid
    )


def shelves() -> list[Parcel]:
    """List the numbers for which the label list has to be read with care."""
    renewed, gone = "9205590164917553104620", "1Z88PK300399146200"
    reused, shared = "396172455081", "9261290333517145002186"
    return [
        _many(),
        _parcel(
            "The newest label is voided, the one before it valid",
            "usps",
            "",
            Label("se-labels-void", "stamps_com", renewed, "NY", age=20, voided=True),
            Label("se-labels-valid", "stamps_com", renewed, "IT", age=60),
        ),
        _parcel(
            "The only label is voided",
            "ups",
            "CANCELLED_BEFORE_DESPATCH",
            Label("se-labels-gone", "ups", gone, "EX", age=30, voided=True),
        ),
        _parcel(
            "The newer one of two valid labels of one number",
            "fedex",
            "HUB_SCAN_IN",
            Label("se-labels-new", "fedex", reused, "IT", age=25),
        ),
        _parcel(
            "The older one of two valid labels of one number",
            "fedex",
            "TRACKING_EXPIRED",
            Label("se-labels-old", "fedex", reused, "UN", age=4000),
        ),
        _parcel(
            "One number, two carriers: the older label, of stamps_com",
            "usps",
            "OUT_FOR_DELIVERY",
            Label("se-labels-usps", "stamps_com", shared, "IT", age=70),
        ),
        _parcel(
            "One number, two carriers: the newer label, of ups",
            "ups",
            "HELD_BY_CARRIER",
            Label("se-labels-ups", "ups", shared, "EX", age=10),
        ),
    ]
