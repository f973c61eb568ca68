"""A source of texts, whose clock stands."""

from collections.abc import Awaitable, Callable

from gateway.cache import Cache, Claims, Store
from gateway.errors import NotFound, Timeout
from gateway.loaders import Missing, Policy, Source
from gateway.upstream import Urgency

NOW = 1_000.0
NAME = ("test",)


def cache_on(store: Store) -> Cache[str | Missing]:
    """Return the cache of such a source."""
    return Cache(
        store,
        encode=lambda value: str(value).encode(),
        decode=lambda data: data.decode(),
        clock=lambda: NOW,
    )


def source_on(
    store: Store, fetch: Callable[[str], Awaitable[str]], claims: Claims | None = None
) -> Source[str]:
    """Return a source over a store; its answers are fresh for a minute."""
    return Source(
        NAME,
        fetch=fetch,
        cache=cache_on(store),
        claims=claims or Claims(store, lifetime=9),
        policy=Policy(
            lifetime=lambda value, before: 60,
            urgency=lambda entry: Urgency.NEW,
            missing=lambda: NotFound("", provider="TEST"),
            late=lambda: Timeout("", provider="TEST"),
            revalidate=60,
            stand_in=60,
            cooldown=30,
        ),
        within=8,
        clock=lambda: NOW,
    )
