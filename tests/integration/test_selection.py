"""A provider whose data nobody selected, and which can't change the answer, is not called."""

import pytest

from tests.serving import serving

NUMBER = {"carrier": "ups", "trackingNumber": "1Z54F78A0339004129"}
LABEL = {"labelId": "se-both-delivered"}
UNKNOWN_TO_SHIPPO = {
    "labelId": "se-324658",
    "carrier": "ups",
    "trackingNumber": "1Z932R800390810600",
}

ONE = "query ($ref: ShipmentRef!) { shipment(ref: $ref) { %s } }"
MANY = "query ($ref: ShipmentRef!) { shipments(refs: [$ref]) { %s } }"
ONLY_SHIPPO = "__typename sources(only: [SHIPPO]) { provider outcome }"


@pytest.mark.parametrize(
    "query",
    [
        ONE % ONLY_SHIPPO,
        ONE % "... { ... on Shipment { a: sources(only: SHIPPO) { outcome } } }",
        MANY % f"index shipment {{ {ONLY_SHIPPO} }}",
        MANY % f"key {{ labelId }} errors {{ code }} shipment {{ {ONLY_SHIPPO} }}",
        MANY % "shipment { ...F }"
        + "fragment F on Shipment { sources(only: [SHIPPO]) { outcome } }",
    ],
)
async def test_who_is_left_out_by_the_selection_is_not_asked(query: str) -> None:
    async with serving() as gateway:
        await gateway.data(query, ref=NUMBER)
        assert gateway.sandbox.calls_to("shipstation") == []
        assert len(gateway.sandbox.calls_to("shippo")) == 1


async def test_the_selection_may_come_by_variables() -> None:
    query = (
        "query ($ref: ShipmentRef!, $only: [ProviderCode!]) "
        "{ shipment(ref: $ref) { sources(only: $only) { provider } } }"
    )
    async with serving() as gateway:
        await gateway.data(query, ref=NUMBER, only=["SHIPPO"])
        assert gateway.sandbox.calls_to("shipstation") == []
        answer = await gateway.data(query, ref=LABEL | NUMBER, only=None)
        assert len(answer["shipment"]["sources"]) == 2
        assert gateway.sandbox.calls_to("shipstation") != []


@pytest.mark.parametrize(
    "fields",
    [
        "status { code }",
        "sources(only: [SHIPPO]) { outcome } trackingNumber",
        "sources(only: [SHIPPO]) { outcome } ... on Node { id }",
        "sources { outcome }",
    ],
)
async def test_whoever_can_change_the_answer_is_asked(fields: str) -> None:
    async with serving() as gateway:
        await gateway.data(ONE % fields, ref=NUMBER)
        assert gateway.sandbox.calls_to("shipstation") != []
        assert gateway.sandbox.calls_to("shippo") != []


@pytest.mark.parametrize("fields", ["errors { code }", "errors { code } shipment { __typename }"])
async def test_errors_of_a_batch_are_those_of_everybody_where_nobody_is_left_out(
    fields: str,
) -> None:
    async with serving() as gateway:
        await gateway.data(MANY % fields, ref=NUMBER)
        assert gateway.sandbox.calls_to("shipstation") != []


async def test_errors_of_a_batch_are_those_of_who_was_asked() -> None:
    fields = f"key {{ carrierCode }} errors {{ provider }} shipment {{ {ONLY_SHIPPO} }}"
    down = {"labelId": "se-faultss-down", "carrier": "ups", "trackingNumber": "FAULTSSDOWN"}
    async with serving() as gateway:
        (lookup,) = (await gateway.data(MANY % fields, ref=down))["shipments"]
        assert lookup["shipment"]["sources"] == [{"provider": "SHIPPO", "outcome": "OK"}]
        assert (lookup["key"], lookup["errors"]) == ({"carrierCode": "ups"}, [])
        assert gateway.sandbox.calls_to("shipstation") == []


async def test_whether_there_is_a_shipment_at_all_is_settled_by_everybody() -> None:
    async with serving() as gateway:
        answer = await gateway.data(ONE % ONLY_SHIPPO, ref=UNKNOWN_TO_SHIPPO)
        source = {"provider": "SHIPPO", "outcome": "NOT_FOUND"}
        assert answer["shipment"] == {"__typename": "Shipment", "sources": [source]}


async def test_a_label_is_asked_for_its_number_also_for_shippo_alone() -> None:
    async with serving() as gateway:
        answer = await gateway.data(ONE % ONLY_SHIPPO, ref=LABEL)
        (source,) = answer["shipment"]["sources"]
        assert source == {"provider": "SHIPPO", "outcome": "OK"}
