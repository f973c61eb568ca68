"""What the sandbox tells of itself: its catalogue and the calls that it got."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser

import pytest

from gateway.sandbox import FAULTS
from tests.integration.sandbox_calls import SHIPPO, SHIPSTATION, Caller, calling


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


class Tags(HTMLParser):
    """Collects the names of the tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)


async def test_the_page_shows_every_parcel_and_every_fault(call: Caller) -> None:
    answer = await call.ask("GET", "/")
    page = answer.body.decode()
    assert answer.status == 200
    for shown in ("se-324658", "9205590164917312751089", "SHIPPO_RETURNED", "se-both-today"):
        assert f"<td>{shown}</td>" in page
    assert all(f"<td>{name}</td>" in page for name in FAULTS)


async def test_the_page_runs_nothing_and_loads_nothing(call: Caller) -> None:
    answer = await call.ask("GET", "/")
    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'sha"
    )
    assert Tags(answer.body.decode()).names.isdisjoint({"script", "img", "link", "iframe", "form"})


async def test_every_parcel_of_the_list_is_there_at_the_providers_it_names(call: Caller) -> None:
    parcels = (await call.ask("GET", "/sandbox/catalogue")).json
    assert len(parcels) > 160
    for one in parcels:
        assert set(one) == {
            "providers",
            "labelId",
            "carrier",
            "trackingNumber",
            "title",
            "kind",
        }
        if one["kind"] == "fault":
            continue
        if "shipstation" in one["providers"]:
            answer = await call.get(f"/v2/labels/{one['labelId']}/track", SHIPSTATION)
            assert answer.json["tracking_number"] == one["trackingNumber"]
        if "shippo" in one["providers"]:
            path = f"/tracks/{one['carrier']}/{one['trackingNumber']}"
            answer = await call.get(path, SHIPPO)
            assert answer.json["tracking_number"] == one["trackingNumber"]


async def test_every_call_of_a_provider_is_counted_as_it_was_sent(call: Caller) -> None:
    await call.get("/v2/labels?tracking_number=A%20B", SHIPSTATION)
    await call.get("/tracks/usps/1", {})
    await call.get("/tracks/usps/1", SHIPPO)
    assert call.box.calls == [
        ("shipstation", "GET", "/v2/labels?tracking_number=A%20B"),
        ("shippo", "GET", "/tracks/usps/1"),
        ("shippo", "GET", "/tracks/usps/1"),
    ]
    told = (await call.ask("GET", "/sandbox/calls")).json
    assert told["counts"] == {"shipstation": 1, "shippo": 2}
    assert told["paths"] == [
        {"provider": "shippo", "path": "/tracks/usps/1", "count": 2},
        {"provider": "shipstation", "path": "/v2/labels", "count": 1},
    ]
    assert [one["path_qs"] for one in told["calls"]] == [path for _, _, path in call.box.calls]


async def test_calls_are_forgotten_on_demand(call: Caller) -> None:
    await call.get("/tracks/usps/1", SHIPPO)
    assert (await call.ask("DELETE", "/sandbox/calls")).status == 204
    assert (await call.ask("GET", "/sandbox/calls")).json == {
        "counts": {},
        "paths": [],
        "calls": [],
    }


async def test_a_reset_forgets_calls_and_heals(call: Caller) -> None:
    call.box.fail("shippo", "down")
    await call.get("/tracks/usps/1", SHIPPO)
    call.box.reset()
    assert call.box.calls == []
    assert (await call.get("/tracks/shippo/SHIPPO_TRANSIT", SHIPPO)).status == 200
