"""The merged events of a parcel, which are not merged before somebody looks at them."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import overload

from gateway.model import TrackingEvent

Events = tuple[TrackingEvent, ...]


class History(Sequence[TrackingEvent]):
    """What `merge` returns, merged at the first look: many callers want the status alone.

    Equal to any sequence of the same events.
    """

    def __init__(self, merge: Callable[[], Events]) -> None:
        self._merge = merge

    @cached_property
    def _events(self) -> Events:
        return self._merge()

    @overload
    def __getitem__(self, index: int) -> TrackingEvent: ...
    @overload
    def __getitem__(self, index: slice) -> Events: ...
    def __getitem__(self, index: int | slice) -> TrackingEvent | Events:
        return self._events[index]

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[TrackingEvent]:
        return iter(self._events)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._events == tuple(other)

    def __repr__(self) -> str:
        return repr(self._events)
