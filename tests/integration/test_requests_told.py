"""Each GraphQL request has an id, a line in the log and a place in the metrics."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from gateway.app import create_app
from gateway.sandbox import running_sandbox
from tests.serving import BOTH, LABEL, NUMBER, Served, listening, settings_for
from tests.unit.telemetry.listening import Heard

QUERY = "query Parcel($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }"
PROBES = ("/healthz", "/readyz", "/metrics")


@asynccontextmanager
async def _heard(**settings: Any) -> AsyncIterator[tuple[Served, Heard]]:
    """Serve a gateway whose log can be read."""
    async with running_sandbox() as sandbox:
        heard = Heard(**settings)
        app = create_app(settings_for(sandbox, **settings), logs=heard.logs)
        async with listening(app) as url, httpx2.AsyncClient(base_url=url, timeout=30) as http:
            yield Served(url, http, sandbox), heard


async def _samples(gateway: Served) -> dict[str, float]:
    text = (await gateway.http.get("/metrics")).text
    return {
        name: float(value) for name, value in re.findall(r"^(\S+?(?:{.*})?) (\S+)$", text, re.M)
    }


async def test_a_request_is_one_line_of_what_was_asked_and_what_came_of_it() -> None:
    async with _heard() as (gateway, heard):
        refs = [BOTH, {"labelId": LABEL}, {"carrier": "usps", "trackingNumber": NUMBER}]
        body = {"query": QUERY, "variables": {"refs": refs}}
        response = await gateway.post(body, **{"x-request-id": "order-17"})
        assert response.headers["x-request-id"] == "order-17"
        (line,) = heard.events()
        assert (line["request_id"], line["operation"]) == ("order-17", "Parcel")
        assert (line["outcome"], line["status"], line["refs"]) == ("ok", 200, 3)
        assert line["numbers"] == ["…8176", f"…{NUMBER[-4:]}"]
        assert line["labels"] == [LABEL]
        assert NUMBER not in heard.text()


async def test_no_number_is_in_full_in_any_line_of_anybody() -> None:
    root = logging.getLogger()
    async with _heard(log_level="debug") as (gateway, heard):
        handler, level = heard.logs.handler(), root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            await gateway.execute(QUERY, refs=[BOTH, {"carrier": "usps", "trackingNumber": NUMBER}])
            await gateway.execute(QUERY, refs=[{"carrier": "usps", "trackingNumber": NUMBER[:-1]}])
            # Whatever a library says of it.
            logging.getLogger("a.library").debug("asked for %s", NUMBER)
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
        lines = heard.events()
        calls = [line for line in lines if line["event"] == "call"]
        requests = [line for line in lines if line["event"] == "request"]
        assert {line["request_id"] for line in calls} == {line["request_id"] for line in requests}
        assert {line["level"] for line in calls} == {"debug"}
        # The client's own lines may come after it.
        assert f"asked for …{NUMBER[-4:]}" in [line["event"] for line in lines]
        assert all(number not in heard.text() for number in (NUMBER[:-1], BOTH["trackingNumber"]))


async def test_each_request_has_an_id_of_its_own_that_the_caller_learns() -> None:
    async with _heard() as (gateway, heard):
        answers = [await gateway.post({"query": "{ gateway { version } }"}) for _ in range(3)]
        ids = [answer.headers["x-request-id"] for answer in answers]
        assert len(set(ids)) == 3
        assert [line["request_id"] for line in heard.events()] == ids


async def test_probes_are_neither_logged_nor_counted() -> None:
    async with _heard() as (gateway, heard):
        for path in PROBES:
            assert (await gateway.http.get(path)).status_code == 200
        assert heard.text() == ""
        samples = await _samples(gateway)
        assert sum(n for name, n in samples.items() if "gateway_requests_total" in name) == 0


async def test_what_browsers_ask_beforehand_is_no_request() -> None:
    async with _heard(cors_origins="https://shop.example") as (gateway, heard):
        headers = {"origin": "https://shop.example", "access-control-request-method": "POST"}
        answer = await gateway.http.options("/graphql", headers=headers)
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert heard.text() == ""


async def test_the_outcome_is_told_as_it_is() -> None:
    async with _heard() as (gateway, heard):
        await gateway.post({"query": "{ no such"})
        await gateway.post({"query": "{ nothing }"})
        await gateway.post({"query": "query A { gateway { now } } query B { gateway { now } }"})
        await gateway.post({"query": '{ shipment(ref: {labelId: "odd"}) { id } }'})
        odd = '{ gateway { version } shipment(ref: {labelId: "odd"}) { id } }'
        await gateway.post({"query": odd})
        await gateway.http.put("/graphql")
        told = [(line["outcome"], line.get("code"), line["status"]) for line in heard.events()]
        assert told == [
            ("invalid", "GRAPHQL_PARSE_FAILED", 200),
            ("invalid", "GRAPHQL_VALIDATION_FAILED", 200),
            ("refused", "OPERATION_RESOLUTION_FAILURE", 200),
            ("failed", "INVALID_REFERENCE", 200),
            ("partial", "INVALID_REFERENCE", 200),
            ("refused", "METHOD_NOT_ALLOWED", 405),
        ]
        samples = await _samples(gateway)
        assert samples['gateway_requests_total{answer="new",outcome="invalid"}'] == 2
        assert samples['gateway_requests_refused_total{code="METHOD_NOT_ALLOWED"}'] == 1


async def test_a_caller_who_leaves_is_told_of() -> None:
    async with _heard() as (gateway, heard):
        body = json.dumps({"query": '{ shipment(ref: {labelId: "se-faultss-hang"}) { id } }'})
        _, writer = await asyncio.open_connection(*gateway.url[7:].split(":"))
        head = f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}content-type: application/json\r\n\r\n{body}".encode())
        while not gateway.calls():
            await gateway.http.get("/healthz")
        writer.close()
        await writer.wait_closed()
        while 'outcome="gone"' not in (await gateway.http.get("/metrics")).text:
            pass
        assert [line["outcome"] for line in heard.events()] == ["gone"]


async def test_nothing_is_logged_of_requests_above_their_level() -> None:
    async with _heard(log_level="warning") as (gateway, heard):
        response = await gateway.post({"query": "{ gateway { version } }"})
        assert response.headers["x-request-id"]
        assert heard.text() == ""


async def test_an_answer_that_is_given_again_is_told_of_like_the_first() -> None:
    async with _heard() as (gateway, heard):
        body = {"query": QUERY, "variables": {"refs": [{"labelId": LABEL}]}}
        first = await gateway.post(body)
        again = await gateway.post(body)
        assert again.content == first.content
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
        one, other = heard.events()
        assert other["lookups"] == {"kept": 1}
        for name in ("operation", "document", "refs", "labels", "method", "status", "outcome"):
            assert one[name] == other[name], name
        samples = await _samples(gateway)
        assert samples['gateway_requests_total{answer="new",outcome="ok"}'] == 1
        assert samples['gateway_requests_total{answer="kept",outcome="ok"}'] == 1
