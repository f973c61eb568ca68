"""The tracking gateway: one GraphQL API over several shipment-tracking providers."""
