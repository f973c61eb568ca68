"""ShipStation's answers as they are sent; read them with `gateway.providers.wire`."""

from typing import Any

import msgspec

from gateway.providers.wire import NOTHING


class TrackEvent(msgspec.Struct):
    """An entry of `events`.

    Source: `track_event` of the ShipStation v2 and ShipEngine specifications, read 2026-11-21;
    `event_date` (2019) and `event_description` are in samples only.
    """

    occurred_at: Any = None
    event_date: Any = None
    carrier_occurred_at: Any = None
    description: Any = None
    event_description: Any = None
    event_code: Any = None
    city_locality: Any = None
    state_province: Any = None
    postal_code: Any = None
    country_code: Any = None
    company_name: Any = None
    signer: Any = None
    carrier_detail_code: Any = None
    carrier_status_code: Any = None
    carrier_status_description: Any = None
    status_code: Any = None
    status_detail_code: Any = None
    status_description: Any = None
    status_detail_description: Any = None
    latitude: Any = None
    longitude: Any = None
    proof_of_delivery_url: Any = None


class TrackingInformation(msgspec.Struct):
    """The answer of `GET /v2/labels/{label_id}/track`.

    Source: as for `TrackEvent`; `shipped_date` and `label_url` are in samples only.
    """

    tracking_number: Any = None
    tracking_url: Any = None
    status_code: Any = None
    status_detail_code: Any = None
    status_description: Any = None
    status_detail_description: Any = None
    carrier_code: Any = None
    carrier_id: Any = None
    carrier_status_code: Any = None
    carrier_detail_code: Any = None
    carrier_status_description: Any = None
    ship_date: Any = None
    shipped_date: Any = None
    estimated_delivery_date: Any = None
    actual_delivery_date: Any = None
    exception_description: Any = None
    label_url: Any = None
    events: msgspec.Raw = NOTHING


class Label(msgspec.Struct):
    """A label in a list. Source: `label` of the ShipStation v2 specification, read 2026-11-21."""

    label_id: Any = None
    tracking_number: Any = None
    carrier_code: Any = None
    voided: Any = None
    status: Any = None
    created_at: Any = None


class LabelList(msgspec.Struct):
    """The answer of `GET /v2/labels`."""

    labels: msgspec.Raw = NOTHING
    page: Any = None
    pages: Any = None
