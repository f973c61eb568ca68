// Many parcels in one request, with nothing but fetch: in a browser, in Node.js or at the edge.
// Run it: node fetch.js [http://localhost:8000/graphql]
const url = globalThis.process?.argv[2] ?? "http://localhost:8000/graphql";

const query = `query Parcels($refs: [ShipmentRef!]!) {
  shipments(refs: $refs) {
    shipment { trackingNumber status { title } isPartial }
    errors { code message }
  }
}`;

async function parcels(refs) {
  const response = await fetch(url, {
    method: "POST",
    // With client keys: authorization: "Bearer …".
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables: { refs } }),
  });
  const { data, errors } = await response.json();
  if (!data?.shipments) throw new Error(errors[0].message);
  return data.shipments; // One for each reference, in the order asked.
}

const found = await parcels([
  { labelId: "se-both-disagree" },
  { carrier: "usps", trackingNumber: "9205590164917312751089" },
  { labelId: "se-0" },
]);
for (const { shipment, errors } of found) {
  console.log(shipment ? `${shipment.trackingNumber}: ${shipment.status.title}` : errors[0].code);
}
