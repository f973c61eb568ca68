// Relay without React: an object by its id, refetched, and its events page by page.
// Run it: npm run relay:build && npm run relay [-- http://localhost:8000/graphql]
import relay from "relay-runtime";
import Parcel from "./__generated__/queriesParcelQuery.graphql.js";
import Events from "./__generated__/queries_events.graphql.js";

const { Environment, Network, RecordSource, Store } = relay;
const { createOperationDescriptor, fetchQuery, getSingularSelector } = relay;
const url = process.argv[2] ?? "http://localhost:8000/graphql";

const environment = new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(async ({ text: query }, variables) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query, variables });
    return (await fetch(url, { method: "POST", headers, body })).json();
  }),
});

function read(fragment, ref) {
  return environment.lookup(getSingularSelector(fragment, ref)).data;
}

const variables = { ref: { labelId: "se-both-transit" } };
environment.retain(createOperationDescriptor(Parcel, variables));
const { shipment } = await fetchQuery(environment, Parcel, variables).toPromise();

// What usePaginationFragment does in React: the refetch query asks `node(id:)` for the next page,
// and the store puts its edges after those that are there.
let parcel = read(Events, shipment);
console.log(`${shipment.trackingNumber}: ${parcel.status.title}`);
const { refetch } = Events.metadata;
while (parcel.eventsConnection.pageInfo.hasNextPage) {
  const cursor = parcel.eventsConnection.pageInfo.endCursor;
  const page = { id: shipment.id, count: 2, cursor };
  await fetchQuery(environment, refetch.operation, page).toPromise();
  parcel = read(Events, shipment);
}
for (const { node } of parcel.eventsConnection.edges) console.log(`- ${node.description}`);
