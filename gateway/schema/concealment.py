"""Say what is wrong with a request without saying anything of the schema.

Where clients may not read the schema, they shall not learn it from messages either. Those of
graphql-core name what the caller has misspelt, and the types of what was spelt right: so one finds
one's way from a guessed field to its arguments, their types and the fields of those. Here a message
says what kind of mistake it is, and `locations` say where. What only speaks of the caller's own
document stays as it is.
"""

from collections.abc import Iterable
from typing import Any

from graphql import (
    ASTValidationRule,
    ExecutableDefinitionsRule,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    GraphQLError,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    KnownTypeNamesRule,
    LoneAnonymousOperationRule,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
    ValidationContext,
    ValuesOfCorrectTypeRule,
    VariableDefinitionNode,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
)

Rule = type[ASTValidationRule]

OF_THE_DOCUMENT = (
    ExecutableDefinitionsRule,
    KnownFragmentNamesRule,
    LoneAnonymousOperationRule,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
)
"""The rules whose messages name nothing but what the document names."""

MESSAGES: dict[Rule, str] = {
    FieldsOnCorrectTypeRule: "There is no such field here.",
    FragmentsOnCompositeTypesRule: "No fragment can be on this.",
    KnownArgumentNamesRule: "There is no such argument here.",
    KnownDirectivesRule: "There is no such directive here.",
    KnownTypeNamesRule: "There is no such type.",
    OverlappingFieldsCanBeMergedRule: "These can't share a name in the answer.",
    PossibleFragmentSpreadsRule: "This fragment can't be here.",
    ProvidedRequiredArgumentsRule: "Something that is required is missing here.",
    ScalarLeafsRule: "This has to be written with a selection, or without one.",
    ValuesOfCorrectTypeRule: "This value does not fit.",
    VariablesAreInputTypesRule: "No variable can be of this type.",
    VariablesInAllowedPositionRule: "This variable does not fit here.",
}

OTHERWISE = "This does not fit the schema."
VALUE = "The value of a variable does not fit its type."
VALUE_OF = "The value of ${name} does not fit its type."
ARGUMENT = "The value of an argument does not fit its type."


class NoIntrospection(ASTValidationRule):
    """The rule that nobody reads the schema. `__typename` tells nothing but what was asked for."""

    FIELDS = frozenset({"__schema", "__type", "_service"})
    """What leads into the schema; the last one is that of a subgraph."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Refuse the fields that lead into the schema."""
        if node.name.value in self.FIELDS:
            message = "Reading the schema is switched off."
            extensions = {"code": "INTROSPECTION_DISABLED"}
            self.report_error(GraphQLError(message, node, extensions=extensions))


def concealing(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules, and that nobody reads the schema, with messages that don't tell of it."""
    return NoIntrospection, *map(_concealing, rules)


def _concealing(rule: Rule) -> Rule:
    if issubclass(rule, OF_THE_DOCUMENT):
        return rule
    message = next((said for of, said in MESSAGES.items() if issubclass(rule, of)), OTHERWISE)

    class Concealing(rule):  # type: ignore[valid-type, misc]  # a class as good as any
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(_Quiet(context, message))

    return Concealing


class _Quiet:
    """A rule's view of a validation, in which every error is the same message.

    All else is shared: what one rule has found out about fragments, and how long they may go on.
    """

    def __init__(self, context: ValidationContext, message: str) -> None:
        self._context = context
        self._message = message

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def report_error(self, error: GraphQLError) -> None:
        self._context.report_error(GraphQLError(self._message, error.nodes))


def conceal(error: GraphQLError) -> GraphQLError:
    """Return the error of an executed operation, without what it says of the schema.

    Those of resolvers, and those with a code of ours, say nothing of it.
    """
    original = error.original_error
    is_ours = original is not None and not isinstance(original, GraphQLError)
    if is_ours or (error.extensions and "code" in error.extensions):
        return error
    return GraphQLError(_value(error), error.nodes, path=error.path)


def _value(error: GraphQLError) -> str:
    if error.path is not None:
        return ARGUMENT
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, VariableDefinitionNode):
        return VALUE_OF.format(name=node.variable.name.value)
    return VALUE
