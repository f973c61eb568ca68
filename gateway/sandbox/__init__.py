"""Faithful local ShipStation and Shippo on one port, for demos, tests and benchmarks.

Read in this order: `parcel` (what a parcel is), `shipstation` and `shippo` (how each provider words
it, and refuses), `faults` (how everything breaks), `catalogue` (which parcels there are), `state`
(what a running sandbox remembers), `endpoints` (the paths), `app` (how it is put together),
`running` (how to start it).
"""

from gateway.sandbox.app import SANDBOX, create_sandbox
from gateway.sandbox.catalogue.listing import sample_parcels
from gateway.sandbox.faults.table import FAULTS
from gateway.sandbox.running import RunningSandbox, running_sandbox
from gateway.sandbox.state import SHIPPO_API_TOKEN, SHIPSTATION_API_KEY

__all__ = [
    "FAULTS",
    "SANDBOX",
    "SHIPPO_API_TOKEN",
    "SHIPSTATION_API_KEY",
    "RunningSandbox",
    "create_sandbox",
    "running_sandbox",
    "sample_parcels",
]
