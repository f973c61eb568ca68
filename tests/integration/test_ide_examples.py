"""The examples of the IDE page work as they are, in front of the sandbox."""

from collections.abc import AsyncIterator

import pytest

from gateway.http.ide import Example, read_examples
from tests.serving import JSON, Served, serving

EXAMPLES = {example.title: example for example in read_examples()}


@pytest.fixture
async def gateway() -> AsyncIterator[Served]:
    async with serving() as served:
        yield served


async def _answer(gateway: Served, title: str) -> JSON:
    example: Example = EXAMPLES[title]
    return await gateway.data(example.query, **example.variables)


async def test_a_browser_gets_the_page_and_a_client_gets_an_answer(gateway: Served) -> None:
    page = await gateway.http.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    query = {"query": "{ gateway { mode } }"}
    answer = await gateway.http.get("/graphql", headers={"Accept": "text/html,*/*"}, params=query)
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("title", EXAMPLES)
async def test_an_example_is_answered_without_an_error(gateway: Served, title: str) -> None:
    data = await _answer(gateway, title)
    assert None not in data.values()


async def test_three_of_the_four_shipments_are_found(gateway: Served) -> None:
    lookups = (await _answer(gateway, "Four shipments in one request"))["shipments"]
    assert [lookup["shipment"] is not None for lookup in lookups] == [True, True, True, False]
    assert "NOT_FOUND" in {error["code"] for error in lookups[3]["errors"]}


async def test_the_one_shipment_shows_a_conflict_and_both_sources(gateway: Served) -> None:
    shipment = (await _answer(gateway, "One shipment and its sources"))["shipment"]
    assert "status" in {conflict["field"] for conflict in shipment["conflicts"]}
    assert [source["outcome"] for source in shipment["sources"]] == ["OK", "OK"]


async def test_the_number_is_taken_to_be_of_the_postal_service(gateway: Served) -> None:
    candidates = (await _answer(gateway, "Carriers, and whose number it is"))["detectCarrier"]
    assert candidates[0]["carrier"]["code"] == "usps"


async def test_the_object_is_the_shipment_of_the_id(gateway: Served) -> None:
    node = (await _answer(gateway, "An object by its global id"))["node"]
    assert node["__typename"] == "Shipment"
    assert node["trackingNumber"] == "9205590164917312751089"
