"""What an operation asks for: references, and fields of them."""

from typing import Any

import pytest
from graphql import GraphQLError, GraphQLObjectType

from gateway.errors import (
    DocumentTooLong,
    LimitExceeded,
    TooCostly,
    TooManyAliases,
    TooManyDefinitions,
    TooManyReferences,
    TooManyTokens,
    VariablesTooLong,
)
from gateway.schema import create_schema
from gateway.schema.demand import INTROSPECTION, Demand, Sizes
from gateway.settings import Settings

SCHEMA = create_schema()
MOST = 100
MANY = "query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) { index shipment { id } } }"


def _demand(text: str, name: str | None = None) -> Demand:
    document = SCHEMA.documents.read(text)
    assert document.errors == ()
    operation = document.operation(name)
    assert operation is not None
    return document.demand(operation)


def _sizes(text: str, **variables: object) -> Sizes:
    return _demand(text).sizes(variables, MOST)


def _refs(count: int) -> list[dict[str, str]]:
    return [{"labelId": f"se-{number}"} for number in range(count)]


def _exceeded(*asked: tuple[str, dict[str, Any], str | None]) -> list[type[LimitExceeded]]:
    return [_condition(error) for error in SCHEMA.exceeded(asked)]


def _condition(error: GraphQLError) -> type[LimitExceeded]:
    assert isinstance(error.original_error, LimitExceeded)
    return type(error.original_error)


@pytest.mark.parametrize(
    ("text", "variables", "references", "cost"),
    [
        ("{ gateway { version mode } }", {}, 0, 3),
        ('{ shipment(ref: {labelId: "x"}) { id } }', {}, 1, 2),
        ("query ($r: ShipmentRef!) { shipment(ref: $r) { id } }", {"r": {}}, 1, 2),
        (MANY, {"refs": _refs(0)}, 0, 0),
        (MANY, {"refs": _refs(7)}, 7, 28),
        (MANY, {"refs": {"labelId": "x"}}, 1, 4),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3, 6),
        ("query ($i: [ID!]! = [1, 2]) { nodes(ids: $i) { id } }", {}, 2, 4),
        ("query ($i: [ID!]! = [1, 2]) { nodes(ids: $i) { id } }", {"i": ["a"] * 5}, 5, 10),
        ('{ a: node(id: "a") { id } b: node(id: "b") { __typename id } }', {}, 2, 5),
        ('{ node(id: "a") { id } ... { node(id: "a") { __typename } } }', {}, 1, 4),
        (
            "{ ...A ...B }"
            + "".join(f'fragment {name} on Query {{ node(id: "a") {{ id }} }}' for name in "AB"),
            {},
            1,
            4,
        ),
    ],
)
def test_references_and_fields_are_multiplied(
    text: str, variables: dict[str, Any], references: int, cost: int
) -> None:
    sizes = _sizes(text, **variables)
    assert (sizes[TooManyReferences], sizes[TooCostly]) == (references, cost)


def test_a_field_that_is_refused_by_itself_costs_nothing() -> None:
    sizes = _sizes(MANY, refs=_refs(MOST + 1))
    assert (sizes[TooManyReferences], sizes[TooCostly]) == (0, 0)


def test_what_nobody_reads_of_a_list_is_left_out() -> None:
    refs, other = _refs(50_000), [1] * 50_000
    shortened = _demand(MANY).shortened({"refs": refs, "other": other}, MOST)
    assert shortened == {"refs": _refs(MOST + 1), "other": other}
    assert len(refs) == 50_000


def test_a_list_that_is_read_stays_as_it_is() -> None:
    variables = {"refs": _refs(MOST)}
    assert _demand(MANY).shortened(variables, MOST) is variables


def test_references_of_several_fields_count_together() -> None:
    uses = " ".join(f"{alias}: shipments(refs: $refs) {{ index }}" for alias in "ab")
    text = f"query ($refs: [ShipmentRef!]!) {{ {uses} }}"
    assert _exceeded((text, {"refs": _refs(50)}, None)) == []
    assert _exceeded((text, {"refs": _refs(51)}, None)) == [TooManyReferences]


def test_what_is_read_for_every_reference_may_not_be_long() -> None:
    text = """query ($ref: ShipmentRef!, $only: [ProviderCode!]) {
      shipment(ref: $ref) { sources(only: $only) { provider } } }"""
    sizes = _sizes(text, ref={"labelId": "x" * 5_000}, only=["SHIPPO"])
    assert sizes[VariablesTooLong] == len("['SHIPPO']")
    assert _exceeded((text, {"ref": {}, "only": ["SHIPPO"] * 1_000}, None)) == [VariablesTooLong]


def test_operations_count_together() -> None:
    known = (MANY, {"refs": _refs(50)}, None)
    assert _exceeded(known, known) == []
    assert _exceeded(known, known, (MANY, {"refs": _refs(1)}, None)) == [TooManyReferences]
    small: tuple[str, dict[str, Any], None] = ("{ a: __typename b: __typename }", {}, None)
    assert _exceeded(*[small] * 15) == []
    assert _exceeded(*[small] * 16) == [TooManyAliases]
    assert _exceeded(*[("{ __typename }", {}, None)] * 20) == []
    assert _exceeded(*[("{ __typename }", {}, None)] * 21) == [TooManyDefinitions]


def test_depth_is_not_added_up() -> None:
    deep: tuple[str, dict[str, Any], None] = (
        "{ shipment(ref: {}) { sources { tracking { events { location { city } } } } } }",
        {},
        None,
    )
    assert _exceeded(*[deep] * 5) == []


def test_what_is_invalid_counts_for_what_is_written() -> None:
    aliases = " ".join(f"a{number}: nothing" for number in range(20))
    assert _exceeded((f"{{ {aliases} }}", {}, None)) == []
    assert _exceeded(*[(f"{{ {aliases} }}", {}, None)] * 2) == [TooManyAliases]


def test_what_is_too_much_together_is_not_read_to_its_end() -> None:
    limits = Settings.model_construct(max_definitions=100)
    texts = [f"{{ {' '.join(f'n{n}x{m}' for m in range(150))} }}" for n in range(10)]
    schema = create_schema(limits=limits)
    asked: list[tuple[str, dict[str, Any], None]] = [(text, {}, None) for text in texts]
    assert [_condition(error) for error in schema.exceeded(asked)] == [TooManyTokens]
    assert sum(text in schema.documents for text in texts) == 7


def test_a_batch_that_is_too_long_is_not_read_at_all() -> None:
    schema = create_schema()
    text = "{ __typename }" + " " * 6_000
    asked: list[tuple[str, dict[str, Any], None]] = [(text, {}, None)] * 3
    assert [_condition(error) for error in schema.exceeded(asked)] == [DocumentTooLong]
    assert text not in schema.documents


def _aliased(field: str, times: int) -> str:
    return "{" + " ".join(f"a{number}: {field}" for number in range(times)) + "}"


def test_what_is_read_of_the_schema_in_all_operations_is_bounded() -> None:
    part = "__schema { types { fields { type { fields { type { name } } } } } }"
    assert SCHEMA.documents.read(f"{{ {part} }}").errors == ()
    (error,) = SCHEMA.documents.read(_aliased(part, 20)).errors
    assert _condition(error) is TooCostly


def test_the_schema_costs_what_is_read_of_it() -> None:
    one = _sizes("{ __schema { queryType { name } } }")[TooCostly]
    # The field, the schema, the field of that, the type, and the field of that.
    assert one == 3 + INTROSPECTION * 4
    types = len(SCHEMA._schema.type_map)
    all_ = _sizes("{ __schema { types { name } } }")[TooCostly]
    assert all_ == 3 + INTROSPECTION * (2 + 2 * types)


def test_a_type_costs_what_it_has() -> None:
    carrier = SCHEMA._schema.type_map["Carrier"]
    assert isinstance(carrier, GraphQLObjectType)
    fields = len(carrier.fields)
    text = (
        '{ __type(name: "Carrier") { fields { name } inputFields { name } enumValues { name } } }'
    )
    assert _sizes(text)[TooCostly] == 7 + INTROSPECTION * (4 + 2 * fields)
