"""How ShipStation's status codes are understood.

The headline (`status_code`, two letters) decides; the detail (`status_detail_code`) may refine it,
but only to what the headline leaves room for: an exception that is a return is a return, a
delivered parcel is never put back on the road.
"""

from functools import cache, lru_cache

from gateway.model import STAGES, TERMINAL, StatusCode, StatusMapping

S = StatusCode

# Source: Track by label id, https://www.shipengine.com/docs/tracking/track-by-label-id, and the
# status table of https://docs.shipstation.com/track-shipment-by-label, read 2026-11-21. code:
# (description, tracking_status of a label in this state, common code)
HEADLINES: dict[str, tuple[str, str | None, StatusCode]] = {
    "AC": ("Accepted", None, S.ACCEPTED),
    "IT": ("In Transit", "in_transit", S.IN_TRANSIT),
    "DE": ("Delivered", "delivered", S.DELIVERED),
    "EX": ("Exception", "error", S.EXCEPTION),
    "UN": ("Unknown", "unknown", S.UNKNOWN),
    "AT": ("Delivery Attempt", None, S.DELIVERY_ATTEMPTED),
    "NY": ("Not Yet In System", "in_transit", S.NOT_YET_IN_SYSTEM),
    "SP": (
        "Delivered To Collection Location",
        "delivered_to_service_point",
        S.AVAILABLE_FOR_PICKUP,
    ),
}

# Which common codes a detail may refine each headline to. ShipStation doesn't publish which detail
# belongs to which headline, so a detail that contradicts its headline, or is only coarser, leaves
# the headline as it is.
ROOM: dict[str, frozenset[StatusCode]] = {
    "UN": frozenset(S),
    "NY": frozenset({S.PRE_TRANSIT, S.CANCELLED}),
    "AC": frozenset({S.ACCEPTED}),
    "IT": frozenset(S) - {S.UNKNOWN, S.NOT_YET_IN_SYSTEM, S.PRE_TRANSIT, S.DELIVERED, S.CANCELLED},
    "DE": frozenset({S.DELIVERED, S.AVAILABLE_FOR_PICKUP, S.RETURNED}),
    "EX": frozenset(
        {
            S.EXCEPTION,
            S.DELIVERY_ATTEMPTED,
            S.AVAILABLE_FOR_PICKUP,
            S.RETURNED,
            S.FAILED,
            S.CANCELLED,
        }
    ),
    "AT": frozenset({S.DELIVERY_ATTEMPTED, S.AVAILABLE_FOR_PICKUP, S.RETURNED, S.FAILED}),
    "SP": frozenset({S.AVAILABLE_FOR_PICKUP, S.RETURNED}),
}

# Beyond that room: at a collection location, a plain "delivered" is only the coarser word for being
# there, but a parcel that was collected is delivered.
COLLECTED = ("SP", "PARCEL_COLLECTED_FROM_PICKUP_POINT")

# Source: enums `tracking_status_detail_code` of the ShipStation v2 specification (2025-07-30) and
# the ShipEngine specification (2026-04-08), read 2026-11-21; grouped by what the specifications'
# texts say. Codes whose text says nothing of where the parcel is (an information, a notification, a
# subcontractor's event) are UNKNOWN: they refine nothing, and alone they are not guessed to be in
# transit.
DETAILS: dict[str, StatusCode] = {
    detail: code
    for code, details in {
        S.UNKNOWN: "CARRIER_STATUS_NOT_MAPPED INFORMATION PARCEL_UPDATE_NOTIFICATION"
        " PARCEL_UPDATE_NOTIFICATION_VIA_EMAIL PARCEL_UPDATE_NOTIFICATION_VIA_SMS"
        " SUB_CONTRACTOR_EVENT TRACKING_EXPIRED",
        S.PRE_TRANSIT: "AWAITING_DESPATCH AWAITING_ELECTRONIC_ADVICE AWAITING_PICKUP_DROP_OFF"
        " COLLECTION_FAILED COLLECTION_REQUESTED ELEC_ADVICE_RECD_BY_CARRIER"
        " NOT_YET_RECEIVED_BY_CARRIER PICKUP_FAILED SHIPMENT_CREATED",
        S.ACCEPTED: "COLLECTION_MADE DESPATCHED DROPPED_OFF PICKED_UP"
        " RECD_BY_CARRIER_NO_ELEC_ADVICE"
        " RECEIVED_BY_CARRIER",
        S.IN_TRANSIT: "CARRIER_DELAYS CUSTOMS_CLEARED CUSTOMS_PROCESSING DELAYED_NOT_CARRIER"
        " DELIVERY_ARRANGED_WITH_RECIPIENT DELIVERY_RESCHEDULED DELIVERY_SCHEDULED"
        " HUB_PROCESSING HUB_SCAN_IN HUB_SCAN_OUT IN_TRANSIT PARCEL_OVER_LABELLED"
        " PARCEL_REDIRECTED PARCEL_REDIRECTED_BY_CARRIER RECEIVED_LOCAL_DELIVERY_DEPOT"
        " SUB_CONTRACTOR_RECEIVED",
        S.OUT_FOR_DELIVERY: "OUT_FOR_DELIVERY",
        S.DELIVERY_ATTEMPTED: "ATTEMPTED_DELIVERY ATTEMPTED_DELIVERY_2ND ATTEMPTED_DELIVERY_3RD"
        " ATTEMPTED_DELIVERY_FINAL CUSTOMER_CARDED",
        S.AVAILABLE_FOR_PICKUP: "AWAITING_COLLECTION_FROM_PICKUP_POINT COLLECT_AT_LOCAL_PO"
        " CUSTOMER_TO_COLLECT_FROM_CARRIER DELIVERED_TO_LOCKER_COLLECTION_POINT"
        " DELIVERED_TO_PICKUP_POINT",
        S.DELIVERED: "COD_AMOUNT_PAID DELIVERED DELIVERED_DAMAGED DELIVERED_IN_PART"
        " DELIVERED_SPECIFIED_SAFE_PLACE DELIVERED_TO_ALTERNATIVE_DELIVERY_LOCATION"
        " DELIVERED_TO_NEIGHBOUR DELIVERED_TO_PO_BOX DELIVERED_TO_RECEPTION"
        " PARCEL_COLLECTED_FROM_PICKUP_POINT POST_TRANSIT_STATUS PROOF_OF_DELIVERY",
        S.EXCEPTION: "ADDRESS_QUERY COD_AMOUNT_NOT_PAID CUSTOMER_IDENTIFICATION_FAILED"
        " DUTY_NOT_PAID"
        " HELD_BY_CARRIER HELD_BY_CARRIER_FOR_CLEARANCE_PRE_PROCESSING HELD_BY_CUSTOMS"
        " HELD_BY_EXPORT_CUSTOMS HELD_BY_IMPORT_CUSTOMS INCORRECT_DECLARATION"
        " INVALID_METHOD_OF_PAYMENT MISROUTED MISSORTED NO_ACCESS_TO_RECIPIENTS_ADDRESS"
        " PARCEL_DAMAGED PARCEL_REPACKED ROUTING_ERROR UNSPECIFIED_EXCEPTION",
        S.RETURNED: "CUSTOMER_MOVED NOT_COLLECTED_FROM_PICKUP_POINT REFUSED_BY_CUSTOMER"
        " RETURN_TO_SENDER UNDELIVERABLE_RETURNED_TO_SENDER",
        S.FAILED: "HAZARDOUS_PROHIBITED NOT_DELIVERED NOT_DELIVERED_ADDRESSEE_DECEASED"
        " PARCEL_DISPOSED PARCEL_LOST PARCEL_OUTSIDE_OF_SERVICE_CAPABILITY",
        S.CANCELLED: "CANCELLED CANCELLED_BEFORE_DESPATCH",
    }.items()
    for detail in details.split()
}

# Details whose text in the specifications tells somebody to do something.
ACTION_REQUIRED = frozenset(
    {
        "ATTEMPTED_DELIVERY_2ND",
        "ATTEMPTED_DELIVERY_3RD",
        "ATTEMPTED_DELIVERY_FINAL",
        "AWAITING_COLLECTION_FROM_PICKUP_POINT",
        "COD_AMOUNT_NOT_PAID",
        "COLLECT_AT_LOCAL_PO",
        "CUSTOMER_CARDED",
        "CUSTOMER_TO_COLLECT_FROM_CARRIER",
        "DELIVERED_TO_ALTERNATIVE_DELIVERY_LOCATION",
        "DUTY_NOT_PAID",
        "HELD_BY_CARRIER",
        "INVALID_METHOD_OF_PAYMENT",
    }
)


@cache
def table() -> dict[tuple[str, str | None], StatusMapping]:
    """Return every mapping by (`status_code`, `status_detail_code`).

    A detail that may stand in `status_code` itself, as in the v2 specification, has a row with it
    as the headline.
    """
    rows: dict[tuple[str, str | None], StatusMapping] = {}
    for headline, (_, _, code) in HEADLINES.items():
        rows[headline, None] = _row(headline, None, code)
        for detail, refined in DETAILS.items():
            has_room = refined in ROOM[headline] and refined is not S.UNKNOWN
            if has_room or (headline, detail) == COLLECTED:
                rows[headline, detail] = _row(headline, detail, refined)
    for detail, code in DETAILS.items():
        rows[detail, None] = _row(detail, None, code)
    return rows


def _row(headline: str, detail: str | None, code: StatusCode) -> StatusMapping:
    description, label_status, _ = HEADLINES.get(headline, (None, None, None))
    acts = (detail or headline) in ACTION_REQUIRED
    return StatusMapping(
        provider_code=headline,
        provider_description=description,
        detail_code=detail,
        label_tracking_status=label_status,
        code=code,
        stage=STAGES[code],
        is_terminal=code in TERMINAL,
        action_required=True if acts else None,
    )


@lru_cache(maxsize=1024)
def mapping(status_code: str | None, detail_code: str | None) -> StatusMapping | None:
    """Return the row for a pair of codes, in any case.

    `status_code` may carry the two-letter or the detail form. Without it, the detail is read as
    under `UN`. None for a `status_code` that ShipStation never published.
    """
    headline, detail = _plain(status_code) or "UN", _plain(detail_code)
    rows = table()
    return rows.get((headline, detail)) or rows.get((headline, None))


@lru_cache(maxsize=1024)
def unpublished(status_code: str | None, detail_code: str | None) -> tuple[str, ...]:
    """Return those of a pair of codes that are in no table, as they were sent."""
    return tuple(
        code
        for code in (status_code, detail_code)
        if code and _plain(code) not in HEADLINES and _plain(code) not in DETAILS
    )


def _plain(code: str | None) -> str | None:
    # Outside ASCII there are letters whose capitals are plain ones; no code is written with them.
    return code.strip().upper() if code and code.isascii() else code
