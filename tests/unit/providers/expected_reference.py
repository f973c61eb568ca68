"""What the payloads of the reference mean, written by hand as in `expected`."""

from dataclasses import replace

from tests.unit.providers import expected
from tests.unit.providers.expected import IN_BOX, USPS_PAGE, Expected

SHIPSTATION = {
    "docs-v2-track-sample": expected.SHIPSTATION["seed"],
    "docs-v1-tracking-usps-delivered-partial": Expected(
        number="9405511899223197428490",
        carrier="usps",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DE",
        # There is no date of the delivery, but the newest event says that it is it.
        changed_at="2021-09-20T19:03:00Z",
        tracking_url=(
            "https://tools.usps.com/go/TrackConfirmAction.action?tLabels=9405511899223197428490"
        ),
        delivered_at="2021-09-20T19:03:00Z",
        events=(
            ("2021-09-20T19:03:00Z", "2021-09-20T14:03:00", "EXACT", "Delivered, In/At Mailbox",
             "Sarcoxie, MO 64862", None, "SHIPSTATION"),
        ),
    ),
    "docs2026-TRACK_EVENT_V2-partial": Expected(
        number="1Z0000000000000000",
        carrier="ups",
        status="NOT_YET_IN_SYSTEM",
        provider_code="NY",
        tracking_url=(
            "http://wwwapps.ups.com/WebTracking/processRequest?HTMLVersion=5.0&Requester=NES"
            "&AgreeToTermsAndConditions=yes&loc=en_US&tracknum=1Z0000000000000000"
        ),
        estimate="DATE 2026-04-30",
    ),
    "shipengine-js-track_by_label_id_200": Expected(
        number="332980205337",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DE",
        changed_at="2021-06-17T05:04:39Z",
        delivered_at="2021-06-17T05:04:39Z",
        events=(
            # Texas lies in two zones, so nothing confirms the five hours.
            ("2021-07-23T12:31:00Z", "2021-07-23T07:31:00", "BEST_EFFORT",
             "Arrived at Post Office", "Mckinney, TX 75070", None, "SHIPSTATION"),
            ("2021-07-23T12:42:00Z", "2021-07-23T07:42:00", "BEST_EFFORT",
             "Out for Delivery, Expected Delivery by 9:00pm", "Mckinney, TX 75071", None,
             "SHIPSTATION"),
        ),
    ),
    "thirdparty-2025-API_TRACK-webhook-sample": Expected(
        number="1Z9634841399247181",
        status="IN_TRANSIT",
        provider_code="IT",
        estimate="DATE 2025-10-23",
        events=(
            # Four hours are New York's offset, not California's: the conversion can't be confirmed.
            ("2025-10-22T20:00:00Z", "2025-10-22T16:00:00", "BEST_EFFORT", "In Transit",
             "Oakland, CA 94602", None, "SHIPSTATION"),
        ),
    ),
}  # fmt: skip

SAN_FRANCISCO, CHICAGO = "San Francisco, CA 94103", "Chicago, IL 60611"

_TEST = Expected(
    number="",
    carrier="shippo",
    status="",
    origin=SAN_FRANCISCO,
    destination=CHICAGO,
    service="Priority Mail",
    metadata="Shippo test tracking",
)
_ANNOUNCED = "The carrier has received the electronic shipment information."
_KNOWN = ("2021-11-01T19:54:08.906Z", None, "EXACT", _ANNOUNCED, None, "UNKNOWN", "SHIPPO")
_DEPARTED = (
    "2021-11-02T23:54:08.906Z", None, "EXACT", "Your shipment has departed from the origin.",
    SAN_FRANCISCO, "IN_TRANSIT", "SHIPPO",
)  # fmt: skip

SHIPPO = {
    "docs-get-track-sample": expected.SHIPPO["seed"],
    "rec2021-SHIPPO_UNKNOWN": replace(
        _TEST,
        number="SHIPPO_UNKNOWN",
        status="UNKNOWN",
        provider_code="UNKNOWN",
        changed_at="2021-11-01T19:54:08.906Z",
        estimate="INSTANT 2021-11-08T07:03:32.015Z",
        original_estimate="INSTANT 2021-11-08T07:03:32.015Z",
        events=(_KNOWN,),
    ),
    "rec2021-SHIPPO_PRE_TRANSIT": replace(
        _TEST,
        number="SHIPPO_PRE_TRANSIT",
        status="PRE_TRANSIT",
        provider_code="PRE_TRANSIT",
        changed_at="2021-11-01T19:54:09.208Z",
        estimate="INSTANT 2021-11-08T07:03:30.126Z",
        original_estimate="INSTANT 2021-11-08T07:03:30.126Z",
        events=(
            ("2021-11-01T19:54:09.208Z", None, "EXACT", _ANNOUNCED, None, "PRE_TRANSIT", "SHIPPO"),
        ),
    ),
    "rec2021-SHIPPO_TRANSIT": replace(
        _TEST,
        number="SHIPPO_TRANSIT",
        status="IN_TRANSIT",
        provider_code="TRANSIT",
        changed_at="2021-11-02T23:54:08.906Z",
        estimate="INSTANT 2021-11-08T07:03:30.541Z",
        original_estimate="INSTANT 2021-11-08T07:03:30.541Z",
        events=(_KNOWN, _DEPARTED),
    ),
    "rec2021-SHIPPO_DELIVERED": replace(
        _TEST,
        number="SHIPPO_DELIVERED",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DELIVERED",
        changed_at="2021-11-03T23:54:08.906Z",
        estimate="INSTANT 2021-11-08T07:03:30.944Z",
        original_estimate="INSTANT 2021-11-08T07:03:30.944Z",
        delivered_at="2021-11-03T23:54:08.906Z",
        events=(
            _KNOWN,
            _DEPARTED,
            # Dated after the delivery that follows it: Shippo's order holds.
            ("2021-11-04T11:54:08.906Z", None, "EXACT",
             "The Postal Service has identified a problem with the processing of this item and you "
             "should contact support to get further information.",
             "Memphis, TN 37501", "FAILED", "SHIPPO"),
            ("2021-11-03T23:54:08.906Z", None, "EXACT", "Your shipment has been delivered.",
             CHICAGO, "DELIVERED", "SHIPPO"),
        ),
    ),
    "vcr2017-test_create-0": Expected(
        number="9205590164917337534322",
        carrier="usps",
        status="DELIVERED",
        is_terminal=True,
        provider_code="DELIVERED",
        changed_at="2016-12-08T15:19:00Z",
        tracking_url=f"{USPS_PAGE}9205590164917337534322",
        # As an instant it would be the evening before in Berkeley.
        estimate="DATE 2016-12-08",
        delivered_at="2016-12-08T15:19:00Z",
        origin="United States",
        destination="Berkeley, CA 94705",
        service="Priority Mail",
        metadata="metadata",
        events=(
            # Midnight in UTC may be a date.
            ("2016-12-07T00:00:00Z", None, "BEST_EFFORT",
             "The USPS has received the electronic shipment information and is awaiting the item.",
             None, "UNKNOWN", "SHIPPO"),
            ("2016-12-07T02:00:00Z", None, "EXACT",
             "The shipping label has been created and the USPS is awaiting the item.",
             SAN_FRANCISCO, "UNKNOWN", "SHIPPO"),
            ("2016-12-07T19:04:00Z", None, "EXACT",
             "Your shipment has been accepted at the USPS origin facility.", SAN_FRANCISCO,
             "IN_TRANSIT", "SHIPPO"),
            ("2016-12-07T20:19:00Z", None, "EXACT",
             "Your shipment has arrived at the USPS origin facility.", "San Francisco, CA 94188",
             "IN_TRANSIT", "SHIPPO"),
            ("2016-12-07T21:45:00Z", None, "EXACT", "Your shipment has departed the USPS facility.",
             "San Francisco, CA 94188", "IN_TRANSIT", "SHIPPO"),
            ("2016-12-07T22:05:00Z", None, "EXACT",
             "Your shipment has arrived at the USPS facility.", "Oakland, CA 94615", "IN_TRANSIT",
             "SHIPPO"),
            ("2016-12-08T03:25:00Z", None, "EXACT", "Your shipment has departed the USPS facility.",
             "Oakland, CA 94615", "IN_TRANSIT", "SHIPPO"),
            ("2016-12-08T06:40:00Z", None, "EXACT", "Your shipment has arrived at the post office.",
             "Berkeley, CA 94705", "IN_TRANSIT", "SHIPPO"),
            ("2016-12-08T10:19:00Z", None, "EXACT", "Your shipment has been sorted completely.",
             "Berkeley, CA 94705", "IN_TRANSIT", "SHIPPO"),
            ("2016-12-08T10:29:00Z", None, "EXACT", "Your shipment is out for delivery.",
             "Berkeley, CA 94705", "IN_TRANSIT", "SHIPPO"),
            ("2016-12-08T15:19:00Z", None, "EXACT", IN_BOX, "Berkeley, CA 94705", "DELIVERED",
             "SHIPPO"),
        ),
    ),
}  # fmt: skip
