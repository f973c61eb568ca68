"""The same with a typed client that ariadne-codegen wrote: `python track.py [URL]`."""

import sys

from tracking import ShipmentRef, StatusCode, Tracking

URL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000/graphql"

REFS = [
    ShipmentRef(labelId="se-both-disagree"),
    ShipmentRef(carrier="usps", trackingNumber="9205590164917312751089"),
    ShipmentRef(labelId="se-0"),
]

with Tracking(URL) as client:
    found = client.parcels(refs=REFS).shipments

for lookup in found or []:
    if parcel := lookup.shipment:
        arrived = " ✓" if parcel.status.code is StatusCode.DELIVERED else ""
        print(f"{parcel.tracking_number}: {parcel.status.title}{arrived}")
    else:
        print(lookup.errors[0].code.value)
