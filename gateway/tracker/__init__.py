"""The use case: whom to ask about a reference, and how their answers become one shipment.

Read `tracker` first, then `lookups` (how a reference becomes a shipment), with `references` (what a
caller may ask for), `steps` and `asking` (as far as memory gets at once, then waiting) and
`learning` (what the first answers tell the others); `sources` is what is remembered of answers,
`merged` what was merged, `conclusions` what references came to, and `turns` shares the processor.
"""

from gateway.tracker.lookups import Lookups, Shared, Wanted
from gateway.tracker.tracker import Tracker
from gateway.tracker.turns import Long, Turn, others

__all__ = ["Long", "Lookups", "Shared", "Tracker", "Turn", "Wanted", "others"]
