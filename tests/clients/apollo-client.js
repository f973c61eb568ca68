// What Apollo Client makes of an answer under its default error policy, and of many operations in
// one request. It takes the URL of the endpoint.

import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { BatchHttpLink } from "@apollo/client/link/batch-http";

const uri = process.argv[2];
const PARCEL = gql`
  query Parcel($ref: ShipmentRef!) {
    shipment(ref: $ref) { id isPartial status { code } sources { provider outcome } }
  }
`;
const REFS = {
  whole: { labelId: "se-both-transit" },
  partial: { labelId: "se-faultsp-down", carrier: "ups", trackingNumber: "FAULTSPDOWN" },
  unknown: { labelId: "se-0" },
  refused: { labelId: "" },
};

async function asked(client, ref) {
  try {
    return (await client.query({ query: PARCEL, variables: { ref } })).data.shipment;
  } catch (error) {
    return { thrown: error.errors[0].extensions.code };
  }
}

const client = new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() });
const results = {};
for (const [name, ref] of Object.entries(REFS)) results[name] = await asked(client, ref);

// The same object under the same id, however it was asked for: the cache knows it once.
results.cached = Object.keys(client.cache.extract()).filter((key) => key.startsWith("Shipment:"));

const sent = [];
const recorded = (address, options) => {
  sent.push(JSON.parse(options.body).length);
  return fetch(address, options);
};
const link = new BatchHttpLink({ uri, batchMax: 4, batchInterval: 50, fetch: recorded });
const batching = new ApolloClient({ link, cache: new InMemoryCache() });
results.batched = await Promise.all(Object.values(REFS).map((ref) => asked(batching, ref)));
results.sent = sent;
process.stdout.write(JSON.stringify(results));
