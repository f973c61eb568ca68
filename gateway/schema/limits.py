"""How much there is of everything that has a limit, and what is too much.

What can be counted cheaply is counted first: nothing is parsed that is too long, and nothing is
validated that has too much of anything. Some rules of validation compare every field with every
other one.
"""

from collections import Counter
from collections.abc import Iterable

from graphql import GraphQLError

from gateway.errors import (
    DocumentTooLong,
    IntrospectionTooDeep,
    LimitExceeded,
    TooCostly,
    TooDeep,
    TooManyAliases,
    TooManyDefinitions,
    TooManyDirectives,
    TooManyFields,
    TooManyReferences,
    TooManyRepetitions,
    TooManyTokens,
    TooManyVariables,
    VariablesTooLong,
)
from gateway.schema.bounded import Parsed
from gateway.schema.demand import Sizes
from gateway.schema.introspection import ROOTS
from gateway.schema.outline import Outline
from gateway.settings import Settings

SETTINGS: dict[type[LimitExceeded], str] = {
    DocumentTooLong: "max_document_characters",
    TooManyTokens: "max_document_tokens",
    TooManyDefinitions: "max_definitions",
    TooManyVariables: "max_variables",
    TooManyAliases: "max_aliases",
    TooManyDirectives: "max_directives",
    TooManyRepetitions: "max_repetitions",
    TooDeep: "max_depth",
    IntrospectionTooDeep: "max_introspection_depth",
    TooManyFields: "max_fields",
    TooManyReferences: "max_batch_size",
    VariablesTooLong: "max_variable_characters",
    TooCostly: "max_cost",
}
"""The setting of each limit."""

PEAKS = frozenset({TooManyRepetitions, TooDeep, IntrospectionTooDeep})
"""What is no more in several operations than in the largest of them."""


def written(parsed: Parsed, outline: Outline) -> Sizes:
    """Return how much a document has of everything that its text alone tells."""
    extents = [
        [(branch.name in ROOTS, outline.extent(branch)) for branch in branches]
        for _, branches in outline.operations()
    ]
    depths = [(is_root, extent.depth) for each in extents for is_root, extent in each]
    fields = [sum(extent.fields for _, extent in each) for each in extents]
    return {
        DocumentTooLong: parsed.characters,
        TooManyTokens: parsed.tokens,
        TooManyDefinitions: len(parsed.ast.definitions),
        TooManyVariables: outline.variables,
        TooManyAliases: outline.aliases,
        TooManyDirectives: parsed.directives,
        TooManyRepetitions: outline.repetitions,
        TooDeep: max((depth for is_root, depth in depths if not is_root), default=0),
        IntrospectionTooDeep: max((depth for is_root, depth in depths if is_root), default=0),
        TooManyFields: max(fields, default=0),
    }


def together(sizes: Iterable[Sizes]) -> Sizes:
    """Return how much several operations have, as one request."""
    total: Counter[type[LimitExceeded]] = Counter()
    for each in sizes:
        for condition, size in each.items():
            total[condition] = (
                max(total[condition], size) if condition in PEAKS else total[condition] + size
            )
    return total


def exceeded(sizes: Sizes, limits: Settings) -> list[GraphQLError]:
    """Return an error for each limit that is exceeded."""
    return [
        refusal(condition(most, size))
        for condition, size in sizes.items()
        if size > (most := getattr(limits, SETTINGS[condition]))
    ]


def refusal(condition: LimitExceeded) -> GraphQLError:
    """Return the GraphQL error that a caller sees."""
    return GraphQLError(condition.message, original_error=condition)
