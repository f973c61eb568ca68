"""Whatever is asked, compiled selections and the plain executor give the same answer."""

import json
from collections import Counter
from copy import copy
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec
import pytest
from graphql import GraphQLError, get_introspection_query, parse, validate

from gateway.model import Shipment
from gateway.schema import Context, Fragments, Programs, Schema, create_schema
from gateway.schema.compiled import MAX_FIELDS
from gateway.schema.documents import Documents
from tests.differential.parcels import REFS, prepare
from tests.differential.queries import Query
from tests.limits import WIDE

QUERIES = 10_000
SEED = 20261121
VALIDATED = 25
"""One in so many made-up queries is validated: hardly one may be invalid."""


@dataclass(frozen=True)
class Both:
    """The two schemas, over the same data."""

    plain: Schema
    compiled: Schema
    programs: Programs
    context: Context
    shipments: list[Shipment]

    async def answer(self, query: str, variables: dict[str, Any] | None = None) -> "Answer":
        """Execute a query both ways; return the one answer."""
        plain = await _execute(self.plain, query, variables, self.context)
        compiled = await _execute(self.compiled, query, variables, self.context)
        assert compiled == plain, (query, variables)
        return plain


@dataclass(frozen=True)
class Answer:
    """An answer as a caller sees it, and the causes of its errors, which a caller doesn't.

    Fields at the root are done at the same time, in slices: which of two errors comes first is left
    to chance.
    """

    data: str
    errors: list[object]


async def _execute(
    schema: Schema, query: str, variables: dict[str, Any] | None, context: Context
) -> Answer:
    result: Any = await schema.execute(query, variables, context_value=context)
    # Shipments may have been written already.
    data = json.dumps(result.data, default=msgspec.json.decode)
    return Answer(data, sorted(map(_told, result.errors or ()), key=str))


def _told(error: GraphQLError) -> object:
    cause = error.original_error
    return error.formatted, type(cause), str(cause)


@pytest.fixture
async def both() -> Both:
    """Both schemas, over every kind of parcel."""
    programs = Programs(Fragments())
    compiled = create_schema(programs, WIDE)
    # Validation is the same for both, and most of the work: the made-up queries have it apart.
    compiled.documents = Documents(compiled._schema, WIDE, rules=())
    plain = copy(compiled)
    plain.execution_context_class = create_schema().execution_context_class
    plain.operations = None
    return Both(plain, compiled, programs, *await prepare())


def _argument_values(both: Both) -> dict[str, list[object]]:
    ids: list[str] = ["", "?", "U2hpcG1lbnQ6dXBzOj8"]
    for shipment in both.shipments:
        ids += [shipment.id, *(str(event.id) for event in shipment.history[:2])]
    refs = [dict(ref) for ref in REFS]
    counts: list[object] = [None, 0, 1, 1, 2, 100, -1]
    return {
        "ref": [*refs],
        "refs": [refs[:4], refs[4:9], refs[6:], refs[:1], [], [*refs, {}]],
        "maxAgeSeconds": [None, 10_000, -1],
        "id": [*ids],
        "ids": [ids[:3], ids[3:7], ids[-6:], []],
        "trackingNumber": ["1Z12345E0291980793", "", "9" * 22, "x" * 201],
        "order": ["NEWEST_FIRST", "OLDEST_FIRST"],
        "limit": counts,
        "first": counts,
        "last": counts,
        "after": [None, "?", *ids[3:9]],
        "before": [None, "?", *ids[3:9]],
        "only": [None, [], ["SHIPPO"], ["SHIPSTATION", "SHIPPO"]],
    }


async def test_ten_thousand_made_up_queries_have_the_same_answers(both: Both) -> None:
    values = _argument_values(both)
    random = Random(SEED)  # noqa: S311 - repeatable, not secret
    seen: Counter[str] = Counter()
    for number in range(QUERIES):
        query = Query(random, both.plain._schema, values)
        if number % VALIDATED == 0:
            seen["invalid"] += bool(validate(both.plain._schema, parse(query.text)))
        answer = await both.answer(query.text, query.variables)
        seen["with data"] += answer.data != "null"
        seen["with errors"] += bool(answer.errors)
    counts, operations = both.programs.counts, both.programs.operations
    print(f"\n{QUERIES} queries: {dict(seen)}; selections: {dict(counts)}; {dict(operations)}")
    assert seen["invalid"] <= 0.02 * QUERIES / VALIDATED
    assert seen["with data"] > 0.9 * QUERIES
    assert seen["with errors"] > 0.2 * QUERIES
    # What falls back is the exception: the two would agree, too, if nothing were compiled.
    assert counts["run"] > 0.95 * (counts["run"] + counts["left"])
    assert 0.02 < counts["given up"] / counts["run"] < 0.5
    assert operations["call"] > 0.5 * QUERIES


EVENT = "id occurredAt description status { code } location { formatted coordinates { latitude } }"

WRITTEN = {
    "aliases": "{ a: shipments(refs: $refs) { b: index c: shipment { d: id e: id } } }",
    "typename everywhere": "{ __typename shipments(refs: $refs) { __typename shipment { __typename "
    "status { __typename } carrier { __typename } events { __typename } sources { __typename "
    "tracking { __typename events { __typename } } } } errors { __typename } } }",
    "fragments on interfaces and types": "{ shipments(refs: $refs) { shipment { ... on Node { id } "
    "sources { tracking { provider ...S ... on ShippoTracking { eta events { objectId } } "
    "events { ... on ProviderEvent { description } ... on ShipStationEvent { eventCode } } } } } } "
    "} fragment S on ShipStationTracking { labelId ...P } fragment P on ProviderTracking { "
    "status { ...C } } fragment C on Status { code title }",
    "a type that a fragment leaves empty": "{ shipments(refs: $refs) { shipment { sources { "
    "tracking { ... on ShippoTracking { eta } } } } } }",
    "skip and include": "{ shipments(refs: $refs) { index @skip(if: $yes) shipment @include(if: "
    "$yes) { id @skip(if: false) status { code @include(if: $no) title } ... @skip(if: $no) { "
    "isPartial } ... @include(if: false) { messages } } } }",
    "nothing left": "{ shipments(refs: $refs) { index @skip(if: true) } }",
    "variables below the root": "{ shipments(refs: $refs) { shipment { events(limit: $limit, "
    "order: $order) { id } sources(only: $only) { provider } } } }",
    "an absent variable for a default": "{ shipments(refs: $refs) { shipment { events(order: "
    "$absent) { id } } } }",
    "a null for what is no null": "{ shipments(refs: $refs) { shipment { events(order: $null) { "
    "id } } } }",
    "negative limits": "{ shipments(refs: $refs) { shipment { id events(limit: -1) { id } } } }",
    "foreign cursors": "{ shipments(refs: $refs) { index shipment { eventsConnection(after: "
    '"?") { totalCount } } } }',
    "pages": "{ shipments(refs: $refs) { shipment { a: eventsConnection(first: 1) { edges { "
    "cursor node { id } } pageInfo { hasNextPage endCursor } } b: eventsConnection(last: 1) { "
    "nodes { id } totalCount } } } }",
    "merged response keys": "{ shipments(refs: $refs) { shipment { status { code } } ...A "
    "shipment { status { title } id } } } fragment A on ShipmentLookup { shipment { status { "
    "detail { code } code } trackingNumber } }",
    "one field with several arguments": "{ shipments(refs: $refs) { shipment { a: events(limit: "
    "1) { id } b: events(limit: 2) { id } c: events(order: OLDEST_FIRST) { id } } } }",
    "errors in lists": f"{{ shipments(refs: $refs) {{ shipment {{ messages events {{ {EVENT} "
    "providers reports { provider } } origin { city coordinates { longitude } } destination { "
    "formatted coordinates { longitude } } } } }",
    "every source": "{ shipments(refs: $refs) { errors { code retryAfterSeconds } shipment { "
    "sources { provider outcome fromCache ageSeconds fetchedAt error { code retryable "
    "retryAfterSeconds upstreamStatus } tracking { raw carrierCode } } conflicts { field } } } }",
    "the same fragment in two places": "{ shipments(refs: $refs) { shipment { latestEvent { ...E } "
    f"events {{ ...E }} }} }} }} fragment E on TrackingEvent {{ {EVENT} }}",
    "nodes of several types": "{ nodes(ids: $ids) { __typename id ... on Shipment { status { code "
    "} } ... on TrackingEvent { description } } }",
    "the other roots": "{ providers { code availability budget { limit remaining resumesAt } "
    "lookupBy statusMappings { code actionRequired } } gateway { version mode now } detectCarrier("
    'trackingNumber: "1Z12345E0291980793") { confidence checksumValid carrier { code providerCodes '
    "{ code } } } carriers { code website } }",
    "introspection beside data": "{ shipments(refs: $refs) { index } __schema { queryType { name "
    '} } __type(name: "Shipment") { fields { name type { kind } } } }',
    "introspection": get_introspection_query(),
    "an argument that has no such value": "{ shipments(refs: $refs) { shipment { events(order: "
    "SIDEWAYS) { id } } } }",
    "a field that does not exist": "{ shipments(refs: $refs) { shipment { nowhere } } }",
    "a deep selection": "{ shipments(refs: $refs) { shipment { serviceLevel { "
    + "parent { " * 60
    + "name"
    + " }" * 64,
    "a wide selection": "{ shipments(refs: $refs) { shipment { "
    + " ".join(f"a{number}: id" for number in range(MAX_FIELDS))
    + " } } }",
}

HEAD = (
    "query($refs: [ShipmentRef!]!, $ids: [ID!]!, $yes: Boolean!, $no: Boolean = false, $limit: "
    "Int, $order: EventOrder! = OLDEST_FIRST, $only: [ProviderCode!], $absent: EventOrder, $null: "
    "EventOrder)"
)


@pytest.mark.parametrize("name", WRITTEN)
async def test_every_written_query_has_the_same_answer(both: Both, name: str) -> None:
    variables: dict[str, Any] = {
        "refs": list(REFS),
        "ids": [shipment.id for shipment in both.shipments] + [both.shipments[0].history[0].id],
        "yes": True,
        "null": None,
        "only": ["SHIPPO"],
    }
    query = WRITTEN[name]
    query = query if query.startswith("query") else f"{HEAD} {query}"
    for limit in (None, 0, 1, 3, -1):
        await both.answer(query, {**variables, "limit": limit})
    del variables["only"]
    await both.answer(query, variables)
