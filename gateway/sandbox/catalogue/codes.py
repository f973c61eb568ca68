"""One parcel for every status and detail code of either provider."""

from datetime import datetime
from functools import partial
from types import MappingProxyType

from gateway.sandbox.catalogue.names import label_id, number_of, sandbox_number
from gateway.sandbox.catalogue.places import CHICAGO, MEMPHIS, SAN_FRANCISCO
from gateway.sandbox.parcel import Json, Label, Parcel, Scan, hours_before, instant, midnight
from gateway.sandbox.shippo import bodies as shippo
from gateway.sandbox.shippo.substatuses import STATUSES, SUBSTATUSES
from gateway.sandbox.shipstation import bodies as shipstation

# Source: status_detail_code in the ShipStation API v2 specification (2025-07-30) and in the
# ShipEngine specification (2026-04-08), read 2026-11-21. Under which status a detail comes is not
# documented; it is inferred from the provider's texts.
DETAILS = MappingProxyType(
    {
        "AC": """COLLECTION_MADE DESPATCHED DROPPED_OFF PICKED_UP RECD_BY_CARRIER_NO_ELEC_ADVICE
            RECEIVED_BY_CARRIER""",
        "AT": """ATTEMPTED_DELIVERY ATTEMPTED_DELIVERY_2ND ATTEMPTED_DELIVERY_3RD
            ATTEMPTED_DELIVERY_FINAL CUSTOMER_CARDED""",
        "DE": """COD_AMOUNT_PAID DELIVERED DELIVERED_DAMAGED DELIVERED_IN_PART
            DELIVERED_SPECIFIED_SAFE_PLACE DELIVERED_TO_ALTERNATIVE_DELIVERY_LOCATION
            DELIVERED_TO_NEIGHBOUR DELIVERED_TO_PO_BOX DELIVERED_TO_RECEPTION
            PARCEL_COLLECTED_FROM_PICKUP_POINT POST_TRANSIT_STATUS PROOF_OF_DELIVERY""",
        "EX": """ADDRESS_QUERY CANCELLED CANCELLED_BEFORE_DESPATCH COD_AMOUNT_NOT_PAID
            CUSTOMER_IDENTIFICATION_FAILED CUSTOMER_MOVED DUTY_NOT_PAID HAZARDOUS_PROHIBITED
            HELD_BY_CARRIER HELD_BY_CARRIER_FOR_CLEARANCE_PRE_PROCESSING HELD_BY_CUSTOMS
            HELD_BY_EXPORT_CUSTOMS HELD_BY_IMPORT_CUSTOMS INCORRECT_DECLARATION
            INVALID_METHOD_OF_PAYMENT MISROUTED MISSORTED NOT_COLLECTED_FROM_PICKUP_POINT
            NOT_DELIVERED NOT_DELIVERED_ADDRESSEE_DECEASED NO_ACCESS_TO_RECIPIENTS_ADDRESS
            PARCEL_DAMAGED PARCEL_DISPOSED PARCEL_LOST PARCEL_OUTSIDE_OF_SERVICE_CAPABILITY
            PARCEL_REPACKED REFUSED_BY_CUSTOMER RETURN_TO_SENDER ROUTING_ERROR
            UNDELIVERABLE_RETURNED_TO_SENDER UNSPECIFIED_EXCEPTION""",
        "IT": """CARRIER_DELAYS CUSTOMS_CLEARED CUSTOMS_PROCESSING DELAYED_NOT_CARRIER
            DELIVERY_ARRANGED_WITH_RECIPIENT DELIVERY_RESCHEDULED DELIVERY_SCHEDULED
            HUB_PROCESSING HUB_SCAN_IN HUB_SCAN_OUT INFORMATION IN_TRANSIT OUT_FOR_DELIVERY
            PARCEL_OVER_LABELLED PARCEL_REDIRECTED PARCEL_REDIRECTED_BY_CARRIER
            PARCEL_UPDATE_NOTIFICATION PARCEL_UPDATE_NOTIFICATION_VIA_EMAIL
            PARCEL_UPDATE_NOTIFICATION_VIA_SMS RECEIVED_LOCAL_DELIVERY_DEPOT
            SUB_CONTRACTOR_EVENT SUB_CONTRACTOR_RECEIVED""",
        "NY": """AWAITING_DESPATCH AWAITING_ELECTRONIC_ADVICE AWAITING_PICKUP_DROP_OFF
            COLLECTION_FAILED COLLECTION_REQUESTED ELEC_ADVICE_RECD_BY_CARRIER
            NOT_YET_RECEIVED_BY_CARRIER PICKUP_FAILED SHIPMENT_CREATED""",
        "SP": """AWAITING_COLLECTION_FROM_PICKUP_POINT COLLECT_AT_LOCAL_PO
            CUSTOMER_TO_COLLECT_FROM_CARRIER DELIVERED_TO_LOCKER_COLLECTION_POINT
            DELIVERED_TO_PICKUP_POINT""",
        "UN": "CARRIER_STATUS_NOT_MAPPED TRACKING_EXPIRED",
    }
)


def words(code: str) -> str:
    """Write a code as words: PARCEL_LOST is `Parcel lost`."""
    return code.replace("_", " ").capitalize()


def _scans(code: str, text: str) -> list[Scan]:
    if code in ("NY", "UN"):
        return []
    return [
        Scan(50, SAN_FRANCISCO, ("OR", "Origin scan")),
        Scan(26, MEMPHIS, ("AR", "Arrived at facility")),
        Scan(3, CHICAGO, (code, text)),
    ]


def tracking(label: Label, detail: str, anchor: datetime) -> Json:
    """Tell ShipStation's side of a label by its status and a detail code (or "")."""
    code = label.status_code
    text = words(detail) if detail else shipstation.STATUS_TEXTS[code]
    delivered = instant(hours_before(anchor, 3)) if code == "DE" else None
    headline = shipstation.Headline(
        status_code=code,
        carrier_status=(code, text),
        detail=(detail, words(detail)) if detail else None,
        ship_date=None if code in ("NY", "UN") else instant(hours_before(anchor, 50)),
        estimated=None if code == "UN" else instant(midnight(anchor, 1)),
        delivered=delivered,
        exception=text if code == "EX" else None,
    )
    return shipstation.track(label, headline, _scans(code, text), anchor)


def _labelled(name: str, code: str, detail: str, kind: str, title: str) -> Parcel:
    label = Label(name, "ups", number_of(name), code)
    return Parcel(
        title=title,
        kind=kind,
        carrier="ups",
        tracking_number=label.tracking_number,
        labels=(label,),
        shipstation=partial(tracking, label, detail),
    )


def shipstation_codes() -> list[Parcel]:
    """List a label for each of the 8 status codes and each of the 92 detail codes."""
    statuses = [
        _labelled(label_id("sandbox", code), code, "", "status", f"ShipStation {code}: {text}")
        for code, text in shipstation.STATUS_TEXTS.items()
    ]
    details = [
        _labelled(label_id("detail", one), code, one, "detail", f"ShipStation {code} with {one}")
        for code, group in DETAILS.items()
        for one in group.split()
    ]
    return statuses + details


def numbered(number: str, status: str, substatus: str, anchor: datetime) -> Json:
    """Tell Shippo's side of a USPS number by its status and a substatus (or "")."""
    text = SUBSTATUSES[substatus][1] if substatus else f"Status {words(status).lower()}."
    frame = shippo.Frame(
        carrier="usps",
        tracking_number=number,
        origin=SAN_FRANCISCO,
        destination=CHICAGO,
        eta=instant(midnight(anchor, 1)),
        original_eta=instant(midnight(anchor, 0)),
    )
    announced = ("PRE_TRANSIT", "information_received", "Shipping label created.")
    moved = ("TRANSIT", "package_departed", "Your shipment has departed from the origin.")
    scans = [] if status in ("PRE_TRANSIT", "UNKNOWN") else [Scan(26, MEMPHIS, shippo=moved)]
    return shippo.track(
        frame,
        [
            Scan(50, None, shippo=announced),
            *scans,
            Scan(3, CHICAGO if scans else None, shippo=(status, substatus, text)),
        ],
        anchor,
    )


def shippo_codes() -> list[Parcel]:
    """List a USPS number for each of the 6 statuses and each of the 27 substatuses.

    DELIVERED is status and substatus at once, in one parcel.
    """
    plain = [(status, status, "") for status in STATUSES if status.lower() not in SUBSTATUSES]
    fine = [(code, status, code) for code, (status, _, _) in SUBSTATUSES.items()]
    return [
        Parcel(
            title=f"Shippo {status}" + (f" with {code}" if code else ""),
            kind="substatus" if code else "status",
            carrier="usps",
            tracking_number=sandbox_number(name),
            shippo=partial(numbered, sandbox_number(name), status, code),
        )
        for name, status, code in plain + fine
    ]
