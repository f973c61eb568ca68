"""Shippo."""

from gateway.providers.shippo.client import connect
from gateway.providers.shippo.tracking import TYPES

__all__ = ["TYPES", "connect"]
