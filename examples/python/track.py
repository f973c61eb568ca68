"""Many parcels in one request, with gql: `python track.py [http://localhost:8000/graphql]`."""

import sys

from gql import Client, gql
from gql.transport.httpx import HTTPXTransport

URL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000/graphql"

PARCELS = gql("""
    query Parcels($refs: [ShipmentRef!]!) {
      shipments(refs: $refs) {
        shipment { trackingNumber status { title } }
        errors { code message }
      }
    }
""")

REFS = [
    {"labelId": "se-both-disagree"},
    {"carrier": "usps", "trackingNumber": "9205590164917312751089"},
    {"labelId": "se-0"},
]

# The schema is fetched first, so that a mistake in the query is found before it is sent.
with Client(transport=HTTPXTransport(URL), fetch_schema_from_transport=True) as session:
    PARCELS.variable_values = {"refs": REFS}
    found = session.execute(PARCELS)["shipments"]

for lookup in found:
    if parcel := lookup["shipment"]:
        print(f"{parcel['trackingNumber']}: {parcel['status']['title']}")
    else:
        print(lookup["errors"][0]["code"])
