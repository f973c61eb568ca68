"""Batch and deduplicate: one loader a provider and request.

Read `loader` first (what one GraphQL operation asks through), then `source` (what lives as long as
the process), and what a source decides with: `policy` (may an answer be used?), `flight` (equal
work in flight is done once) and `replicas` (once by all that share a server). `traced` tells a
developer how one key was answered.
"""

from gateway.loaders.flight import Flight
from gateway.loaders.loader import Loader
from gateway.loaders.policy import MISSING, Loaded, Missing, Policy
from gateway.loaders.source import Source

__all__ = ["MISSING", "Flight", "Loaded", "Loader", "Missing", "Policy", "Source"]
