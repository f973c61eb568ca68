"""Keep what was made for parts of documents, the most recently used, within bounds."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from graphql import Node

T = TypeVar("T")
Key = tuple[object, ...]

MAX_KEPT = 512
"""Things that are kept."""

MAX_CHARACTERS = 500_000
"""Characters of the documents that they were made for; one takes a hundred bytes, all told.

What was made for a part keeps the whole document.
"""


class Recent(Generic[T]):
    """What was made for nodes of documents, the most recently used."""

    def __init__(self) -> None:
        self._characters = 0
        # The nodes are kept along: while they live, nothing else has their ids.
        self._kept: OrderedDict[Key, tuple[Sequence[Node], T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[T]:
        return (made for _, made in self._kept.values())

    def find(self, key: Key, nodes: Sequence[Node], make: Callable[[], T]) -> T:
        """Return what was made for a key, or make it now. The key may have ids of the nodes."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = (nodes, make())
            self._characters += _characters(nodes)
            while len(self._kept) > MAX_KEPT or self._characters > MAX_CHARACTERS:
                _, (oldest, _) = self._kept.popitem(last=False)
                self._characters -= _characters(oldest)
        else:
            self._kept.move_to_end(key)
        return found[1]


def _characters(nodes: Sequence[Node]) -> int:
    """Return the length of the document that nodes are in."""
    location = nodes[0].loc
    return len(location.source.body) if location is not None else 0
