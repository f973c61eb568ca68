"""What ShipStation says of a label and of its tracking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gateway.sandbox.parcel import Json, Label, Scan, hours_before, instant, local
from gateway.sandbox.shipstation.labels import account_id, shipment_id, status_of

_API = "https://api.shipstation.com/v2"

# Source: Track by label id, https://www.shipengine.com/docs/tracking/track-by-label-id, read
# 2026-11-21
STATUS_TEXTS = MappingProxyType(
    {
        "AC": "Accepted",
        "IT": "In Transit",
        "DE": "Delivered",
        "EX": "Exception",
        "UN": "Unknown",
        "AT": "Delivery Attempt",
        "NY": "Not Yet In System",
        "SP": "Delivered To Collection Location",
    }
)
# The same page: a label's own `tracking_status`, which has fewer values. AC and AT have none there.
_LABEL_STATUS = MappingProxyType(
    {"DE": "delivered", "EX": "error", "UN": "unknown", "SP": "delivered_to_service_point"}
)

# Source: samples at https://docs.shipstation.com/apis/docs/guides/webhooks-schemas (ups 3) and
# https://docs.shipstation.com/apis/shipengine/docs/tracking/tracking (usps 1, and its answering to
# stamps_com as usps), read 2026-11-21. FedEx's number is not documented.
CARRIER_NUMBERS = MappingProxyType({"usps": 1, "fedex": 2, "ups": 3})
ANSWERS_AS = MappingProxyType({"stamps_com": "usps", "endicia": "usps", "ups_walleted": "ups"})
_TRACKING_URLS = MappingProxyType(
    {
        "usps": "https://tools.usps.com/go/TrackConfirmAction.action?tLabels={}",
        "ups": "http://wwwapps.ups.com/WebTracking/processRequest?HTMLVersion=5.0&Requester=NES"
        "&AgreeToTermsAndConditions=yes&loc=en_US&tracknum={}",
        "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    }
)
_SERVICES = MappingProxyType(
    {"stamps_com": "usps_priority_mail", "ups": "ups_ground", "fedex": "fedex_ground"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What ShipStation says of a parcel as a whole.

    Dates are written as ShipStation sends them; None when it does not know them.
    """

    status_code: str
    carrier_status: tuple[str, str]
    detail: tuple[str, str] | None = None
    ship_date: str | None = None
    estimated: str | None = None
    delivered: str | None = None
    exception: str | None = None


def track(label: Label, headline: Headline, scans: Iterable[Scan], anchor: datetime) -> Json:
    """Build the tracking of a label; `scans` are given earliest first and told newest first."""
    carrier = ANSWERS_AS.get(label.carrier_code, label.carrier_code)
    detail_code, detail_text = headline.detail or (None, None)
    return {
        "tracking_number": label.tracking_number,
        "tracking_url": tracking_url(label),
        "status_code": headline.status_code,
        "status_detail_code": detail_code,
        "status_detail_description": detail_text,
        "carrier_code": carrier,
        "carrier_id": CARRIER_NUMBERS.get(carrier, 99),
        "carrier_detail_code": None,
        "status_description": STATUS_TEXTS.get(headline.status_code, headline.status_code),
        "carrier_status_code": headline.carrier_status[0],
        "carrier_status_description": headline.carrier_status[1],
        "ship_date": headline.ship_date,
        "estimated_delivery_date": headline.estimated,
        "actual_delivery_date": headline.delivered,
        "exception_description": headline.exception,
        "events": [event(scan, anchor) for scan in scans if scan.shipstation][::-1],
    }


def event(scan: Scan, anchor: datetime) -> Json:
    """Build one event: place names in capitals, the country often empty, its status unknown."""
    code, text = scan.shipstation or ("", "")
    moment = hours_before(anchor, scan.age)
    place = scan.place
    return {
        "occurred_at": instant(moment),
        "carrier_occurred_at": local(moment, place.utc_offset if place else 0),
        "description": text,
        "city_locality": place.city.upper() if place else "",
        "state_province": place.state if place else "",
        "postal_code": place.postal_code if place else "",
        "country_code": "" if place is None or place.country == "US" else place.country,
        "company_name": "",
        "signer": scan.signer,
        "event_code": code,
        "carrier_detail_code": None,
        "status_code": "" if place else None,
        "carrier_status_code": code,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
    }


def tracking_url(label: Label) -> str:
    """Give the carrier's own page about a parcel; empty for a carrier without one."""
    carrier = ANSWERS_AS.get(label.carrier_code, label.carrier_code)
    return _TRACKING_URLS.get(carrier, "").format(label.tracking_number)


def label_body(label: Label, anchor: datetime) -> Json:
    """Build a label as the label list shows it."""
    created = hours_before(anchor, label.age)
    none_usd = {"currency": "usd", "amount": 0.0}
    return {
        "label_id": label.label_id,
        "status": status_of(label),
        "shipment_id": shipment_id(label),
        "external_shipment_id": None,
        "external_order_id": None,
        "ship_date": instant(created.replace(hour=8, minute=0, second=0, microsecond=0)),
        "created_at": instant(created, milliseconds=True),
        "shipment_cost": {"currency": "usd", "amount": 9.54},
        "insurance_cost": none_usd,
        "requested_comparison_amount": None,
        "rate_details": [],
        "tracking_number": label.tracking_number,
        "is_return_label": False,
        "rma_number": None,
        "is_international": False,
        "batch_id": "",
        "carrier_id": account_id(label.carrier_code),
        "service_code": label.service_code or _SERVICES.get(label.carrier_code, "standard"),
        "package_code": "package",
        "voided": label.voided,
        "voided_at": instant(hours_before(anchor, label.age - 1)) if label.voided else None,
        "label_format": "pdf",
        "display_scheme": "label",
        "label_layout": "4x6",
        "trackable": True,
        "label_image_id": None,
        "carrier_code": label.carrier_code,
        "carrier_weight": None,
        "confirmation": "none",
        "tracking_status": _LABEL_STATUS.get(label.status_code, "in_transit"),
        "label_download": {"href": f"{_API}/downloads/14/sandbox/{label.label_id}.pdf"},
        "form_download": None,
        "qr_code_download": None,
        "insurance_claim": None,
        "paperless_download": None,
        "packages": [_package(label)],
        "charge_event": "carrier_default",
        "alternative_identifiers": [],
        "shipping_rule_id": None,
        "tracking_url": tracking_url(label) or None,
        "ship_to": _SHIP_TO,
    }


def _package(label: Label) -> Json:
    return {
        "package_id": 72_599_271,
        "package_code": "package",
        "weight": {"value": 2.0, "unit": "pound"},
        "dimensions": {"unit": "inch", "length": 12.0, "width": 9.0, "height": 4.0},
        "insured_value": {"currency": "usd", "amount": 0.0},
        "tracking_number": label.tracking_number,
        "label_messages": {"reference1": None, "reference2": None, "reference3": None},
        "external_package_id": None,
        "content_description": None,
        "sequence": 1,
    }


_SHIP_TO: Json = {
    "geolocation": [],
    "instructions": None,
    "name": "Ada Example",
    "phone": None,
    "email": None,
    "company_name": None,
    "address_line1": "1 Example Street",
    "address_line2": None,
    "address_line3": None,
    "city_locality": "Chicago",
    "state_province": "IL",
    "postal_code": "60611",
    "country_code": "US",
    "address_residential_indicator": "yes",
}
