"""Merge what several providers say about one parcel: pure, no clock, no I/O.

`docs/merging.md` gives the rules with their reasons. Read `shipment` first, then:

    status     which of several statuses is shown, and which contradict each other
    conflicts  the fields in which the providers contradict each other
    history    the merged events, merged when somebody looks
    events     the merged events and their ids
    scans      which reports are of one scan
    meaning    what a scan means, by its words or its codes
    timing     when a scan was, by all of its reports
    order      the order of the scans
"""

from gateway.merge.shipment import merge, unmerged

__all__ = ["merge", "unmerged"]
