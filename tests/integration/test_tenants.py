"""Several sets of provider credentials in one process: nothing of one is seen through another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.app import create_app
from gateway.clients.keys import line_of, new_key
from gateway.settings import Settings
from tests.integration.accounts import Accounts, shippo_with_accounts
from tests.serving import NUMBER, listening

ACME, GLOBEX, OWN = "shippo_live_acme", "shippo_live_globex", "shippo_live_own"
KEYS = {name: new_key() for name in ("acme", "globex", "own", "acme-app")}
LINES = ", ".join(
    [
        line_of("acme", KEYS["acme"], credentials="acme"),
        line_of("acme-app", KEYS["acme-app"], credentials="acme"),
        line_of("globex", KEYS["globex"], credentials="globex"),
        line_of("own", KEYS["own"]),
    ]
)
SETS = f"""
[acme]
shippo_api_token = "{ACME}"
shippo_calls_per_minute = 3

[globex]
shippo_api_token = "{GLOBEX}"
shipstation_api_key = "TEST_globex"
"""
BUDGETS = "{ providers { code availability budget { limit remaining } } }"
STORES = ["memory", "redis"]


def _parcel_of(number: str, what: str = "id", more: str = "") -> str:
    ref = f'{{carrier: "usps", trackingNumber: "{number}"}}'
    return f"{{ shipment(ref: {ref}{more}) {{ {what} }} }}"


@dataclass
class Tenants:
    """A gateway that listens, and the accounts of the provider behind it."""

    http: httpx2.AsyncClient
    accounts: Accounts

    async def ask(self, client: str, query: str) -> Any:
        """Return what this client gets."""
        headers = {"authorization": f"Bearer {KEYS[client]}"}
        response = await self.http.post("/graphql", json={"query": query}, headers=headers)
        assert response.status_code == 200
        return response.json()

    async def parcel(self, client: str, number: str, what: str, more: str = "") -> Any:
        """Return what this client learns of a parcel."""
        return (await self.ask(client, _parcel_of(number, what, more)))["data"]["shipment"]

    async def seen_by(self, client: str, number: str = NUMBER, more: str = "") -> str:
        """Return whose answer this client gets."""
        shipment = await self.parcel(client, number, "status { description }", more)
        text: str = shipment["status"]["description"]
        return text.removeprefix("seen by ")

    async def budget(self, client: str) -> tuple[str, int, int]:
        """Return the availability, limit and remainder of Shippo that this client is told."""
        providers = (await self.ask(client, BUDGETS))["data"]["providers"]
        shippo = next(provider for provider in providers if provider["code"] == "SHIPPO")
        budget = shippo["budget"]
        return shippo["availability"], budget["limit"], budget["remaining"]


@asynccontextmanager
async def _tenants(folder: Path, accounts: Accounts, **settings: Any) -> AsyncIterator[Tenants]:
    file = folder / "sets.toml"
    file.write_text(SETS)
    given = {
        "client_keys": LINES,
        "credentials_file": file,
        "shippo_base_url": accounts.url,
        "shipstation_base_url": accounts.url,
        "shippo_api_token": OWN,
        **settings,
    }
    app = create_app(Settings(_env_file=None, **given))
    async with listening(app) as url, httpx2.AsyncClient(base_url=url, timeout=30) as http:
        yield Tenants(http, accounts)


@pytest.fixture(params=STORES)
async def tenants(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Tenants]:
    """A gateway with three sets of credentials, and a memory of its own or a Redis."""
    url = "memory://"
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
    async with (
        shippo_with_accounts() as accounts,
        _tenants(tmp_path, accounts, cache_url=url) as served,
    ):
        yield served


async def test_each_client_gets_the_answers_of_its_own_account(tenants: Tenants) -> None:
    for _ in range(3):
        assert await tenants.seen_by("acme") == ACME
        assert await tenants.seen_by("globex") == GLOBEX
        assert await tenants.seen_by("own") == OWN
    # Each account was asked once: nobody's answer stood in for another's.
    assert tenants.accounts.calls == {ACME: 1, GLOBEX: 1, OWN: 1}


async def test_clients_of_one_account_share_its_answers(tenants: Tenants) -> None:
    assert await tenants.seen_by("acme") == await tenants.seen_by("acme-app") == ACME
    assert tenants.accounts.calls == {ACME: 1}


async def test_equal_requests_in_flight_are_one_for_one_account_only(tenants: Tenants) -> None:
    tenants.accounts.open.clear()
    clients = ("acme", "acme-app", "globex", "own") * 3
    asked = [asyncio.create_task(tenants.seen_by(client)) for client in clients]
    async with asyncio.timeout(20):
        await tenants.accounts.all_asked.wait()
    tenants.accounts.open.set()
    assert await asyncio.gather(*asked) == [ACME, ACME, GLOBEX, OWN] * 3
    assert tenants.accounts.calls == {ACME: 1, GLOBEX: 1, OWN: 1}


async def test_who_asks_again_makes_only_its_own_account_answer(tenants: Tenants) -> None:
    for client in ("acme", "globex"):
        await tenants.seen_by(client)
    assert await tenants.seen_by("acme", more=", maxAgeSeconds: 100000") == ACME
    assert tenants.accounts.calls == {ACME: 1, GLOBEX: 1}


async def test_a_quota_that_is_spent_is_spent_for_one_account(tenants: Tenants) -> None:
    for number in range(3):
        await tenants.seen_by("acme", f"940011120255500000000{number}")
    assert await tenants.budget("acme") == ("DEGRADED", 3, 0)
    answer = await tenants.ask("acme", _parcel_of("9400111202555000000009"))
    assert answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert await tenants.seen_by("globex", "9400111202555000000009") == GLOBEX
    assert await tenants.budget("globex") == ("AVAILABLE", 500, 499)
    assert await tenants.budget("own") == ("AVAILABLE", 500, 500)


async def test_credentials_that_are_refused_are_one_accounts(tenants: Tenants) -> None:
    tenants.accounts.denied.add(ACME)
    for number in range(5):
        answer = await tenants.ask("acme", _parcel_of(f"940011120255500000000{number}"))
        assert answer["errors"][0]["extensions"]["code"] == "PROVIDER_AUTH"
        assert await tenants.seen_by("globex", f"940011120255500000000{number}") == GLOBEX
    assert (await tenants.budget("acme"))[0] == "UNAVAILABLE"
    assert (await tenants.budget("globex"))[0] == "AVAILABLE"
    # The circuit has opened for the one, and lets every call of the other through.
    assert tenants.accounts.calls[ACME] < tenants.accounts.calls[GLOBEX] == 5


async def test_a_set_without_credentials_for_a_provider_does_not_ask_it(tenants: Tenants) -> None:
    what = "sources { provider outcome error { code } }"
    sources = (await tenants.parcel("acme", NUMBER, what))["sources"]
    assert {"provider": "SHIPSTATION", "outcome": "SKIPPED", "error": NOT_CONFIGURED} in sources
    sources = (await tenants.parcel("globex", NUMBER, what))["sources"]
    assert NOT_CONFIGURED not in [source["error"] for source in sources]


NOT_CONFIGURED = {"code": "NOT_CONFIGURED"}


async def test_an_answer_may_be_kept_by_its_client_alone(tenants: Tenants) -> None:
    headers = {"authorization": f"Bearer {KEYS['acme']}"}
    query = _parcel_of(NUMBER)
    response = await tenants.http.get("/graphql", params={"query": query}, headers=headers)
    assert response.headers["cache-control"].startswith("private, max-age=")


async def test_replicas_keep_the_sets_apart_as_well(tmp_path: Path, redis_url: str) -> None:
    async with (
        shippo_with_accounts() as accounts,
        _tenants(tmp_path, accounts, cache_url=redis_url) as one,
        _tenants(tmp_path, accounts, cache_url=redis_url) as other,
    ):
        for gateway in (one, other):
            for client, token in (("acme", ACME), ("globex", GLOBEX), ("own", OWN)):
                assert await gateway.seen_by(client) == token
        assert accounts.calls == {ACME: 1, GLOBEX: 1, OWN: 1}


async def test_one_usable_set_makes_the_gateway_ready(tmp_path: Path) -> None:
    async with (
        shippo_with_accounts() as accounts,
        _tenants(tmp_path, accounts, shippo_api_token=None) as tenants,
    ):
        assert (await tenants.http.get("/readyz")).status_code == 200
        assert await tenants.seen_by("acme") == ACME
        answer = await tenants.ask("own", _parcel_of(NUMBER))
        assert answer["errors"][0]["extensions"]["code"] == "NOT_CONFIGURED"
