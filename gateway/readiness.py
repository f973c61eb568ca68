"""Whether the gateway can answer.

It can as long as it has a provider to ask, by credentials. It does not matter whether that provider
is down: every replica would say the same, a load balancer would be left with none, and callers
would get nothing instead of old answers and honest errors. Nor does the cache server matter: memory
takes its place.
"""

from gateway.cache import Store
from gateway.http import Readiness
from gateway.readings import Healths, Trackers
from gateway.upstream import State


def readiness(trackers: Trackers, store: Store, healths: Healths) -> Readiness:
    """Say whether the gateway can answer, and what works less well than it could."""
    if not trackers:
        return Readiness({"start": "The gateway is starting or stopping."})
    if not healths:
        return Readiness({"providers": "No provider has credentials."})
    notes = {}
    if store.state == "open":
        notes["cache"] = "The cache server fails; memory alone serves."
    down = {
        provider for (provider, _), health in healths.items() if health.state is not State.CLOSED
    }
    for provider in sorted(down):
        notes[provider] = "The provider fails; old answers stand in where there are any."
    return Readiness(notes=notes)
