// Apollo Client 4: documents by their hashes over GET, a batch, and a partial answer.
// Run it: node apollo.js [http://localhost:8000/graphql]
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const uri = process.argv[2] ?? "http://localhost:8000/graphql";
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.from([
    new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
    new HttpLink({ uri }),
  ]),
});

const PARCELS = gql`
  query Parcels($refs: [ShipmentRef!]!) {
    shipments(refs: $refs) {
      shipment {
        id
        trackingNumber
        isPartial
        status { title }
        sources { provider outcome error { code } }
      }
      errors { code }
    }
  }
`;

// Shippo is down for the second one: what ShipStation says of it arrives all the same, for a
// provider's failure is data, and nothing that Apollo's default error policy would throw.
const refs = [
  { labelId: "se-both-disagree" },
  { labelId: "se-faultsp-down", carrier: "ups", trackingNumber: "FAULTSPDOWN" },
  { labelId: "se-0" },
];
const { data } = await client.query({ query: PARCELS, variables: { refs } });

for (const { shipment, errors } of data.shipments) {
  if (!shipment) console.log(errors[0].code);
  else console.log(`${shipment.trackingNumber}: ${shipment.status.title}${missing(shipment)}`);
}

function missing({ sources }) {
  const silent = sources.filter(({ outcome }) => outcome === "FAILED");
  return silent.map(({ provider, error }) => ` (${provider}: ${error.code})`).join("");
}
