"""What the first answers tell of a shipment, for those who could not be asked without it."""

from collections.abc import Sequence

from gateway.carriers import is_plausible_number, provider_codes, same_number
from gateway.errors import InvalidReference
from gateway.model import Reference, ShipmentSource
from gateway.tracker.references import Asked, likely_carriers


def learn(asked: Asked, sources: Sequence[ShipmentSource]) -> Asked:
    """Return what is known after the first answers.

    Raises:
        InvalidReference: they show that the reference names two different shipments.
    """
    reports = [source.report for source in sources if source.report is not None]
    ref, likely = asked.ref, asked.likely
    for source in sources:
        _check_label(ref, source)
    number = ref.tracking_number
    if number is None:
        numbers = (report.tracking_number for report in reports)
        # It goes into another provider's address: what a caller may not send, a provider may not
        # either.
        number = next((n for n in numbers if n and is_plausible_number(n)), None)
    carrier = ref.carrier or next((r.carrier for r in reports if r.carrier), None)
    label_id = ref.label_id or next((r.label_id for r in reports if r.label_id), None)
    if carrier is not None:
        likely = ()
    elif ref.tracking_number is None:
        likely = likely_carriers(number) if number else ()
    return Asked(Reference(tracking_number=number, carrier=carrier, label_id=label_id), likely)


def _check_label(ref: Reference, source: ShipmentSource) -> None:
    """Hold number and carrier of a reference to what the label in it says of itself.

    Raises:
        InvalidReference: they belong to different shipments.
    """
    report = source.report
    if report is None or ref.label_id is None or report.label_id != ref.label_id:
        return
    if not same_number(ref.tracking_number, report.tracking_number):
        raise InvalidReference("The label and the tracking number name different shipments.")
    if ref.carrier is None or report.carrier in {None, ref.carrier}:
        return
    # One code of a provider may stand for several carriers.
    if report.tracking.carrier_code not in provider_codes(ref.carrier, source.provider):
        raise InvalidReference("The label belongs to another carrier.")
