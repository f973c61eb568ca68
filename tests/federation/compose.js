// Compose the gateway's subgraph with a shop's, by both composers, and ask through a router.
//
//     node compose.js http://127.0.0.1:8000
//
// Prints one JSON object: the errors of each composer, and the router's answer.
import { composeServices } from "@apollo/composition";
import { ApolloGateway, LocalGraphQLDataSource, RemoteGraphQLDataSource } from "@apollo/gateway";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { composeServices as composeByTheGuild } from "@theguild/federation-composition";
import { parse } from "graphql";
import { readFileSync } from "node:fs";

const address = process.argv[2];
const url = `${address}/graphql`;

const ask = async (query) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()).data;
};

const { _service } = await ask("{ _service { sdl } }");
const shop = parse(readFileSync(new URL("./shop.graphql", import.meta.url), "utf8"));
const services = [
  { name: "tracking", url, typeDefs: parse(_service.sdl) },
  { name: "shop", url: "http://shop.invalid/", typeDefs: shop },
];
const messages = (result) => (result.errors ?? []).map((error) => error.message);
const byApollo = composeServices(services);
const byTheGuild = composeByTheGuild(services);

// The shop knows its orders, and of a shipment nothing but its id.
const { shipment } = await ask('{ shipment(ref: {labelId: "se-324658"}) { id latestEvent { id } } }');
const resolvers = {
  Query: { order: () => ({ id: "1", shipment, scan: shipment.latestEvent }) },
};
const router = new ApolloGateway({
  supergraphSdl: byApollo.supergraphSdl,
  buildService: ({ name, url }) =>
    name === "shop"
      ? new LocalGraphQLDataSource(buildSubgraphSchema({ typeDefs: shop, resolvers }))
      : new RemoteGraphQLDataSource({ url }),
});
const { executor } = await router.load();
const query = `{
  order { id shipment { trackingNumber status { code } events(limit: 1) { id } } scan { description } }
}`;
const answer = await executor({
  document: parse(query),
  request: { query, variables: {} },
  queryHash: "1",
  context: {},
  cache: new Map(),
  schema: router.schema,
});
await router.stop();
console.log(
  JSON.stringify({
    apollo: messages(byApollo),
    theGuild: messages(byTheGuild),
    known: shipment,
    answer,
  }),
);
