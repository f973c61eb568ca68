"""What is known of a document before it is executed, worked out once for each text."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.language.visitor import BREAK, VisitorAction

MAX_DOCUMENTS = 1_000
"""Documents that are kept."""

VOLATILE = frozenset({"ageSeconds", "availability", "budget", "fromCache", "now"})
"""Names of fields whose values change by themselves, or from one operation to the next."""


@dataclass(frozen=True)
class Document:
    """A document: `ast` where it could be parsed, and the `errors` that forbid its execution."""

    ast: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()

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

    def _operations(self) -> Iterator[OperationDefinitionNode]:
        for definition in self.ast.definitions if self.ast else ():
            if isinstance(definition, OperationDefinitionNode):
                yield definition

    @cached_property
    def is_lasting(self) -> bool:
        """Whether it changes nothing, and only what a provider says anew changes its values."""
        search = _Search()
        if self.ast is not None:
            visit(self.ast, search)
        kinds = {each.operation for each in self._operations()}
        return not search.found and kinds == {OperationType.QUERY}


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


class _Search(Visitor):
    found = False

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        self.found = node.name.value in VOLATILE
        return BREAK if self.found else None


class Documents:
    """The documents of a schema by their texts, the most recently used ones."""

    def __init__(
        self,
        schema: GraphQLSchema,
        rules: Collection[type[ASTValidationRule]] = specified_rules,
        most: int = MAX_DOCUMENTS,
    ) -> None:
        self._schema = schema
        self._rules = rules
        self._most = most
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def read(self, text: str) -> Document:
        """Parse and validate a document, or find it again; never raises."""
        found = self._kept.get(text)
        if found is None:
            found = self._kept[text] = self._read(text)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(text)
        return found

    def _read(self, text: str) -> Document:
        try:
            ast = parse(text)
        except GraphQLError as error:
            return Document(None, (error,))
        except RecursionError:
            return Document(None, (GraphQLError("Syntax Error: The document nests too deeply."),))
        return Document(ast, tuple(validate(self._schema, ast, self._rules)))
