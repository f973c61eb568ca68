// urql in TypeScript, with persisted operations: no document is ever sent, but its hash. The build
// writes them all to urql/generated/persisted-documents.json, and the gateway takes nothing else with
// GATEWAY_OPERATION_MANIFEST=that file and GATEWAY_ONLY_MANIFEST=true.
// Run it: npm run urql:build, start the gateway anew like that, npm run urql [-- http://localhost:8000/graphql]
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { graphql } from "./generated/gql.js";

declare const process: { argv: string[] };

const Parcel = graphql(`
  query Parcel($ref: ShipmentRef!) {
    shipment(ref: $ref) {
      trackingNumber
      status { title stage }
      deliveryEstimate { precision date at }
    }
  }
`);

const client = new Client({
  url: process.argv[2] ?? "http://localhost:8000/graphql",
  preferGetMethod: false,
  exchanges: [
    persistedExchange({
      enforcePersistedQueries: true,
      preferGetForPersistedQueries: true,
      generateHash: async (_, document) => hashOf(document),
    }),
    fetchExchange,
  ],
});

// The generated code carries it: "sha256:…".
function hashOf(document: object): string {
  const { __meta__: meta } = document as { __meta__?: { hash: string } };
  if (!meta) throw new Error("This document is none of the manifest.");
  return meta.hash.replace("sha256:", "");
}

const { data, error } = await client.query(Parcel, { ref: { labelId: "se-both-disagree" } });
if (error) throw error;
const shipment = data?.shipment;
if (shipment) console.log(`${shipment.trackingNumber}: ${shipment.status.title}`);
