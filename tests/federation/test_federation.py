"""The gateway is a subgraph that both composers take, and that a router asks by its entities."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from graphql import build_schema

from gateway.schema import create_schema
from tests import node_projects
from tests.serving import LABEL, LABEL_NUMBER, Served, serving

ENTITIES = (
    "query($of: [_Any!]!) { _entities(representations: $of) { __typename "
    "... on Shipment { id trackingNumber } ... on TrackingEvent { id description } } }"
)
KNOWN = f'{{ shipment(ref: {{labelId: "{LABEL}"}}) {{ id events(limit: 1) {{ id }} }} }}'


@pytest.fixture
async def subgraph() -> AsyncIterator[Served]:
    """A gateway with the sandbox, as a subgraph."""
    async with serving(federation=True) as served:
        yield served


@pytest.mark.node
@pytest.mark.install
async def test_both_composers_take_it_and_a_router_asks_it(subgraph: Served) -> None:
    program = node_projects.installed(Path(__file__).parent) / "compose.js"
    found = await asyncio.to_thread(node_projects.run, program, subgraph.url)
    assert (found["apollo"], found["theGuild"]) == ([], [])
    assert "errors" not in found["answer"], found["answer"]
    order = found["answer"]["data"]["order"]
    assert order["shipment"]["trackingNumber"] == LABEL_NUMBER
    assert order["shipment"]["status"] == {"code": "DELIVERED"}
    assert order["shipment"]["events"] == [found["known"]["latestEvent"]]
    assert order["scan"]["description"]


async def test_entities_come_in_the_order_asked(subgraph: Served) -> None:
    shipment = (await subgraph.data(KNOWN))["shipment"]
    event = shipment["events"][0]["id"]
    wanted = [("TrackingEvent", event), ("Shipment", shipment["id"]), ("Shipment", event)]
    representations = [{"__typename": kind, "id": key} for kind, key in wanted]
    entities = (await subgraph.data(ENTITIES, of=representations))["_entities"]
    assert entities[0] == {
        "__typename": "TrackingEvent",
        "id": event,
        "description": entities[0]["description"],
    }
    assert entities[1] == {
        "__typename": "Shipment",
        "id": shipment["id"],
        "trackingNumber": LABEL_NUMBER,
    }
    # The id of an event names no shipment.
    assert entities[2] is None


async def test_equal_entities_are_looked_up_once(subgraph: Served) -> None:
    shipment = (await subgraph.data(KNOWN))["shipment"]["id"]
    before = len(subgraph.calls())
    representations = [{"__typename": "Shipment", "id": shipment}] * 20
    await subgraph.data(ENTITIES, of=representations)
    # The id names number and carrier: Shippo is asked, and ShipStation's label is looked up.
    assert len(subgraph.calls()) - before <= 2


@pytest.mark.parametrize(
    "representation", [{}, {"__typename": "Shipment"}, {"id": "x"}, 1, "Shipment", [], {"id": 7}]
)
async def test_what_names_no_entity_is_an_error_of_its_own(
    subgraph: Served, representation: object
) -> None:
    unknown = {"__typename": "Shipment", "id": "none of ours"}
    answer = await subgraph.execute(ENTITIES, of=[representation, unknown])
    assert answer["data"]["_entities"] == [None, None]
    (error,) = answer["errors"]
    assert error["path"] == ["_entities", 0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_too_many_representations_are_refused(subgraph: Served) -> None:
    answer = await subgraph.execute(ENTITIES, of=[{"__typename": "Shipment", "id": "x"}] * 101)
    assert answer["errors"][0]["extensions"]["code"] == "TOO_MANY_REFERENCES"


async def test_the_served_file_is_the_subgraph(subgraph: Served) -> None:
    served = (await subgraph.http.get("/schema.graphql")).text
    assert served == (await subgraph.data("{ _service { sdl } }"))["_service"]["sdl"]
    assert 'type Shipment implements Node @key(fields: "id")' in served
    assert "node(" not in served
    # What a router adds by itself is not in it.
    for name in ("_entities(", "_service:", "scalar _Any", "union _Entity", "type _Service"):
        assert name not in served


async def test_a_gateway_that_is_no_subgraph_has_none_of_it() -> None:
    sdl = create_schema().sdl
    assert "_entities" not in sdl
    assert "@key" not in sdl
    assert "node(" in sdl


def test_all_else_is_the_same_as_in_the_ordinary_schema() -> None:
    ordinary = build_schema(create_schema().sdl)
    subgraph = build_schema(
        "directive @key(fields: String!) on OBJECT\ndirective @shareable on OBJECT\n"
        "directive @link(url: String!, import: [String!]) on SCHEMA\n"
        + create_schema(subgraph=True).sdl.partition("\n")[2]
    )
    assert subgraph.type_map.keys() == ordinary.type_map.keys()
    assert ordinary.query_type is not None
    assert subgraph.query_type is not None
    missing = ordinary.query_type.fields.keys() - subgraph.query_type.fields.keys()
    assert missing == {"node", "nodes"}
