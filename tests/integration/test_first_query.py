"""The first query that anybody sends: the one of the README, word by word."""

from tests.serving import JSON, serving

QUERY = (
    '{ shipments(refs:[{labelId:"se-324658"},'
    '{carrier:"usps",trackingNumber:"9205590164917312751089"},'
    '{carrier:"shippo",trackingNumber:"SHIPPO_DELIVERED"},{labelId:"se-0"}]) '
    "{ index shipment { id trackingNumber status { code provider providerCode } "
    "events { occurredAt description location { formatted } } "
    "sources { provider outcome error { code } } } errors { code provider } } }"
)


async def test_four_references_are_answered_in_their_order() -> None:
    lookups = await _lookups()
    assert [lookup["index"] for lookup in lookups] == [0, 1, 2, 3]
    numbers = [lookup["shipment"]["trackingNumber"] for lookup in lookups[:3]]
    assert numbers == ["1Z932R800390810600", "9205590164917312751089", "SHIPPO_DELIVERED"]
    assert lookups[3]["shipment"] is None


async def test_each_status_is_told_with_the_words_of_its_provider() -> None:
    statuses = [lookup["shipment"]["status"] for lookup in (await _lookups())[:3]]
    assert statuses == [
        {"code": "DELIVERED", "provider": "SHIPSTATION", "providerCode": "DE"},
        {"code": "DELIVERED", "provider": "SHIPPO", "providerCode": "DELIVERED"},
        {"code": "DELIVERED", "provider": "SHIPPO", "providerCode": "DELIVERED"},
    ]


async def test_the_events_are_those_of_the_documentation_samples() -> None:
    label, number, test_number, _ = await _lookups()
    assert label["shipment"]["events"] == [
        {
            "occurredAt": "2024-10-25T12:32:00Z",
            "description": "Arrived at UPS Facility",
            "location": {"formatted": "Oceanside, CA 92056"},
        }
    ]
    assert number["shipment"]["events"] == [
        {
            "occurredAt": "2016-07-23T00:00:00Z",
            "description": "Your shipment has been delivered at the destination mailbox.",
            "location": {"formatted": "Las Vegas, NV 89101"},
        }
    ]
    assert len(test_number["shipment"]["events"]) == 4


async def test_every_shipment_names_both_providers_in_their_order() -> None:
    found = {"code": "NOT_FOUND"}
    outcomes = [
        [(source["outcome"], source["error"]) for source in lookup["shipment"]["sources"]]
        for lookup in (await _lookups())[:3]
    ]
    assert outcomes == [
        [("OK", None), ("NOT_FOUND", found)],
        [("NOT_FOUND", found), ("OK", None)],
        [("NOT_FOUND", found), ("OK", None)],
    ]


async def test_only_the_unknown_label_has_an_error() -> None:
    errors = [lookup["errors"] for lookup in await _lookups()]
    assert errors == [[], [], [], [{"code": "NOT_FOUND", "provider": "SHIPSTATION"}]]


async def test_the_label_is_one_call_to_each_provider() -> None:
    async with serving() as gateway:
        await gateway.data('{ shipment(ref: {labelId: "se-324658"}) { id } }')
        assert gateway.calls() == [
            "/v2/labels/se-324658/track",
            "/tracks/ups/1Z932R800390810600",
        ]


async def _lookups() -> list[JSON]:
    async with serving() as gateway:
        lookups: list[JSON] = (await gateway.data(QUERY))["shipments"]
        return lookups
