"""Find a label in what ShipStation lists: pure, no clock, no I/O."""

from datetime import UTC, datetime

from gateway.providers.reporting import carrier
from gateway.providers.shipstation.payload import Label, LabelList
from gateway.providers.wire import NotTrackingData, Reader, decode, number, text
from gateway.times import instant


def to_labels(body: bytes) -> tuple[list[Label], int]:
    """Convert a page of labels; return its labels and the number of pages.

    Raises:
        NotTrackingData: the body is no list of labels.
    """
    sent = decode(body, LabelList)
    # An error body is an object too: without a list it is not known that there is no label.
    if not bytes(sent.labels).lstrip().startswith(b"["):
        raise NotTrackingData
    read = Reader("ShipStation")
    labels = [read.part(entry, Label) for entry in read.parts(sent.labels)]
    return [label for label in labels if label is not None], number(sent.pages) or 1


def newest_label(labels: list[Label], wanted: str | None) -> Label | None:
    """Return the newest label that is not voided and, where `wanted` is given, of that carrier.

    A label whose carrier the gateway doesn't know may be of any, but comes after those of `wanted`.
    """
    fitting = [
        label
        for label in labels
        if label.voided is not True
        and label.status != "voided"
        and text(label.label_id)
        and (wanted is None or _carrier(label) in {wanted, None})
    ]
    return max(
        fitting,
        key=lambda label: (wanted is not None and _carrier(label) == wanted, _created(label)),
        default=None,
    )


def _carrier(label: Label) -> str | None:
    return carrier(text(label.carrier_code))


def _created(label: Label) -> datetime:
    return instant(label.created_at) or datetime.min.replace(tzinfo=UTC)
