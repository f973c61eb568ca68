"""Lists the catalogue to people and programs: how each parcel is reached, and what it shows."""

from gateway.sandbox.catalogue.everything import every_parcel
from gateway.sandbox.parcel import Json, Parcel


def sample_parcels() -> list[Json]:
    """List every parcel, as `summary` tells it, in the order in which the catalogue shows them."""
    return [summary(parcel) for parcel in every_parcel()]


def summary(parcel: Parcel) -> Json:
    """Tell how a parcel is reached and what it shows."""
    valid = [label for label in parcel.labels if not label.voided] or parcel.labels
    sides = {"shipstation": parcel.shipstation, "shippo": parcel.shippo}
    return {
        "providers": [name for name, side in sides.items() if side],
        "labelId": valid[0].label_id if valid else None,
        "carrier": parcel.carrier,
        "trackingNumber": parcel.tracking_number,
        "title": parcel.title,
        "kind": parcel.kind,
    }
