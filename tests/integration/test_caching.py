"""What callers and the caches between them and the gateway may keep."""

import re
from typing import Any

import httpx2
import pytest

from gateway.clients.keys import line_of, new_key
from tests.serving import LABEL, Served, serving

DELIVERED = '{ shipment(ref: {carrier: "shippo", trackingNumber: "SHIPPO_DELIVERED"}) { id } }'
MOVING = '{ shipment(ref: {carrier: "shippo", trackingNumber: "SHIPPO_TRANSIT"}) { id } }'
BOTH = "{ a: " + DELIVERED[1:-1] + " b: " + MOVING[1:]


async def _get(served: Served, query: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await served.http.get("/graphql", params={"query": query}, headers=named)


def _control(response: httpx2.Response) -> tuple[str, int]:
    found = re.fullmatch(r"(public|private), max-age=(\d+)", response.headers["cache-control"])
    assert found is not None, response.headers["cache-control"]
    return found[1], int(found[2])


async def test_an_answer_may_be_kept_until_its_first_source_goes_stale() -> None:
    settings: dict[str, Any] = {"lifetime_moving_seconds": 100, "lifetime_terminal_seconds": 1_000}
    async with serving(shipstation_api_key=None, **settings) as served:
        # A tenth of every lifetime is left to chance.
        assert 890 <= _control(await _get(served, DELIVERED))[1] <= 1_000
        assert 85 <= _control(await _get(served, MOVING))[1] <= 100
        assert 85 <= _control(await _get(served, BOTH))[1] <= 100
        assert 85 <= _control(await served.post({"query": BOTH}))[1] <= 100


async def test_what_no_provider_said_may_be_kept_for_some_minutes() -> None:
    async with serving() as served:
        scope, seconds = _control(await _get(served, "{ carriers { code } }"))
        assert scope == "public"
        assert 295 <= seconds <= 300


@pytest.mark.parametrize("header", ["authorization", "cookie"])
async def test_who_shows_credentials_gets_what_is_theirs_alone(header: str) -> None:
    async with serving() as served:
        assert _control(await _get(served, MOVING))[0] == "public"
        for _ in range(2):
            assert _control(await _get(served, MOVING, **{header: "x"}))[0] == "private"
        assert _control(await _get(served, MOVING))[0] == "public"


async def test_an_answer_to_a_key_is_for_that_key_alone() -> None:
    key = new_key()
    async with serving(client_keys=line_of("shop", key)) as served:
        response = await _get(served, MOVING, authorization=f"Bearer {key}")
        assert _control(response)[0] == "private"
        assert response.headers["vary"] == "Accept, Accept-Encoding, Authorization"


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nope }",
        '{ shipment(ref: {labelId: "x"}) { id } }',
        '{ shipments(refs: [{labelId: "x"}]) { errors { code } } }',
        "{ gateway { now } }",
        f'{{ shipment(ref: {{labelId: "{LABEL}"}}, maxAgeSeconds: 0) {{ id }} }}',
        f'{{ shipment(ref: {{labelId: "{LABEL}"}}) {{ sources {{ ageSeconds }} }} }}',
    ],
)
async def test_errors_forced_and_volatile_answers_are_kept_by_nobody(query: str) -> None:
    async with serving() as served:
        for response in (await _get(served, query), await served.post({"query": query})):
            assert response.headers["cache-control"] == "no-store"
            assert "etag" not in response.headers


async def test_who_has_the_answer_already_gets_no_body() -> None:
    async with serving() as served:
        first = await _get(served, MOVING)
        again = await _get(served, MOVING, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["vary"] == first.headers["vary"]
        assert _control(again)[1] <= _control(first)[1]
        assert "content-type" not in again.headers
        other = await _get(served, DELIVERED, if_none_match=first.headers["etag"])
        assert (other.status_code, other.json()["data"]["shipment"]["id"] != "") == (200, True)


async def test_a_post_has_no_tag_and_ignores_one() -> None:
    async with serving() as served:
        first = await served.post({"query": MOVING})
        assert "etag" not in first.headers
        tag = (await _get(served, MOVING)).headers["etag"]
        again = await served.post({"query": MOVING}, **{"if-none-match": tag})
        assert (again.status_code, again.content) == (200, first.content)


async def test_each_media_type_has_its_own_tag() -> None:
    async with serving() as served:
        tags = {
            (await _get(served, MOVING, accept=f"application/{kind}")).headers["etag"]
            for kind in ("json", "graphql-response+json")
        }
        assert len(tags) == 2


async def test_a_large_answer_is_compressed_for_who_takes_it_so() -> None:
    query = "{ carriers { code name } }"
    async with serving() as served:
        plain = await _get(served, query, accept_encoding="identity")
        coded = await _get(served, query, accept_encoding="br, gzip")
        assert "content-encoding" not in plain.headers
        assert coded.headers["content-encoding"] == "gzip"
        assert coded.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"
        assert int(coded.headers["content-length"]) < int(plain.headers["content-length"]) / 2
        # The client decompresses; the tag is that of the content.
        assert coded.content == plain.content
        assert coded.headers["etag"] == plain.headers["etag"]
        again = await _get(
            served, query, accept_encoding="gzip", if_none_match=plain.headers["etag"]
        )
        assert (again.status_code, again.content) == (304, b"")
        assert "content-encoding" not in again.headers


async def test_a_small_answer_is_not() -> None:
    async with serving() as served:
        small = await _get(served, MOVING, accept_encoding="gzip")
        assert "content-encoding" not in small.headers
