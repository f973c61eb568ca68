// What relay-compiler compiles; the program imports what it makes of it.
import { graphql } from "relay-runtime";

export const Parcel = graphql`
  query queriesParcelQuery($ref: ShipmentRef!) {
    shipment(ref: $ref) {
      id
      trackingNumber
      ...queries_events
    }
  }
`;

export const Events = graphql`
  fragment queries_events on Shipment
  @refetchable(queryName: "queriesEventsQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    status { title }
    eventsConnection(first: $count, after: $cursor) @connection(key: "Parcel_eventsConnection") {
      edges { node { id description } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
