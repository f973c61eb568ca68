"""Merge what several providers say about one parcel: pure, no clock, no I/O.

`docs/merging.md` gives the rules with their reasons. Read `shipment` first, then `status` and
`events`.
"""

from gateway.merge.shipment import merge

__all__ = ["merge"]
