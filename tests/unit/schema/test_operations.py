"""Known operations: which resolvers are called directly, with what, and who says what is wrong."""

import asyncio
import json
from copy import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.errors import BadUserInput
from gateway.model import GatewayMode, ShipmentLookup, ShipmentRef, global_id
from gateway.schema import Context, Programs, create_schema
from gateway.schema.recent import MAX_KEPT
from gateway.tracker import Lookups, Wanted
from tests.fakes import by_number, shippo, tracker, turns
from tests.limits import WIDE

NUMBER = "9205590164917312751089"
OTHER = "9400111202555842332106"
KNOWN = {"carrier": "usps", "trackingNumber": NUMBER}
ONE = "query($ref: ShipmentRef!) { shipment(ref: $ref) { trackingNumber } }"
MANY = (
    "query($refs: [ShipmentRef!]!, $age: Int = 9) { shipments(refs: $refs, maxAgeSeconds: $age) { "
    "index key { trackingNumber carrierCode labelId } shipment { id } errors { code } } }"
)
PARTS = (
    "query($carrier: String, $number: String!, $label: ID) { shipment(ref: {carrier: $carrier, "
    "trackingNumber: $number, labelId: $label}) { trackingNumber } }"
)
DETECT = "query($number: String!) { detectCarrier(trackingNumber: $number) { confidence } }"


class Asking:
    """A schema, with and without direct calls, and one parcel to ask for."""

    def __init__(self) -> None:
        self.programs = Programs()
        self.schema = create_schema(self.programs, WIDE)
        self.plain = copy(self.schema)
        self.plain.operations = None
        self.plain.documents = self.schema.documents
        self.provider = shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps")})
        self.tracker = tracker(self.provider)

    def context(self, lookups: Lookups | None = None) -> Context:
        return Context(self.tracker, lookups or self.tracker.lookups(), GatewayMode.SANDBOX, "0")

    async def __call__(self, query: str, **variables: object) -> list[Any]:
        """Return data and errors, which are the same without direct calls."""
        result, plain = [
            await self._execute(schema, query, variables) for schema in (self.schema, self.plain)
        ]
        assert result == plain, (query, variables)
        return result

    async def _execute(self, schema: Any, query: str, variables: dict[str, Any]) -> list[Any]:
        result = await schema.execute(query, variables, context_value=self.context())
        errors = [(error.formatted, repr(error.original_error)) for error in result.errors or ()]
        return [json.loads(json.dumps(result.data)), errors]

    @property
    def directly(self) -> int:
        return self.programs.operations["call"]


@pytest.fixture
def ask() -> Asking:
    """Something to ask."""
    return Asking()


FORMS: dict[str, tuple[str, dict[str, object]]] = {
    "a variable": (ONE, {"ref": KNOWN}),
    "variables in an argument": (PARTS, {"carrier": "usps", "number": NUMBER}),
    "a variable that is null": (PARTS, {"carrier": None, "number": NUMBER, "label": None}),
    "a number for an id": (
        "query($l: ID) { shipments(refs: [{labelId: $l}]) { errors { code } } }",
        {"l": 12},
    ),
    "references in a list": (
        "query($a: ShipmentRef!, $b: String) { shipments(refs: [$a, {trackingNumber: $b, carrier: "
        '"usps"}]) { shipment { id } } }',
        {"a": KNOWN, "b": NUMBER},
    ),
    "nothing but text": (f'{{ shipment(ref: {{trackingNumber: "{NUMBER}"}}) {{ id }} }}', {}),
    "a default": (
        f'query($ref: ShipmentRef = {{trackingNumber: "{NUMBER}"}}) {{ shipment(ref: $ref) {{ id '
        "} }",
        {},
    ),
    "another value than the default": (MANY, {"refs": [KNOWN], "age": 60}),
    "null for a default": (MANY, {"refs": [KNOWN], "age": None}),
    "a fragment at the root": (
        "query($ref: ShipmentRef!) { ...F } fragment F on Query { shipment(ref: $ref) { id } }",
        {"ref": KNOWN},
    ),
    "one variable above and below": (
        "query($n: Int!, $ref: ShipmentRef!) { shipments(refs: [$ref], maxAgeSeconds: $n) { "
        "shipment { events(limit: $n) { id } } } }",
        {"n": 3, "ref": KNOWN},
    ),
    "directives": (
        "query($yes: Boolean!, $ref: ShipmentRef!) { a: shipment(ref: $ref) @include(if: $yes) { "
        "id } b: shipment(ref: $ref) @skip(if: $yes) { id } }",
        {"yes": True, "ref": KNOWN},
    ),
    "the same field twice": (
        "query($ref: ShipmentRef!) { shipment(ref: $ref) { id } shipment(ref: $ref) { isPartial } "
        "__typename }",
        {"ref": KNOWN},
    ),
    "resolvers that don't wait": (
        "{ carriers { code } gateway { version mode } providers { code } }",
        {},
    ),
    "many references": (MANY, {"refs": [KNOWN] * 12}),
    "objects of any type": (
        "query($id: ID!) { node(id: $id) { __typename id ... on Shipment { isPartial } } }",
        {"id": global_id("Shipment", "usps", NUMBER)},
    ),
    "many objects of any type": (
        "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
        {"ids": ["?", *[global_id("Shipment", "usps", NUMBER)] * 11]},
    ),
    "nothing found": (ONE, {"ref": {"carrier": "usps", "trackingNumber": OTHER}}),
}


@pytest.mark.parametrize("form", FORMS)
async def test_resolvers_are_called_directly_whatever_form_arguments_have(
    ask: Asking, form: str
) -> None:
    query, variables = FORMS[form]
    for _ in range(2):
        data, errors = await ask(query, **variables)
    assert errors == []
    assert data
    assert ask.directly == 2


async def test_callers_of_one_operation_get_what_they_asked_for(ask: Asking) -> None:
    for number in (NUMBER, OTHER, NUMBER):
        data, _ = await ask(ONE, ref={"carrier": "usps", "trackingNumber": number})
        assert (data["shipment"] is None) is (number == OTHER)
    for number in (NUMBER, OTHER, NUMBER):
        data, _ = await ask(PARTS, number=number, carrier="usps")
        assert (data["shipment"] is None) is (number == OTHER)
    assert ask.directly == 6
    assert ask.programs.counts["compiled"] == 2


async def test_what_is_kept_does_not_know_what_the_first_caller_asked_for(ask: Asking) -> None:
    query = ONE.replace("$ref: ", "$code: Boolean!, $ref: ").replace("{ track", "{ id track", 1)
    await ask(query.replace("id ", "id @skip(if: $code) "), ref=KNOWN, code=True)
    assert ask.schema.operations is not None
    ((root,),) = ask.schema.operations._roots
    assert root.told is not None
    known: Any = root.told.info.variable_values
    assert known == {"code": True}


LEFT: dict[str, tuple[str, dict[str, object]]] = {
    "no variable": (ONE, {}),
    "null": (ONE, {"ref": None}),
    "a member that does not exist": (ONE, {"ref": {**KNOWN, "colour": "red"}}),
    "a member of another type": (ONE, {"ref": {"carrier": 1, "trackingNumber": [NUMBER]}}),
    "one for a list": (MANY, {"refs": KNOWN}),
    "null in a list": (MANY, {"refs": [KNOWN, None]}),
    "a number that is too large": (MANY, {"refs": [KNOWN], "age": 2**31}),
    "a number as text": (MANY, {"refs": [KNOWN], "age": "9"}),
    "null for a part": (PARTS, {"number": None}),
    "an enum that has no such value": (
        "query($only: [ProviderCode!]) { shipment(ref: {trackingNumber: "
        f'"{NUMBER}"}}) {{ sources(only: $only) {{ provider }} }} }}',
        {"only": ["NOBODY"]},
    ),
    "the schema beside data": (
        f'{{ shipment(ref: {{trackingNumber: "{NUMBER}"}}) {{ id }} __schema {{ queryType {{ name '
        "} } }",
        {},
    ),
    "a wrong argument below many references": (
        "query($refs: [ShipmentRef!]!) { shipments(refs: $refs) { index shipment { id events(limit:"
        " -1) { id } } } }",
        {"refs": [KNOWN] * 12},
    ),
}


@pytest.mark.parametrize("form", LEFT)
async def test_whatever_is_odd_is_left_to_the_executor(ask: Asking, form: str) -> None:
    query, variables = LEFT[form]
    await ask(query, **variables)
    assert ask.programs.operations == {"executor": 1}


async def test_an_odd_value_is_nobody_elses(ask: Asking) -> None:
    await ask(MANY, refs=[{"colour": "red"}])
    _, errors = await ask(MANY, refs=[KNOWN])
    assert errors == []
    assert ask.programs.operations == {"executor": 1, "call": 1}


MEMBERS: st.SearchStrategy[dict[str, object]] = st.dictionaries(
    st.sampled_from(["carrier", "trackingNumber", "labelId", "id", "colour"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just([]),
    max_size=3,
)
VALUES = MEMBERS | st.lists(MEMBERS | st.none(), max_size=3) | st.none() | st.integers()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["ref", "refs", "age", "number", "carrier", "label"]),
            VALUES | st.text(max_size=3) | st.booleans() | st.integers(-5, 5) | st.floats(),
        ),
        min_size=10,
        max_size=10,
    )
)
async def test_any_variables_have_the_same_answer(several: list[dict[str, Any]]) -> None:
    ask = Asking()
    for variables in several:
        for query in (ONE, MANY, PARTS, DETECT):
            await ask(query, **variables)


class Counting(Lookups):
    """Lookups that fail, and count how often they are asked for anything."""

    calls = 0

    async def shipment(
        self, ref: ShipmentRef, max_age: int | None = None, wanted: Wanted = None
    ) -> ShipmentLookup:
        self.calls += 1
        if ref.carrier == "no":
            raise BadUserInput("No such thing.")
        return await super().shipment(ref, max_age, wanted)


async def test_a_resolver_that_fails_is_not_called_again_nor_are_those_beside_it(
    ask: Asking,
) -> None:
    query = (
        'query($ref: ShipmentRef!) { a: shipment(ref: $ref) { id } b: shipment(ref: {carrier: "no"'
        "}) { id } c: shipments(refs: []) { index } __typename }"
    )
    for schema in (ask.schema, ask.plain):
        lookups = Counting(ask.tracker.lookups()._shared)
        context = ask.context(lookups)
        result = await schema.execute(query, {"ref": KNOWN}, context_value=context)
        assert lookups.calls == 2
        assert result.data is not None
        assert [error.path for error in result.errors or ()] == [["b"], ["c"]]
        assert [result.data[key] is None for key in "abc"] == [False, True, True]
    assert ask.programs.operations == {"executor": 1}


async def test_fields_are_resolved_at_the_same_time(ask: Asking) -> None:
    ask.provider.held = {f"usps/{number}": asyncio.Event() for number in (NUMBER, OTHER)}
    query = (
        f'{{ a: shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ id }} '
        f'b: shipment(ref: {{carrier: "usps", trackingNumber: "{OTHER}"}}) {{ id }} }}'
    )
    asking = asyncio.create_task(ask.schema.execute(query, context_value=ask.context()))
    await turns()
    assert set(ask.provider.fetched) == set(ask.provider.held)
    for event in ask.provider.held.values():
        event.set()
    assert (await asking).errors is None
    assert ask.directly == 1


async def test_only_so_many_operations_are_kept(ask: Asking) -> None:
    for number in range(MAX_KEPT + 5):
        await ask.schema.execute(f"{{ a{number}: __typename }}", context_value=ask.context())
    assert ask.schema.operations is not None
    assert len(ask.schema.operations._roots) == MAX_KEPT
    assert len(ask.schema.operations._outlines) == MAX_KEPT
