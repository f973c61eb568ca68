"""What PromQL expressions ask for."""

from dataclasses import dataclass

import promql_parser as promql


@dataclass(frozen=True)
class Wanted:
    """A series that an expression selects: its name, and the labels that it is chosen by."""

    name: str
    labels: frozenset[str]


def wanted(expression: str) -> list[Wanted]:
    """Return what an expression selects; raises `ValueError` where it is none."""
    found: list[Wanted] = []

    def visit(node: promql.Expr) -> None:
        if isinstance(node, promql.MatrixSelector):
            node = node.vector_selector
        if isinstance(node, promql.VectorSelector):
            labels = frozenset(matcher.name for matcher in node.matchers.matchers)
            found.append(Wanted(node.name or "", labels))

    promql.walk(promql.parse(expression), visit)
    return found
