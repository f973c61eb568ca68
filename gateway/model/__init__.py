"""The types of the gateway: frozen values that are the GraphQL types too, each defined once."""

from gateway.model.carrier import (
    Carrier,
    CarrierCandidate,
    ProviderCarrierCode,
)
from gateway.model.codes import (
    CarrierCodeEvidence,
    EstimatePrecision,
    EventOrder,
    GatewayMode,
    ProviderAvailability,
    ProviderCode,
    ShipmentKeyKind,
    SourceOutcome,
    StatusCode,
    StatusStage,
    TimeConfidence,
    TrackingErrorCode,
)
from gateway.model.delivery import (
    DeliveryEstimate,
    ServiceLevel,
)
from gateway.model.event import (
    PageInfo,
    ProviderEvent,
    TrackingEvent,
    TrackingEventConnection,
    TrackingEventEdge,
)
from gateway.model.gateway import (
    GatewayInfo,
)
from gateway.model.lookup import (
    ShipmentKey,
    ShipmentLookup,
    ShipmentRef,
)
from gateway.model.node import (
    Node,
    global_id,
    parse_global_id,
)
from gateway.model.place import (
    Coordinates,
    Location,
)
from gateway.model.provider import (
    ProviderBudget,
    ProviderInfo,
    StatusMapping,
)
from gateway.model.reference import Reference, is_label_id
from gateway.model.report import (
    EventReport,
    Report,
)
from gateway.model.scalars import (
    URL,
    LocalDateTime,
    ProviderTimestamp,
    scalar_map,
)
from gateway.model.shipment import (
    FieldConflict,
    ProviderClaim,
    Shipment,
)
from gateway.model.source import (
    ShipmentSource,
    TrackingError,
)
from gateway.model.status import (
    STAGES,
    TERMINAL,
    TITLES,
    Status,
    StatusDetail,
)
from gateway.model.tracking import (
    ProviderTracking,
)

__all__ = [
    "STAGES",
    "TERMINAL",
    "TITLES",
    "URL",
    "Carrier",
    "CarrierCandidate",
    "CarrierCodeEvidence",
    "Coordinates",
    "DeliveryEstimate",
    "EstimatePrecision",
    "EventOrder",
    "EventReport",
    "FieldConflict",
    "GatewayInfo",
    "GatewayMode",
    "LocalDateTime",
    "Location",
    "Node",
    "PageInfo",
    "ProviderAvailability",
    "ProviderBudget",
    "ProviderCarrierCode",
    "ProviderClaim",
    "ProviderCode",
    "ProviderEvent",
    "ProviderInfo",
    "ProviderTimestamp",
    "ProviderTracking",
    "Reference",
    "Report",
    "ServiceLevel",
    "Shipment",
    "ShipmentKey",
    "ShipmentKeyKind",
    "ShipmentLookup",
    "ShipmentRef",
    "ShipmentSource",
    "SourceOutcome",
    "Status",
    "StatusCode",
    "StatusDetail",
    "StatusMapping",
    "StatusStage",
    "TimeConfidence",
    "TrackingError",
    "TrackingErrorCode",
    "TrackingEvent",
    "TrackingEventConnection",
    "TrackingEventEdge",
    "global_id",
    "is_label_id",
    "parse_global_id",
    "scalar_map",
]
