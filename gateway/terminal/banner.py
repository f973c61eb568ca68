"""What `gateway serve` says: where everything is, or what it lacks."""

import json

from gateway.settings import Environment, Settings

NO_CREDENTIALS = """The gateway has no provider to ask. Set at least one of

  GATEWAY_SHIPSTATION_API_KEY   an API key of ShipStation v2
  GATEWAY_SHIPPO_API_TOKEN      a Shippo token: shippo_live_..., shippo_test_... or oauth....

in the environment or in a file .env, or start with --sandbox to get sample data without any key."""

SAMPLE_QUERY = '{ shipment(ref: {labelId: "se-324658"}) { trackingNumber status { title } } }'


def banner(settings: Settings, address: str) -> str:
    """Return what to say of a gateway that listens at an address; it ends with a query to paste."""
    providers = "sample data of the sandbox" if settings.sandbox else "the real providers"
    listed = "\n".join(
        f"  {what:<36} {where}" for what, where in _places(settings, address).items() if where
    )
    key = " -H 'authorization: Bearer YOUR_KEY'" if settings.needs_keys else ""
    body = json.dumps({"query": SAMPLE_QUERY})
    return f"""The tracking gateway answers with {providers}.

{listed}

Try it:

  curl -s {address}/graphql{key} -H 'content-type: application/json' -d '{body}'
"""


def _places(settings: Settings, address: str) -> dict[str, str | None]:
    """Return what is where, in words; None for what there is not."""
    has_ide = settings.environment is Environment.DEVELOPMENT
    return {
        "Board, to look parcels up on": f"{address}/" if settings.serves_board else None,
        "GraphQL, and an IDE in the browser" if has_ide else "GraphQL": f"{address}/graphql",
        "Schema": f"{address}/schema.graphql" if settings.is_schema_shown else None,
        "Health": f"{address}/healthz  {address}/readyz",
        "Workers": _workers(settings.workers, settings.cache_url.get_secret_value()),
    }


def _workers(count: int, cache_url: str) -> str | None:
    if count == 1:
        return None
    if cache_url.startswith("memory:"):
        return f"{count}; each has 1/{count} of every budget (GATEWAY_CACHE_URL would share them)"
    return f"{count}; they share every budget"
