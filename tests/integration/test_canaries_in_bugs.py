"""Bugs that know too much: what they say gets into the log without the secrets."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from gateway.model import ProviderCode
from tests.canaries import CLIENT, SHIPPO, Cage
from tests.faces import face_over, listened
from tests.fakes import FakeProvider, by_number
from tests.serving import NUMBER, listening
from tests.unit.telemetry.listening import Heard

QUERY = f'{{ shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ id }} }}'
HEADERS = {"Authorization": f"ShippoToken {SHIPPO.value}", "X": CLIENT.value}


def _chained() -> None:
    try:
        HEADERS[SHIPPO.value]
    except KeyError as error:
        raise ValueError(f"no header {HEADERS!r}") from error


def _cut_short() -> None:
    raise ValueError(SHIPPO.value[:30])


def _grouped() -> None:
    raise ExceptionGroup(SHIPPO.value, [ValueError(CLIENT.value), TypeError(HEADERS)])


def _noted() -> None:
    error = ValueError("see below")
    error.add_note(f"the key was {SHIPPO.value}")
    raise error


def _lost() -> None:
    # What asyncio does with the exception of a task that nobody waits for.
    asyncio.get_running_loop().call_exception_handler(
        {"message": f"lost {SHIPPO.value}", "exception": ValueError(CLIENT.value)}
    )


class Betraying(FakeProvider):
    """A provider with a bug."""

    def __init__(self, bug: Callable[[], None]) -> None:
        super().__init__(ProviderCode.SHIPPO, {f"usps/{NUMBER}": by_number(NUMBER, "usps")})
        self._bug = bug

    async def fetch(self, key: str) -> Any:
        self._bug()
        return await super().fetch(key)


@pytest.mark.parametrize("bug", [_chained, _cut_short, _grouped, _noted, _lost])
async def test_no_bug_lets_one_out(bug: Callable[[], None]) -> None:
    cage = Cage(SHIPPO, CLIENT)
    heard = Heard(shippo_api_token=SHIPPO.value, log_level="debug")
    with listened(heard):
        async with (
            listening(face_over(Betraying(bug), heard=heard)) as url,
            httpx2.AsyncClient(base_url=url, timeout=60) as http,
        ):
            cage.hear("answers", (await http.post("/graphql", json={"query": QUERY})).text)
            cage.hear("metrics", (await http.get("/metrics")).text)
    cage.hear("logs", heard.text())
    assert cage.escaped() == set()
    assert "[secret]" in cage.said("logs")
    assert "ValueError" in cage.said("logs")
