"""Shippo's statuses and the substatuses below them."""

from types import MappingProxyType

# Source: Event definitions, https://docs.goshippo.com/docs/tracking/tracking, read 2026-11-21
# substatus: status, text, action_required
SUBSTATUSES = MappingProxyType(
    {
        "information_received": (
            "PRE_TRANSIT",
            "Information about the package received.",
            False,
        ),
        "address_issue": (
            "TRANSIT",
            "Address information is incorrect. Contact carrier to ensure delivery.",
            True,
        ),
        "contact_carrier": ("TRANSIT", "Contact the carrier for more information.", True),
        "delayed": ("TRANSIT", "Delivery of package is delayed.", False),
        "delivery_attempted": (
            "TRANSIT",
            "Delivery of package has been attempted. Contact carrier to ensure delivery.",
            True,
        ),
        "delivery_rescheduled": (
            "TRANSIT",
            "Delivery of package has been rescheduled.",
            False,
        ),
        "delivery_scheduled": ("TRANSIT", "Package is scheduled for delivery.", False),
        "location_inaccessible": (
            "TRANSIT",
            "Delivery location inaccessible to carrier. Contact carrier to ensure delivery.",
            True,
        ),
        "notice_left": (
            "TRANSIT",
            "Carrier left notice during attempted delivery. Follow carrier instructions on notice.",
            True,
        ),
        "out_for_delivery": ("TRANSIT", "Package is out for delivery.", False),
        "package_accepted": (
            "TRANSIT",
            "Package has been accepted into the carrier network for delivery.",
            False,
        ),
        "package_arrived": (
            "TRANSIT",
            "Package has arrived at an intermediate location in the carrier network.",
            False,
        ),
        "package_damaged": (
            "TRANSIT",
            "Package has been damaged. Contact carrier for more details.",
            True,
        ),
        "package_departed": (
            "TRANSIT",
            "Package has departed from an intermediate location in the carrier network.",
            False,
        ),
        "package_forwarded": ("TRANSIT", "Package has been forwarded.", False),
        "package_held": (
            "TRANSIT",
            "Package held at carrier location. Contact carrier for more details.",
            True,
        ),
        "package_processed": (
            "TRANSIT",
            "Package has been processed at an intermediate location.",
            False,
        ),
        "package_processing": (
            "TRANSIT",
            "Package is processing at an intermediate location in the carrier network.",
            False,
        ),
        "pickup_available": (
            "TRANSIT",
            "Package is available for pickup at carrier location.",
            True,
        ),
        "reschedule_delivery": ("TRANSIT", "Contact carrier to reschedule delivery.", True),
        "delivered": ("DELIVERED", "Package has been delivered.", False),
        "return_to_sender": ("RETURNED", "Package is to be returned to sender.", False),
        "package_unclaimed": ("RETURNED", "Package is unclaimed.", True),
        "package_undeliverable": ("FAILURE", "Package is not able to be delivered.", True),
        "package_disposed": ("FAILURE", "Package has been disposed.", False),
        "package_lost": (
            "FAILURE",
            "Package has been lost. Contact carrier for more details.",
            True,
        ),
        "other": ("UNKNOWN", "Unrecognized carrier status.", False),
    }
)

STATUSES = ("PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN")
