"""What the resolvers of one operation need."""

from dataclasses import dataclass

from gateway.model import GatewayMode
from gateway.tracker import Lookups, Tracker


@dataclass(frozen=True, slots=True)
class Context:
    """One operation's context. `lookups` belongs to this operation alone."""

    tracker: Tracker
    lookups: Lookups
    mode: GatewayMode
    version: str
