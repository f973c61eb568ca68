"""What is known of a document before it is executed, worked out once for each text."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    specified_rules,
    validate,
)

from gateway.errors import LimitExceeded, TooManyTokens
from gateway.schema.bounded import Parsed, parse_within
from gateway.schema.demand import Demand, Sizes, demands
from gateway.schema.limits import exceeded, refusal, written
from gateway.schema.outline import Outline
from gateway.settings import Settings
from gateway.tracker import others

MAX_DOCUMENTS = 1_000
"""Documents that are kept."""

MAX_TOKENS = 100_000
"""Tokens of all documents that are kept. Parsed, one takes half a kilobyte."""

MAX_COMPARISONS = 10_000
"""Steps in which fields of one response key are compared with each other.

A document of all fields takes a few hundred.
"""

VOLATILE = frozenset({"ageSeconds", "availability", "budget", "fromCache", "now"})
"""Names of fields whose values change by themselves, or from one operation to the next."""


@dataclass(frozen=True)
class Document:
    """A document: `ast` where it could be parsed, and the `errors` that forbid its execution.

    `sizes` is what is written in it, `demands` what each of its operations asks for, and `names`
    are those of its fields.
    """

    ast: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    sizes: Sizes = field(default_factory=dict)
    demands: Mapping[str | None, Demand] = field(default_factory=dict)
    names: Set[str] = frozenset()

    @property
    def tokens(self) -> int:
        """Its tokens where it could be parsed, and had not too much of anything."""
        return self.sizes.get(TooManyTokens, 0)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation of that name; without a name the only one; None for neither.

        Source: GraphQL specification, October 2021, section 6.1,
        https://spec.graphql.org/October2021/#GetOperation(), read 2026-11-21.
        """
        named = [each for each in self._operations() if name in {None, _name(each)}]
        return named[0] if len(named) == 1 else None

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the text, as clients that persist their queries name it."""
        location = self.ast.loc if self.ast is not None else None
        text = location.source.body if location is not None else ""
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    def demand(self, operation: OperationDefinitionNode) -> Demand:
        """Return what one of its operations asks for."""
        return self.demands[_name(operation)]

    def _operations(self) -> Iterator[OperationDefinitionNode]:
        for definition in self.ast.definitions if self.ast else ():
            if isinstance(definition, OperationDefinitionNode):
                yield definition

    @cached_property
    def is_lasting(self) -> bool:
        """Whether it changes nothing, and only what a provider says anew changes its values."""
        kinds = {each.operation for each in self._operations()}
        return self.names.isdisjoint(VOLATILE) and kinds == {OperationType.QUERY}


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


class BoundedOverlaps(OverlappingFieldsCanBeMergedRule):
    """The rule that equal response keys mean equal fields, with an end to its comparing."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAX_COMPARISONS


RULES = tuple(
    BoundedOverlaps if rule is OverlappingFieldsCanBeMergedRule else rule
    for rule in specified_rules
)
"""The rules of the specification."""


class Documents:
    """The documents of a schema by their texts, the most recently used ones."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Settings,
        rules: Collection[type[ASTValidationRule]] = RULES,
        most: int = MAX_DOCUMENTS,
        most_tokens: int = MAX_TOKENS,
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._rules = rules
        self._most = most
        self._most_tokens = most_tokens
        self._tokens = 0
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def __contains__(self, text: str) -> bool:
        return text in self._kept

    def read(self, text: str) -> Document:
        """Parse and validate a document, or find it again; never raises."""
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
            return found
        found = self._read(text)
        if len(text) <= self._limits.max_document_characters:
            self._keep(text, found)
        return found

    async def ready(self, text: str) -> None:
        """Read a document that isn't known, and let others go before more is done with it."""
        if text not in self._kept:
            self.read(text)
            await others()

    def _keep(self, text: str, document: Document) -> None:
        self._kept[text] = document
        self._tokens += document.tokens
        while len(self._kept) > self._most or self._tokens > self._most_tokens:
            _, oldest = self._kept.popitem(last=False)
            self._tokens -= oldest.tokens

    def _read(self, text: str) -> Document:
        try:
            return self._check(parse_within(text, self._limits))
        except LimitExceeded as condition:
            return Document(None, (refusal(condition),))
        except GraphQLError as error:
            return Document(None, (error,))

    def _check(self, parsed: Parsed) -> Document:
        outline = Outline(parsed.ast)
        sizes = written(parsed, outline)
        if errors := exceeded(sizes, self._limits):
            return Document(None, tuple(errors))
        ast, most = parsed.ast, self._limits.max_errors
        if invalid := validate(self._schema, ast, self._rules, max_errors=most):
            return Document(ast, tuple(invalid), sizes)
        demanded = demands(outline, self._schema, self._limits.max_cost)
        return Document(ast, (), sizes, demanded, outline.names)
