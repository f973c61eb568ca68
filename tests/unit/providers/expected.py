"""What each payload means, written by hand from the payload and the provider's documentation."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A merged shipment in short. Times are RFC 3339; None where nothing is known.

    An estimate is its precision and its day or instant. An event is its instant, its local time,
    the confidence, the description, the place, the status, and the providers.
    """

    number: str
    carrier: str | None = None
    status: str
    detail: str | None = None
    changed_at: str | None = None
    action_required: bool | None = None
    exception: str | None = None
    is_terminal: bool = False
    provider_code: str | None = None
    tracking_url: str | None = None
    shipped_at: str | None = None
    estimate: str | None = None
    original_estimate: str | None = None
    delivered_at: str | None = None
    signed_by: str | None = None
    origin: str | None = None
    destination: str | None = None
    service: str | None = None
    messages: tuple[str, ...] = ()
    metadata: str | None = None
    transaction: str | None = None
    conflicts: tuple[str, ...] = ()
    unmapped: frozenset[str] = field(default_factory=frozenset)
    events: tuple[tuple[str | None, ...], ...] = ()


LAS_VEGAS, SAN_DIEGO = "Las Vegas, NV 89101", "San Diego, CA 92101"
USPS_PAGE = "https://tools.usps.com/go/TrackConfirmAction?tLabels="
UPS_PAGE = "https://www.ups.com/track?tracknum="
IN_BOX = "Your shipment has been delivered at the destination mailbox."

SHIPSTATION = {
    "seed": Expected(
        number="1Z932R800390810600",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DE",
        changed_at="2024-10-27T11:59:03.289Z",
        shipped_at="2024-10-25T11:59:03.289Z",
        estimate="INSTANT 2024-10-27T11:59:03.289Z",
        delivered_at="2024-10-27T11:59:03.289Z",
        events=(
            # California is seven hours behind UTC in October.
            ("2024-10-25T12:32:00Z", "2024-10-25T05:32:00", "EXACT", "Arrived at UPS Facility",
             "Oceanside, CA 92056", None, "SHIPSTATION"),
        ),
    ),
    "everything": Expected(
        number="9400111202555842332106",
        carrier="usps",
        status="OUT_FOR_DELIVERY",
        detail="OUT_FOR_DELIVERY",
        provider_code="IT",
        exception="Held for a day by snow",
        changed_at="2025-03-06T13:05:00Z",
        tracking_url=f"{USPS_PAGE}9400111202555842332106",
        shipped_at="2025-03-03T17:00:00Z",
        estimate="DATE 2025-03-06",
        events=(
            # The carrier's time has an offset of its own.
            ("2025-03-03T18:30:00Z", "2025-03-03T10:30:00", "EXACT", "Accepted", SAN_DIEGO,
             "ACCEPTED", "SHIPSTATION"),
            # The old names, `event_date` and `event_description`.
            ("2025-03-04T02:00:00Z", None, "BEST_EFFORT", "Departed", "Denver, CO 80202",
             "IN_TRANSIT", "SHIPSTATION"),
            # A Z was put behind the local time: Boston is five hours behind UTC in winter.
            ("2025-03-05T21:00:00Z", "2025-03-05T16:00:00", "DERIVED", "Attempted",
             "Boston, MA 02108", "DELIVERY_ATTEMPTED", "SHIPSTATION"),
            ("2025-03-06T13:05:00Z", "2025-03-06T08:05:00", "EXACT", "Out for Delivery",
             "Boston, MA 02108", "OUT_FOR_DELIVERY", "SHIPSTATION"),
        ),
    ),
    "exception": Expected(
        number="1Z12345E0205271688",
        carrier="ups",
        status="RETURNED",
        detail="RETURN_TO_SENDER",
        is_terminal=True,
        provider_code="EX",
        exception="The receiver refused the parcel.",
        # It has been on its way back since it was refused.
        changed_at="2025-05-03T12:00:00Z",
        tracking_url=f"{UPS_PAGE}1Z12345E0205271688",
        # `ship_date` has no zone, and ShipStation doesn't say where the parcel was sent from.
        shipped_at=None,
        events=(
            ("2025-05-02T06:00:00Z", None, "BEST_EFFORT", "In transit", "Germany", "IN_TRANSIT",
             "SHIPSTATION"),
            ("2025-05-03T12:00:00Z", "2025-05-03T14:00:00", "DERIVED", "Refused",
             "Berlin 10115, Germany", "RETURNED", "SHIPSTATION"),
            ("2025-05-04T18:00:00Z", None, "BEST_EFFORT", "Returned to sender",
             "Berlin 10115, Germany", "RETURNED", "SHIPSTATION"),
        ),
    ),
    "delivered_signed": Expected(
        number="1Z12345E1305277940",
        carrier="ups",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DELIVERED_TO_NEIGHBOUR",
        changed_at="2025-06-03T15:00:00Z",
        tracking_url=f"{UPS_PAGE}1Z12345E1305277940",
        delivered_at="2025-06-03T15:00:00Z",
        signed_by="SMITH",
        events=(
            ("2025-06-02T15:00:00Z", None, "BEST_EFFORT", "Attempt made", "Albany, NY 12207",
             "DELIVERY_ATTEMPTED", "SHIPSTATION"),
            ("2025-06-03T15:00:00Z", "2025-06-03T11:00:00", "EXACT", "DELIVERED ",
             "Albany, NY 12207", "DELIVERED", "SHIPSTATION"),
        ),
    ),
    "unknown_number": Expected(
        number="1Z12345E6605272234",
        carrier="ups",
        status="NOT_YET_IN_SYSTEM",
        provider_code="NY",
        tracking_url=f"{UPS_PAGE}1Z12345E6605272234",
    ),
    "unheard_of": Expected(
        number="1Z12345E0305271640",
        status="UNKNOWN",
        detail="EATEN_BY_DOG",
        provider_code="QQ",
        changed_at="2021-08-05T10:00:00Z",
        estimate="DATE 2021-08-09",
        unmapped=frozenset({"QQ", "EATEN_BY_DOG", "XX"}),
        events=(
            ("2021-08-05T10:00:00Z", None, "BEST_EFFORT", "Eaten", None, "UNKNOWN",
             "SHIPSTATION"),
        ),
    ),
    "both": Expected(
        number="1Z12345E0291980793",
        carrier="ups",
        status="IN_TRANSIT",
        provider_code="IT",
        tracking_url=f"{UPS_PAGE}1Z12345E0291980793",
        shipped_at="2025-07-01T17:00:00Z",
        estimate="DATE 2025-07-04",
        events=(
            ("2025-07-01T19:00:00Z", "2025-07-01T12:00:00", "EXACT", "Origin Scan", SAN_DIEGO,
             None, "SHIPSTATION"),
            ("2025-07-02T11:20:00Z", "2025-07-02T05:20:00", "EXACT", "Departed from Facility",
             "Denver, CO 80202", None, "SHIPSTATION"),
        ),
    ),
}  # fmt: skip

SHIPPO = {
    "seed": Expected(
        number="9205590164917312751089",
        carrier="usps",
        status="DELIVERED",
        detail="information_received",
        action_required=True,
        is_terminal=True,
        provider_code="DELIVERED",
        changed_at="2016-07-23T00:00:00Z",
        tracking_url=f"{USPS_PAGE}9205590164917312751089",
        estimate="INSTANT 2023-11-07T05:31:56Z",
        original_estimate="DATE 2021-07-23",
        delivered_at="2016-07-23T00:00:00Z",
        origin=LAS_VEGAS,
        destination=LAS_VEGAS,
        service="Priority Mail Express < Priority Mail Express",
        messages=("<string>",),
        metadata="Order 000123",
        transaction="<string>",
        events=(
            ("2016-07-23T00:00:00Z", None, "BEST_EFFORT", IN_BOX, LAS_VEGAS, "DELIVERED", "SHIPPO"),
        ),
    ),
    "everything": Expected(
        number="9205590164917312751089",
        carrier="usps",
        status="AVAILABLE_FOR_PICKUP",
        detail="pickup_available",
        action_required=True,
        provider_code="TRANSIT",
        changed_at="2025-03-04T17:30:00Z",
        tracking_url=f"{USPS_PAGE}9205590164917312751089",
        estimate="INSTANT 2025-03-06T04:00:00Z",
        original_estimate="DATE 2025-03-04",
        origin=SAN_DIEGO,
        destination=LAS_VEGAS,
        service="Priority Mail < Priority",
        messages=("First", "Second"),
        metadata="Order 7",
        transaction="6a4ba1aa448345cc9d11b0c8bafa3d99",
        events=(
            ("2025-03-02T00:00:00Z", None, "BEST_EFFORT", "Label created.", None, "PRE_TRANSIT",
             "SHIPPO"),
            # Without a zone; California is eight hours behind UTC in winter.
            ("2025-03-03T17:15:00Z", "2025-03-03T09:15:00", "DERIVED", "Accepted.", SAN_DIEGO,
             "ACCEPTED", "SHIPPO"),
            ("2025-03-04T17:30:00Z", None, "EXACT", "Waits at the post office.", LAS_VEGAS,
             "AVAILABLE_FOR_PICKUP", "SHIPPO"),
        ),
    ),
    "malformed_number": Expected(
        number="NO_SUCH_NUMBER",
        carrier="usps",
        status="NOT_YET_IN_SYSTEM",
        tracking_url=f"{USPS_PAGE}NO_SUCH_NUMBER",
        metadata="metadata",
    ),
    "unused_label": Expected(
        number="1Z12345E1505270452",
        carrier="ups",
        status="UNKNOWN",
        provider_code="UNKNOWN",
        tracking_url=f"{UPS_PAGE}1Z12345E1505270452",
        events=((None, None, "UNKNOWN", None, None, "UNKNOWN", "SHIPPO"),),
    ),
    "newer_than_its_history": Expected(
        number="123456789012",
        carrier="fedex",
        status="DELIVERED",
        detail="delivered",
        action_required=False,
        is_terminal=True,
        provider_code="delivered",
        changed_at="2025-04-02T15:45:00Z",
        tracking_url="https://www.fedex.com/apps/fedextrack/?tracknumbers=123456789012",
        estimate="DATE 2025-04-02",
        delivered_at="2025-04-02T15:45:00Z",
        destination=LAS_VEGAS,
        service="Ground",
        messages=("One text",),
        events=(
            ("2025-04-01T15:45:00Z", None, "EXACT", "Departed.", SAN_DIEGO, "IN_TRANSIT", "SHIPPO"),
            # Only `tracking_status` knows this one.
            ("2025-04-02T15:45:00Z", None, "EXACT", "Left at the door.", LAS_VEGAS, "DELIVERED",
             "SHIPPO"),
        ),
    ),
    "unheard_of": Expected(
        number="PIGEON7",
        status="UNKNOWN",
        detail="high_up",
        action_required=True,
        provider_code="FLYING",
        changed_at="2025-04-02T15:45:00Z",
        messages=("Said in an object",),
        unmapped=frozenset({"FLYING", "high_up"}),
        events=(
            ("2025-04-02T15:45:00Z", None, "EXACT", "In the air", "89101", "UNKNOWN", "SHIPPO"),
        ),
    ),
    "both": Expected(
        number="1Z12345E0291980793",
        carrier="ups",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DELIVERED",
        changed_at="2025-07-03T19:30:00Z",
        tracking_url=f"{UPS_PAGE}1Z12345E0291980793",
        estimate="DATE 2025-07-05",
        original_estimate="DATE 2025-07-04",
        delivered_at="2025-07-03T19:30:00Z",
        origin=SAN_DIEGO,
        destination=LAS_VEGAS,
        service="Ground",
        events=(
            ("2025-07-02T11:20:00Z", None, "EXACT", "Departed from facility", "Denver, CO 80202",
             "IN_TRANSIT", "SHIPPO"),
            ("2025-07-03T19:30:00Z", None, "EXACT", "Delivered.", LAS_VEGAS, "DELIVERED", "SHIPPO"),
        ),
    ),
}  # fmt: skip

BOTH = Expected(
    number="1Z12345E0291980793",
    carrier="ups",
    status="DELIVERED",
    is_terminal=True,
    provider_code="DELIVERED",
    changed_at="2025-07-03T19:30:00Z",
    tracking_url=f"{UPS_PAGE}1Z12345E0291980793",
    shipped_at="2025-07-01T17:00:00Z",
    # ShipStation comes first in the order of the providers.
    estimate="DATE 2025-07-04",
    original_estimate="DATE 2025-07-04",
    delivered_at="2025-07-03T19:30:00Z",
    origin=SAN_DIEGO,
    destination=LAS_VEGAS,
    service="Ground",
    conflicts=("status", "deliveryEstimate"),
    events=(
        ("2025-07-01T19:00:00Z", "2025-07-01T12:00:00", "EXACT", "Origin Scan", SAN_DIEGO, None,
         "SHIPSTATION"),
        ("2025-07-02T11:20:00Z", "2025-07-02T05:20:00", "EXACT", "Departed from Facility",
         "Denver, CO 80202", "IN_TRANSIT", "SHIPSTATION SHIPPO"),
        ("2025-07-03T19:30:00Z", None, "EXACT", "Delivered.", LAS_VEGAS, "DELIVERED", "SHIPPO"),
    ),
)  # fmt: skip
