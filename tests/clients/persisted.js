// Ask the same queries with clients that name documents by their hashes, and print what they send.
// It takes the URL of the endpoint.

import { createHash } from "node:crypto";

import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

const url = process.argv[2];
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

// What a request names and sends, and the status of its answer.
function recording(sent) {
  return async (address, options) => {
    const parameters = new URL(address).searchParams;
    const body = options.method === "GET" ? Object.fromEntries(parameters) : JSON.parse(options.body);
    const response = await fetch(address, options);
    const extensions = body.extensions ?? "";
    sent.push({
      method: options.method,
      named: JSON.stringify(extensions).includes("sha256Hash"),
      query: Boolean(body.query),
      status: response.status,
    });
    return response;
  };
}

async function apollo(document, byGet) {
  const sent = [];
  const link = ApolloLink.from([
    new PersistedQueryLink({ sha256, useGETForHashedQueries: byGet }),
    new HttpLink({ uri: url, fetch: recording(sent) }),
  ]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  for (const variables of [{ number: "1Z932R800390810600" }, { number: "SHIPPO_TRANSIT" }]) {
    const { data } = await client.query({ query: gql(document), variables });
    if (!data.detectCarrier) throw new Error("no data");
  }
  return sent;
}

async function urql(document, byGet) {
  const sent = [];
  const client = new Client({
    url,
    fetch: recording(sent),
    preferGetMethod: false,
    exchanges: [
      persistedExchange({ generateHash: async (text) => sha256(text), preferGetForPersistedQueries: byGet }),
      fetchExchange,
    ],
  });
  for (const variables of [{ number: "1Z932R800390810600" }, { number: "SHIPPO_TRANSIT" }]) {
    const { data, error } = await client.query(document, variables).toPromise();
    if (error || !data.detectCarrier) throw error ?? new Error("no data");
  }
  return sent;
}

const asking = (name) =>
  `query ${name}($number: String!) { detectCarrier(trackingNumber: $number) { confidence } }`;
const results = {
  "apollo by POST": await apollo(asking("ApolloPost"), false),
  "apollo by GET": await apollo(asking("ApolloGet"), true),
  "urql by POST": await urql(asking("UrqlPost"), false),
  "urql by GET": await urql(asking("UrqlGet"), true),
};
process.stdout.write(JSON.stringify(results));
