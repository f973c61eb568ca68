"""Which GraphQL field returns each leaf of a payload: below `sources { tracking }`."""

from collections.abc import Iterator
from typing import Any

STATUS_WORDS = {
    "status_code": "statusCode",
    "status_description": "statusDescription",
    "status_detail_code": "statusDetailCode",
    "status_detail_description": "statusDetailDescription",
    "carrier_status_code": "carrierStatusCode",
    "carrier_status_description": "carrierStatusDescription",
    "carrier_detail_code": "carrierDetailCode",
}

SHIPSTATION_EVENT = {
    **STATUS_WORDS,
    "occurred_at": "occurredAtText",
    "event_date": "occurredAtText",
    "carrier_occurred_at": "carrierOccurredAtText",
    "description": "description",
    "event_description": "eventDescription",
    "event_code": "eventCode",
    "city_locality": "location.city",
    "state_province": "location.region",
    "postal_code": "location.postalCode",
    "country_code": "location.countryCode",
    "company_name": "companyName",
    "signer": "signer",
    "latitude": "location.coordinates.latitude",
    "longitude": "location.coordinates.longitude",
    "proof_of_delivery_url": "proofOfDeliveryUrl",
}

SHIPSTATION = {
    **STATUS_WORDS,
    "tracking_number": "trackingNumber",
    "tracking_url": "trackingUrl",
    "carrier_code": "carrierCode",
    "carrier_id": "carrierId",
    "ship_date": "shippedDate",
    "shipped_date": "shippedDate",
    "estimated_delivery_date": "estimatedDeliveryDate",
    "actual_delivery_date": "actualDeliveryDate",
    "exception_description": "exceptionDescription",
    "label_url": "labelUrl",
    **{f"events.*.{leaf}": f"events.*.{field}" for leaf, field in SHIPSTATION_EVENT.items()},
}

_PLACE = {"city": "city", "state": "region", "zip": "postalCode", "country": "countryCode"}
_SERVICE = {
    "name": "name",
    "terms": "terms",
    "token": "token",
    "extended_token": "extendedToken",
}

SHIPPO_EVENT = {
    "object_id": "objectId",
    "object_created": "objectCreated",
    "object_updated": "objectUpdated",
    "status": "statusCode",
    "status_details": "description",
    "status_date": "statusDate",
    "substatus.code": "substatus.code",
    "substatus.text": "substatus.text",
    "substatus.action_required": "substatus.actionRequired",
    **{f"location.{leaf}": f"location.{field}" for leaf, field in _PLACE.items()},
}

SHIPPO = {
    "carrier": "carrierCode",
    "tracking_number": "trackingNumber",
    "messages": "messages.0",  # a text instead of a list
    "messages.*": "messages.*",
    "messages.*.text": "messages.*",
    "eta": "eta",
    "original_eta": "originalEta",
    "metadata": "metadata",
    "description": "description",
    "transaction": "transaction",
    "test": "test",
    **{f"address_from.{leaf}": f"addressFrom.{field}" for leaf, field in _PLACE.items()},
    **{f"address_to.{leaf}": f"addressTo.{field}" for leaf, field in _PLACE.items()},
    **{f"servicelevel.{leaf}": f"serviceLevel.{field}" for leaf, field in _SERVICE.items()},
    **{
        f"servicelevel.parent_servicelevel.{leaf}": f"serviceLevel.parent.{field}"
        for leaf, field in _SERVICE.items()
    },
    **{
        f"tracking_status.{leaf}": f"trackingStatus.{field}" for leaf, field in SHIPPO_EVENT.items()
    },
    **{f"tracking_history.*.{leaf}": f"events.*.{field}" for leaf, field in SHIPPO_EVENT.items()},
}

TABLES = {"shipstation": SHIPSTATION, "shippo": SHIPPO}

# Leaves of the sample payloads that no field returns, each with the reason.
EXCEPTIONS = {
    "messages.*.source": "a message is shown as its text",
    "messages.*.code": "a message is shown as its text",
}

# Leaves of the reference's files that belong to no tracking data, by how they begin.
NO_TRACKING_DATA = {
    "request.": "what a recording asked",
    "response.status": "the recording's HTTP status",
    "response.reason": "the recording's HTTP status",
    "response.headers.": "the recording's headers",
    "response.body.carrier.": "an error's text, which is never shown",
    "response.body.detail": "an error's text, which is never shown",
    "response.body": "an error page, which is never shown",
    "resource_url": "a webhook's envelope",
    "resource_type": "a webhook's envelope",
    "status": "the HTTP status of an error",
    "body.": "an error's envelope: its code and request id are on TrackingError, its text nowhere",
    "labels.": "a label: read to find the tracking data, which is asked for by its id",
    "links.": "where the other pages of labels are",
    "total": "how many labels there are",
    "page": "which page of labels it is",
    "pages": "how many pages of labels there are",
}

Path = tuple[str, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Walk to every leaf; an empty object or list has none."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from leaves(inner, (*path, str(position)))
    else:
        yield path, value


def general(path: Path) -> str:
    """Return a path with `*` for every position in a list."""
    return ".".join("*" if step.isdigit() else step for step in path)


def field_of(provider: str, path: Path) -> str | None:
    """Return the field that returns the leaf at `path`; None where the table has none."""
    name = general(path)
    field = TABLES[provider].get(name)
    for step in path:
        if field and step.isdigit():
            field = field.replace("*", step, 1)
    return field


def value_at(answer: Any, field: str) -> Any:
    """Return what an answer has at a field; null where a part of the way is null."""
    for step in field.split("."):
        if answer is None:
            return None
        if isinstance(answer, list):
            answer = answer[int(step)] if int(step) < len(answer) else None
        else:
            answer = answer[step]
    return answer
