"""What is looked up when metrics are asked for, where counting each change would cost more."""

from collections.abc import Callable, Iterable, Mapping

from gateway.cache import Store
from gateway.http import REFUSAL_CODES, Connections, Room
from gateway.schema import Programs
from gateway.telemetry import Reading, counter, gauge
from gateway.tracker import Tracker
from gateway.upstream import Health, State

Trackers = Mapping[str, Tracker]
"""The trackers by the names of the sets of credentials that they ask with."""

Healths = Mapping[tuple[str, str], Health]
"""How the providers do, by provider and set of credentials; what has none is not there."""


async def healths(trackers: Trackers) -> Healths:
    """Ask how the providers do."""
    return {
        (desk.provider.code.name, name): await desk.provider.health()
        for name, tracker in trackers.items()
        for desk in tracker.desks
        if desk.provider.account is not None
    }


def of_requests(room: Room) -> Iterable[Reading]:
    """Return what there is to know of the requests that are under way."""
    return (
        gauge(
            "gateway_requests_in_flight",
            "HTTP requests that are under way.",
            lambda: room.taken,
        ),
        gauge(
            "gateway_requests_in_flight_limit",
            "HTTP requests that may be under way at once.",
            lambda: room.most,
        ),
        gauge(
            "gateway_queue_wait_seconds",
            "Seconds that a request that comes now would wait before it is begun.",
            lambda: room.wait,
        ),
    )


def of_connections(connections: Connections) -> Iterable[Reading]:
    """Return what there is to know of the connections of clients."""
    return (
        gauge(
            "gateway_connections",
            "Connections of clients that are open.",
            lambda: connections.open,
        ),
        Reading(
            "gateway_connections_refused",
            "Connections that were closed since what came was no request that is taken, by code.",
            ("code",),
            lambda: {(code,): connections.refused[code] for code in REFUSAL_CODES},
            is_counter=True,
        ),
    )


def of_selections(programs: Programs) -> Iterable[Reading]:
    """Return how often operations go the short ways, and how often they do not."""
    counts, operations = programs.counts, programs.operations
    return (
        Reading(
            "gateway_operations",
            "Operations: whose resolvers were called directly, or that were left to the executor.",
            ("by",),
            lambda: {(by,): operations[by] for by in ("call", "executor")},
            is_counter=True,
        ),
        Reading(
            "gateway_selections",
            "Selections of operations: written by a compiled program, or left to the executor.",
            ("by",),
            lambda: {("program",): counts["run"], ("executor",): counts["left"]},
            is_counter=True,
        ),
        Reading(
            "gateway_selections_compiled",
            "Selections that were met for the first time, by whether they could be compiled.",
            ("result",),
            lambda: {(name,): counts[name] for name in ("compiled", "unsupported")},
            is_counter=True,
        ),
        counter(
            "gateway_objects_given_up",
            "Objects that a compiled program gave up and the executor wrote.",
            lambda: counts["given up"],
        ),
    )


def of_cache(store: Store) -> Iterable[Reading]:
    """Return how the cache does."""
    return (
        gauge("gateway_cache_entries", "Answers that are kept in memory.", lambda: len(store)),
        counter(
            "gateway_cache_errors",
            "Operations of the cache server that failed, and entries that could not be read.",
            lambda: store.errors,
        ),
        gauge(
            "gateway_cache_server_configured",
            "1 where replicas share a cache server.",
            lambda: store.is_shared,
        ),
        gauge(
            "gateway_cache_server_failing",
            "1 while the cache server fails and memory alone serves.",
            lambda: store.state == "open",
        ),
    )


def of_claims(trackers: Callable[[], Trackers]) -> Iterable[Reading]:
    """Return how often this replica was the one to fetch what several wanted."""

    def read() -> Mapping[tuple[str, ...], float]:
        claims = [desk.claims for tracker in trackers().values() for desk in tracker.desks]
        return {
            ("won",): sum(each.won for each in claims),
            ("lost",): sum(each.lost for each in claims),
        }

    return (
        Reading(
            "gateway_cache_claims",
            "Claims on fetches that replicas share: won, or lost to another replica.",
            ("result",),
            read,
            is_counter=True,
        ),
    )


def of_providers(read: Callable[[], Healths]) -> Iterable[Reading]:
    """Return how the providers do, each with each set of credentials."""

    def by_provider(name: str, documentation: str, number: Callable[[Health], float]) -> Reading:
        return Reading(
            name,
            documentation,
            ("provider", "credentials"),
            lambda: {which: number(health) for which, health in read().items()},
        )

    return (
        Reading(
            "gateway_upstream_circuit_state",
            "1 for the state that the provider's circuit is in.",
            ("provider", "credentials", "state"),
            lambda: {
                (*which, state.value): state is health.state
                for which, health in read().items()
                for state in State
            },
        ),
        by_provider(
            "gateway_upstream_calls_in_flight",
            "Calls to the provider that are under way.",
            lambda health: health.under_way,
        ),
        by_provider(
            "gateway_upstream_budget_limit",
            "Calls that the provider takes a minute.",
            lambda health: health.limit,
        ),
        by_provider(
            "gateway_upstream_budget_remaining",
            "Calls that are left now.",
            lambda health: health.quota.remaining,
        ),
        by_provider(
            "gateway_upstream_budget_wait_seconds",
            "Seconds until there is a call to be had; 0 while there is one.",
            lambda health: health.quota.wait,
        ),
    )
