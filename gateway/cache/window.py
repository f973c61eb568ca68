"""The window of calls that all replicas share."""

import time
from collections.abc import Callable

from gateway.cache.store import Store
from gateway.upstream.window import MemoryWindow


class SharedWindow(MemoryWindow):
    """Counts the calls of one provider and one set of credentials."""

    def __init__(
        self,
        store: Store,
        name: tuple[str, ...],
        limit: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(limit, clock)
