"""Every enum of the schema."""

from enum import Enum

import strawberry


def _value(name: str, description: str) -> str:
    # mypy reads an enum value as its type; Strawberry wants its own object there.
    return strawberry.enum_value(name, description=description)  # type: ignore[return-value]  # read by strawberry.enum


class Code(Enum):
    """A value of the schema."""

    # Each is there once. By its name, as an enum's own hash is, it takes four times as long, and
    # there are dozens in each parcel.
    __hash__ = object.__hash__


@strawberry.enum(
    description="A provider that the gateway can read from. More are added over time: tolerate "
    "values that you don't know."
)
class ProviderCode(Code):
    """A provider that the gateway can read from, in the order in which they are preferred."""

    SHIPSTATION = _value("SHIPSTATION", "ShipStation API v2.")
    SHIPPO = _value("SHIPPO", "Shippo.")


@strawberry.enum(
    description="Where a parcel stands. More values may be added: treat an unknown one like "
    "`UNKNOWN`."
)
class StatusCode(Code):
    """Where a parcel stands."""

    UNKNOWN = _value(
        "UNKNOWN",
        "Nobody can tell. ShipStation `UN`, Shippo `UNKNOWN`, and every code that the gateway does "
        "not know.",
    )
    NOT_YET_IN_SYSTEM = _value(
        "NOT_YET_IN_SYSTEM",
        "The carrier's system does not know the number yet. ShipStation `NY`.",
    )
    PRE_TRANSIT = _value("PRE_TRANSIT", "Announced, but not handed over. Shippo `PRE_TRANSIT`.")
    ACCEPTED = _value(
        "ACCEPTED", "Taken over by the carrier. ShipStation `AC`, Shippo `package_accepted`."
    )
    IN_TRANSIT = _value("IN_TRANSIT", "On its way. ShipStation `IT`, Shippo `TRANSIT`.")
    OUT_FOR_DELIVERY = _value(
        "OUT_FOR_DELIVERY", "On the vehicle that delivers it. Shippo `out_for_delivery`."
    )
    DELIVERY_ATTEMPTED = _value(
        "DELIVERY_ATTEMPTED",
        "The carrier tried to deliver and could not. ShipStation `AT`, Shippo "
        "`delivery_attempted`.",
    )
    AVAILABLE_FOR_PICKUP = _value(
        "AVAILABLE_FOR_PICKUP",
        "Waits at a collection location. ShipStation `SP`, Shippo `pickup_available`.",
    )
    DELIVERED = _value("DELIVERED", "Delivered. ShipStation `DE`, Shippo `DELIVERED`.")
    EXCEPTION = _value("EXCEPTION", "Held up by a problem. ShipStation `EX`.")
    RETURNED = _value(
        "RETURNED", "On its way back to the sender, or back there. Shippo `RETURNED`."
    )
    FAILED = _value(
        "FAILED", "Delivery has failed; later events may still lift it. Shippo `FAILURE`."
    )
    CANCELLED = _value("CANCELLED", "Called off before it was shipped.")


@strawberry.enum(description="Coarse steps of a delivery, in order.")
class StatusStage(Code):
    """Coarse steps of a delivery, in order."""

    UNKNOWN = _value("UNKNOWN", "Nothing is known.")
    ANNOUNCED = _value("ANNOUNCED", "Label exists, carrier has not got the parcel.")
    MOVING = _value("MOVING", "Carrier has the parcel.")
    ARRIVING = _value(
        "ARRIVING", "Close to the recipient: out for delivery, attempted, or waiting for pickup."
    )
    DELIVERED = _value("DELIVERED", "Delivered.")
    PROBLEM = _value("PROBLEM", "Stuck, returned, failed or cancelled: somebody should look.")


@strawberry.enum(
    description="Reasons for a failed lookup. More may be added: treat an unknown one like "
    "`INTERNAL`."
)
class TrackingErrorCode(Code):
    """Reasons for a failed lookup; the names of the conditions in `gateway.errors`."""

    NOT_FOUND = _value("NOT_FOUND", "The provider does not know the shipment.")
    INVALID_REFERENCE = _value(
        "INVALID_REFERENCE", "The reference is malformed, e.g. a global id of another type."
    )
    CARRIER_REQUIRED = _value(
        "CARRIER_REQUIRED", "The carrier could not be worked out from the tracking number."
    )
    CARRIER_NOT_SUPPORTED = _value(
        "CARRIER_NOT_SUPPORTED", "The provider does not serve this carrier."
    )
    PROVIDER_AUTH = _value("PROVIDER_AUTH", "The provider refused the gateway's credentials.")
    RATE_LIMITED = _value(
        "RATE_LIMITED", "The provider's quota, or the gateway's own pacing for it, is exhausted."
    )
    TIMEOUT = _value("TIMEOUT", "The provider did not answer in time.")
    UNAVAILABLE = _value(
        "UNAVAILABLE",
        "The provider is down, or known to be down and not asked (open circuit).",
    )
    BAD_RESPONSE = _value(
        "BAD_RESPONSE", "The provider answered something that is not tracking data."
    )
    NOT_CONFIGURED = _value(
        "NOT_CONFIGURED", "The provider is switched off or has no credentials in this gateway."
    )
    INTERNAL = _value("INTERNAL", "A fault of the gateway.")


@strawberry.enum(description="How asking one provider went.")
class SourceOutcome(Code):
    """How asking one provider went."""

    OK = _value("OK", "It answered.")
    STALE = _value("STALE", "It could not be asked now; an older answer is shown.")
    NOT_FOUND = _value("NOT_FOUND", "It does not know the shipment.")
    FAILED = _value("FAILED", "It could not be asked, and there is no older answer.")
    SKIPPED = _value(
        "SKIPPED",
        "It was not asked: it can't be reached by what is known of the shipment (e.g. no label), "
        "or it has no credentials in this gateway; then `error` says so.",
    )


@strawberry.enum(description="How far a time can be trusted.")
class TimeConfidence(Code):
    """How far a time can be trusted."""

    EXACT = _value(
        "EXACT",
        "Given with an offset, or with a local time that agrees with the clock of the place.",
    )
    BEST_EFFORT = _value("BEST_EFFORT", "Converted to UTC by the provider as well as it could.")
    DERIVED = _value(
        "DERIVED", "Only the local time is known; `occurredAt` was derived from the place."
    )
    UNKNOWN = _value("UNKNOWN", "No usable time.")


@strawberry.enum(description="How precisely a delivery is expected.")
class EstimatePrecision(Code):
    """How precisely a delivery is expected."""

    INSTANT = _value("INSTANT", "A point in time.")
    DATE = _value(
        "DATE",
        "A day at the place of delivery: the provider sent midnight or no zone, so the time of day "
        "means nothing.",
    )


@strawberry.enum(description="Order of events.")
class EventOrder(Code):
    """Order of events."""

    NEWEST_FIRST = _value("NEWEST_FIRST", "Latest first.")
    OLDEST_FIRST = _value("OLDEST_FIRST", "Earliest first.")


@strawberry.enum(description="Whether a provider can be asked.")
class ProviderAvailability(Code):
    """Whether a provider can be asked."""

    AVAILABLE = _value("AVAILABLE", "It answers.")
    DEGRADED = _value("DEGRADED", "It answers slowly or not always.")
    UNAVAILABLE = _value("UNAVAILABLE", "It does not answer and is not asked for a while.")
    NOT_CONFIGURED = _value("NOT_CONFIGURED", "It is switched off or has no credentials.")


@strawberry.enum(description="What a shipment can be looked up by.")
class ShipmentKeyKind(Code):
    """What a shipment can be looked up by."""

    LABEL_ID = _value("LABEL_ID", "ShipStation label id.")
    CARRIER_AND_TRACKING_NUMBER = _value(
        "CARRIER_AND_TRACKING_NUMBER", "Carrier and tracking number."
    )


@strawberry.enum(description="How well a provider's code for a carrier is documented.")
class CarrierCodeEvidence(Code):
    """How well a provider's code for a carrier is documented."""

    DOCUMENTED = _value(
        "DOCUMENTED", "In the provider's specification, or in a documented exchange."
    )
    LISTED = _value("LISTED", "In a list of carrier names of the provider, or a regional variant.")
    REPORTED = _value("REPORTED", "Only in a guide page or reported by third parties.")
    AMBIGUOUS = _value(
        "AMBIGUOUS", "Stands for several carriers; which one depends on the account."
    )


@strawberry.enum(description="Whether the answers are real.")
class GatewayMode(Code):
    """Whether the answers are real."""

    LIVE = _value("LIVE", "Real providers.")
    SANDBOX = _value("SANDBOX", "Built-in sample data; no credentials needed.")
