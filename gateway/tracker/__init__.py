"""The use case.

Which providers to ask about a reference, and how their answers become one shipment.

Read `tracker` first, then `references` (what a caller may ask for) and `sources` (what is
remembered of the answers).
"""

from gateway.tracker.tracker import Lookups, Tracker

__all__ = ["Lookups", "Tracker"]
