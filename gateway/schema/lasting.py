"""Whether what a document asks for stays the same while no provider says anything new."""

from functools import lru_cache

from graphql import FieldNode, Visitor, parse, visit
from graphql.language.visitor import BREAK, VisitorAction

VOLATILE = frozenset({"ageSeconds", "availability", "budget", "fromCache", "now"})
"""Names of fields whose values change by themselves, or from one operation to the next."""


@lru_cache(maxsize=1000)
def is_lasting(document: str) -> bool:
    """Say whether a valid document has no field whose value changes by itself."""
    search = _Search()
    visit(parse(document, no_location=True), search)
    return not search.found


class _Search(Visitor):
    found = False

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        self.found = node.name.value in VOLATILE
        return BREAK if self.found else None
