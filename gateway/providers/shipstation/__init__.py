"""ShipStation API v2."""

from gateway.providers.shipstation.client import connect
from gateway.providers.shipstation.tracking import TYPES

__all__ = ["TYPES", "connect"]
