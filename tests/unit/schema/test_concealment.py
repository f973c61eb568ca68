"""Where the schema is concealed, no mistake that one can make tells anything of it."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from graphql import GraphQLError, specified_rules
from strawberry.types.execution import PreExecutionError

from gateway.model import GatewayMode
from gateway.schema import Context, Schema, create_schema, format_error
from gateway.schema.concealment import (
    ARGUMENT,
    MESSAGES,
    OF_THE_DOCUMENT,
    OTHERWISE,
    VALUE,
    VALUE_OF,
)
from tests.fakes import shippo, tracker
from tests.limits import WIDE
from tests.unit.schema.probes import names, probes

CONCEALED = create_schema(limits=WIDE, concealed=True)
OPEN = create_schema(limits=WIDE)
NAMES = names(OPEN._schema)
OURS = {*MESSAGES.values(), OTHERWISE, VALUE, ARGUMENT, "Reading the schema is switched off."}
# Not ours, but nothing of the schema's either.
OURS.add("Too many validation errors, error limit reached. Validation aborted.")
WORD = re.compile(r"\w+")


def _errors(schema: Schema) -> dict[str, tuple[GraphQLError, ...]]:
    return {text: schema.documents.read(text).errors for text in probes(OPEN._schema)}


@pytest.fixture(scope="module")
def concealed() -> dict[str, tuple[GraphQLError, ...]]:
    """What each mistake is answered with where the schema is concealed."""
    return _errors(CONCEALED)


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[GraphQLError, ...]]:
    """What each mistake is answered with where the schema is open."""
    return _errors(OPEN)


def _leaked(text: str, errors: Iterable[GraphQLError]) -> set[str]:
    """Return the names of the schema that errors mention and the document doesn't."""
    said = [error.message for error in errors if error.message not in OURS]
    return (NAMES & set(WORD.findall(" ".join(said)))) - set(WORD.findall(text))


def test_no_mistake_tells_a_name_of_the_schema(
    concealed: dict[str, tuple[GraphQLError, ...]],
) -> None:
    assert len(concealed) > 1_400
    leaks = {text: _leaked(text, errors) for text, errors in concealed.items()}
    assert {text: leaked for text, leaked in leaks.items() if leaked} == {}


def test_nobody_is_asked_what_they_meant(concealed: dict[str, tuple[GraphQLError, ...]]) -> None:
    messages = {error.message for errors in concealed.values() for error in errors}
    assert [message for message in messages if "mean" in message.lower()] == []


def test_the_same_mistakes_tell_most_of_it_where_the_schema_is_open(
    told: dict[str, tuple[GraphQLError, ...]],
) -> None:
    leaks = [_leaked(text, errors) for text, errors in told.items()]
    assert len(set().union(*leaks)) > 0.6 * len(NAMES)


def test_what_is_fine_is_fine_in_both(
    told: dict[str, tuple[GraphQLError, ...]], concealed: dict[str, tuple[GraphQLError, ...]]
) -> None:
    assert [text for text in told if bool(told[text]) != bool(concealed[text])] == []


def test_a_mistake_is_still_found_by_its_place() -> None:
    (error,) = CONCEALED.documents.read("{ gateway { mode\n  vrsion } }").errors
    assert error.message == "There is no such field here."
    assert [(at.line, at.column) for at in error.locations or ()] == [(2, 3)]


def test_what_is_wrong_with_the_document_alone_is_said_in_full() -> None:
    (error,) = CONCEALED.documents.read("query Q($x: Int) { __typename }").errors
    assert error.message == "Variable '$x' is never used in operation 'Q'."


def test_every_rule_is_either_harmless_or_concealed() -> None:
    assert {rule for rule in specified_rules if issubclass(rule, OF_THE_DOCUMENT)} == set(
        OF_THE_DOCUMENT
    )
    assert not set(MESSAGES) & set(OF_THE_DOCUMENT)


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Shipment") { fields { name } } }',
        "{ _service { sdl } }",
        "query { ...F } fragment F on Query { s: __schema { queryType { name } } }",
        "{ ... on Query { ... { __schema { __typename } } } }",
        '{ node(id: "x") { __typename __type(name: "Node") { name } } }',
    ],
)
def test_the_schema_is_not_read(query: str) -> None:
    errors = CONCEALED.documents.read(query).errors
    assert (errors[0].extensions or {})["code"] == "INTROSPECTION_DISABLED"


def test_what_something_is_may_be_asked() -> None:
    assert CONCEALED.documents.read("{ __typename gateway { __typename } }").errors == ()


def test_a_subgraph_is_concealed_as_well() -> None:
    schema = create_schema(subgraph=True, concealed=True)
    errors = schema.documents.read("{ _service { sdl } }").errors
    assert (errors[0].extensions or {})["code"] == "INTROSPECTION_DISABLED"


async def _said(schema: Schema, query: str, **variables: Any) -> list[dict[str, Any]]:
    house = tracker(shippo({}))
    context = Context(house, house.lookups(), GatewayMode.LIVE, "0")
    result = await schema.execute(query, variables, context)
    assert not isinstance(result, PreExecutionError), result.errors
    return [format_error(error) for error in result.errors or []]


SHIPMENT = "query Q($ref: ShipmentRef!, $n: Int) { shipment(ref: $ref, maxAgeSeconds: $n) { id } }"


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, "ref"),
        ({"ref": None}, "ref"),
        ({"ref": 5}, "ref"),
        ({"ref": {"labelIdd": "x"}}, "ref"),
        ({"ref": {"labelId": {}}}, "ref"),
        ({"ref": {"labelId": "x"}, "n": "x"}, "n"),
        ({"ref": {"labelId": "x"}, "n": 2**40}, "n"),
    ],
    ids=str,
)
async def test_a_value_that_does_not_fit_tells_nothing_of_its_type(
    variables: dict[str, Any], name: str
) -> None:
    (error,) = await _said(CONCEALED, SHIPMENT, **variables)
    assert error["message"] == VALUE_OF.format(name=name)
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    (full,) = await _said(OPEN, SHIPMENT, **variables)
    assert full["message"] != error["message"]
    assert {**full, "message": ""} == {**error, "message": ""}


async def test_an_argument_that_turns_out_not_to_fit_tells_nothing_either() -> None:
    query = 'query ($n: String = "x") { detectCarrier(trackingNumber: $n) { confidence } }'
    (error,) = await _said(CONCEALED, query, n=None)
    assert (error["message"], error["path"]) == (ARGUMENT, ["detectCarrier"])
    assert "String!" in (await _said(OPEN, query, n=None))[0]["message"]


async def test_the_errors_of_lookups_stay_as_they_are() -> None:
    query = '{ shipment(ref: {labelId: "x"}) { id } }'
    assert await _said(CONCEALED, query) == await _said(OPEN, query)
