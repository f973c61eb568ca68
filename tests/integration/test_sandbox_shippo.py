"""The sandbox's Shippo, over the wire."""

from collections.abc import AsyncIterator

import pytest

from gateway.sandbox.catalogue.seeds import SHIPPO_SAMPLE
from tests.integration.sandbox_calls import SHIPPO, Caller, calling

TEST = {"Authorization": "ShippoToken shippo_test_sandbox"}
SEED = "/tracks/usps/9205590164917312751089"


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_number_is_tracked_with_a_slash_at_the_end_or_none(
    call: Caller, slash: str
) -> None:
    answer = await call.get(SEED + slash, SHIPPO)
    assert (answer.status, answer.json) == (200, SHIPPO_SAMPLE)


async def test_an_oauth_token_is_a_bearers(call: Caller) -> None:
    assert (await call.get(SEED, {"Authorization": "Bearer oauth.abc"})).status == 200


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({}, "Authentication credentials were not provided."),
        ({"Authorization": "ShippoToken"}, "Authentication credentials were not provided."),
        ({"Authorization": "ShippoToken nobody"}, "Token does not exist"),
        ({"Authorization": "ShippoToken oauth.abc"}, "Token does not exist"),
        ({"Authorization": "Bearer shippo_live_sandbox"}, "Invalid access token."),
        ({"Authorization": "Basic abc"}, "Invalid access token."),
    ],
)
async def test_bad_credentials_get_the_documented_401(
    call: Caller, headers: dict[str, str], detail: str
) -> None:
    answer = await call.get(SEED, headers)
    assert (answer.status, answer.json) == (401, {"detail": detail})


async def test_an_unknown_carrier_is_not_supported(call: Caller) -> None:
    answer = await call.get("/tracks/STORK/1", SHIPPO)
    assert answer.status == 400
    assert answer.json == {"detail": "Carrier with name 'STORK' is not supported."}


async def test_an_unknown_number_is_not_found(call: Caller) -> None:
    answer = await call.get("/tracks/usps/9400100000000000000000", SHIPPO)
    assert (answer.status, answer.json) == (404, {"detail": "Not found."})


async def test_a_number_that_can_be_none_gets_an_html_page(call: Caller) -> None:
    answer = await call.get("/tracks/usps/EXAMPLE_OF_INVALID_TRACKING_NUMBER", SHIPPO)
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.body == (
        b"<h1>Not Found</h1><p>The requested URL "
        b"/v1/tracks/usps/EXAMPLE_OF_INVALID_TRACKING_NUMBER was not found on this server.</p>"
    )


async def test_the_html_page_repeats_no_markup(call: Caller) -> None:
    answer = await call.get("/tracks/usps/_%3Cscript%3E", SHIPPO)
    assert answer.status == 404
    assert b"<script" not in answer.body


async def test_the_test_mode_has_one_carrier(call: Caller) -> None:
    answer = await call.get(SEED, TEST)
    assert answer.status == 400
    assert answer.json == {
        "detail": "usps is not a valid test tracking carrier. Please use 'shippo'"
    }


async def test_the_test_mode_has_six_numbers(call: Caller) -> None:
    for status in ("PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN"):
        for headers in (TEST, SHIPPO):
            answer = await call.get(f"/tracks/shippo/SHIPPO_{status}", headers)
            assert answer.json["tracking_status"]["status"] == status
            assert answer.json["eta"] == "2026-03-10T12:34:56.000Z"
    answer = await call.get("/tracks/shippo/SHIPPO_LOST", TEST)
    assert answer.status == 400
    assert answer.json["detail"].startswith("SHIPPO_LOST is not a valid test tracking number.")


async def test_a_posted_number_is_tracked_with_its_metadata(call: Caller) -> None:
    sent = {
        "carrier": "usps",
        "tracking_number": "9205590164917400288176",
        "metadata": "Order 7",
    }
    for path in ("/tracks", "/tracks/"):
        for body in ({"json": sent}, {"data": sent}):
            answer = await call.ask("POST", path, headers=SHIPPO, **body)
            assert (answer.status, answer.json["metadata"]) == (200, "Order 7")
            assert answer.json["tracking_status"]["status"] == "TRANSIT"


async def test_a_posted_number_that_nobody_knows_has_no_status(call: Caller) -> None:
    sent = {"carrier": "usps", "tracking_number": "NOT_A_NUMBER"}
    answer = await call.ask("POST", "/tracks", headers=SHIPPO, json=sent)
    assert answer.status == 200
    assert (answer.json["tracking_status"], answer.json["tracking_history"]) == (None, [])


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ({"carrier": "usps"}, {"tracking_number": ["This field is required."]}),
        ({"tracking_number": "1"}, {"carrier": ["This field is required."]}),
        (
            {"carrier": "STORK", "tracking_number": "1"},
            {"carrier": ["Invalid value specified for provider 'STORK'"]},
        ),
        (
            {"carrier": "usps", "tracking_number": "1", "metadata": "x" * 101},
            {"metadata": ["Ensure this field has no more than 100 characters."]},
        ),
    ],
)
async def test_a_bad_post_names_the_field(
    call: Caller, sent: dict[str, str], body: dict[str, list[str]]
) -> None:
    answer = await call.ask("POST", "/tracks", headers=SHIPPO, json=sent)
    assert (answer.status, answer.json) == (400, body)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_a_post_that_is_no_object_is_a_bad_request(call: Caller, body: bytes) -> None:
    headers = SHIPPO | {"Content-Type": "application/json"}
    answer = await call.ask("POST", "/tracks", headers=headers, data=body)
    assert answer.status == 400
    assert answer.json["detail"].startswith("JSON parse error")


async def test_other_methods_and_paths_are_refused(call: Caller) -> None:
    answer = await call.ask("DELETE", "/tracks", headers=SHIPPO)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert answer.json == {"detail": 'Method "DELETE" not allowed.'}
    assert (await call.get("/shipments", SHIPPO)).json == {"detail": "Not found."}


async def test_beyond_the_limit_nobody_says_when_to_come_back() -> None:
    async with calling(calls_per_minute={"shippo": 1}) as call:
        assert (await call.get(SEED, SHIPPO)).status == 200
        refused = await call.get(SEED, SHIPPO)
        assert refused.status == 429
        assert "Retry-After" not in refused.headers
        call.clock.advance(60)
        assert (await call.get(SEED, SHIPPO)).status == 200
