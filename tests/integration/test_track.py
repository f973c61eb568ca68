"""`gateway track`, as a process of its own: in process, and against a gateway that is served."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from gateway import terminal
from gateway.clients.keys import line_of, new_key
from tests.commands import run
from tests.serving import Served, listening, serving

DOCUMENTED = """\
1Z932R800390810600  Delivered
  Carrier  UPS
  Label    se-324658
  Arrival  delivered 2024-10-27 11:59 UTC
  Page     https://www.ups.com/track?tracknum=1Z932R800390810600

  2024-10-25 05:32 local  Arrived at UPS Facility  Oceanside, CA 92056

"""
"""What is shown of the documentation's sample, whose times are fixed."""


@pytest.fixture
async def gateway() -> AsyncIterator[Served]:
    """A gateway that is served."""
    async with serving() as served:
        yield served


async def _track(
    url: str, *arguments: str, cwd: Path, stdin: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command beside this process's own server."""
    command = ("track", "--url", url, *arguments)
    return await asyncio.to_thread(run, *command, cwd=cwd, stdin=stdin, **settings)


def _lines(written: str) -> list[str]:
    return [line.rstrip() for line in written.splitlines()]


def test_one_parcel_is_told_with_its_history_in_process(tmp_path: Path) -> None:
    done = run("track", "--sandbox", "se-324658", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert _lines(done.stdout.rstrip()) == DOCUMENTED.rstrip().splitlines()
    assert "\x1b" not in done.stdout


async def test_many_parcels_are_a_table_in_the_order_asked(gateway: Served, tmp_path: Path) -> None:
    asked = ["se-both-transit", "se-0", "usps:9205590164917312751089", "se-faultsp-down"]
    done = await _track(gateway.url, *asked, cwd=tmp_path)
    head, _, *rows = _lines(done.stdout)
    assert head.split("  ")[0] == "Number"
    assert [row.split()[0] for row in rows] == [
        "9205590164917400288176",
        "se-0",
        "9205590164917312751089",
        "FAULTSPDOWN",
    ]
    assert "ShipStation does not know this shipment." in rows[1]
    assert "about 2016-07-23 00:00 UTC, Your shipment has been delivered" in rows[2]
    assert "day only" in rows[0]
    assert "partial: Shippo can't be reached" in rows[3]
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["se-324658"], 0),
        (["se-both-returned", "se-0", "se-faultsp-down"], 2),
        (["se-0"], 3),
        (["se-faultsp-down"], 4),
        (["!"], 1),
        (["se-324658", "!"], 4),
    ],
)
async def test_the_exit_code_tells_the_worst(
    asked: list[str], code: int, gateway: Served, tmp_path: Path
) -> None:
    done = await _track(gateway.url, *asked, cwd=tmp_path)
    assert done.returncode == code, done.stdout


async def test_a_thousand_references_from_a_pipe_are_ten_requests(
    gateway: Served, tmp_path: Path
) -> None:
    labels = ["se-both-today", "se-0", "se-324658", "se-both-transit"] * 250
    done = await _track(gateway.url, "--json", cwd=tmp_path, stdin="\n".join(labels))
    lookups = [json.loads(line) for line in done.stdout.splitlines()]
    assert [lookup["index"] for lookup in lookups] == list(range(1000))
    assert [lookup["key"]["labelId"] for lookup in lookups] == labels
    assert done.returncode == 3
    assert done.stderr == ""
    # One fetch a parcel and provider, however often it stands in the list.
    assert len(gateway.fetches("shipstation")) == 4


async def test_a_table_of_a_thousand_has_a_row_for_each(gateway: Served, tmp_path: Path) -> None:
    (tmp_path / "parcels.csv").write_text("label_id\n" + "se-both-today\n" * 1000)
    done = await _track(gateway.url, "--file", "parcels.csv", cwd=tmp_path)
    assert len(done.stdout.splitlines()) == 1002
    assert done.returncode == 0


async def test_json_is_the_data_as_it_is(gateway: Served, tmp_path: Path) -> None:
    done = await _track(gateway.url, "--json", "se-324658", cwd=tmp_path)
    (line,) = done.stdout.splitlines()
    lookup = json.loads(line)
    query = (Path(terminal.__file__).parent / "documents/parcels.graphql").read_text()
    data = await gateway.data(query, refs=[{"labelId": "se-324658"}])
    assert [lookup] == data["shipments"]


async def test_a_provider_can_be_heard_alone(gateway: Served, tmp_path: Path) -> None:
    asked = ("--provider", "shippo", "usps:9205590164917400288176")
    before = len(gateway.fetches("shipstation"))
    done = await _track(gateway.url, *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(gateway.fetches("shipstation")) == before
    assert "Provider  Shippo" in done.stdout
    assert "se-both-transit" not in done.stdout
    done = await _track(gateway.url, "--provider", "nobody", "se-1", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "nobody is no provider of the gateway; it has shipstation, shippo.\n"


@pytest.mark.parametrize("columns", [40, 80, 149])
async def test_without_room_for_a_table_each_parcel_has_its_lines(
    columns: int, gateway: Served, tmp_path: Path
) -> None:
    asked = ["se-both-disagree", "se-0", "usps:9205590164917312751089"]
    done = await _track(gateway.url, *asked, cwd=tmp_path, COLUMNS=str(columns))
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "770488539204  Delivered  FedEx",
        "se-0  Not found",
        "9205590164917312751089  Delivered  USPS",
    ]
    assert max(map(len, lines)) <= columns
    told = " ".join(done.stdout.split())
    assert "! conflict on the status: ShipStation says in transit; Shippo says delivered" in told
    assert "! ShipStation does not know this shipment." in told
    assert "about 2016-07-23 00:00 UTC, Your shipment has been delivered" in told


async def test_no_line_in_a_pipe_ends_with_blanks(gateway: Served, tmp_path: Path) -> None:
    for asked in (["se-both-disagree"], ["se-both-disagree", "se-0"]):
        done = await _track(gateway.url, *asked, cwd=tmp_path)
        assert done.stdout
        assert all(line == line.rstrip() for line in done.stdout.splitlines())


async def test_a_key_is_sent_from_the_environment_or_a_file(tmp_path: Path) -> None:
    key = new_key()
    async with serving(client_keys=line_of("shop", key)) as gateway:
        refused = await _track(gateway.url, "se-324658", cwd=tmp_path)
        assert refused.returncode == 1
        assert "GATEWAY_CLIENT_KEY" in refused.stderr
        known = await _track(gateway.url, "se-324658", cwd=tmp_path, GATEWAY_CLIENT_KEY=key)
        assert known.returncode == 0, known.stderr
        (tmp_path / "key").write_text(f"{key}\n")
        known = await _track(gateway.url, "se-324658", "--key-file", "key", cwd=tmp_path)
        assert known.returncode == 0, known.stderr
        for done in (refused, known):
            assert key not in done.stdout + done.stderr


async def test_a_key_does_not_follow_a_redirect(tmp_path: Path) -> None:
    seen: list[str] = []

    async def foreign(request: Request) -> Response:
        seen.append(request.headers.get("authorization", ""))
        return JSONResponse({"data": {}})

    async def away(_: Request) -> Response:
        return RedirectResponse("/elsewhere", 302)

    routes = [
        Route("/graphql", away, methods=["POST"]),
        Route("/elsewhere", foreign, methods=["GET", "POST"]),
    ]
    async with listening(Starlette(routes=routes)) as url:
        done = await _track(url, "se-1", cwd=tmp_path, GATEWAY_CLIENT_KEY="tgk_secret")
    assert done.returncode == 1
    assert "HTTP 302" in done.stderr
    assert seen == []


async def test_what_a_gateway_sends_can_not_command_the_terminal(tmp_path: Path) -> None:
    evil = "[red]x[/red]\x1b[2J\x1b]0;mine\x07\u202eabc"

    async def hostile(_: Request) -> Response:
        return JSONResponse({"errors": [{"message": evil}]}, 500)

    async with listening(Starlette(routes=[Route("/graphql", hostile, methods=["POST"])])) as url:
        done = await _track(url, evil, cwd=tmp_path)
    assert done.returncode == 1
    assert "[red]x[/red]\ufffd[2J\ufffd]0;mine\ufffd\ufffdabc" in done.stderr
    assert "\x1b" not in done.stderr


async def test_texts_of_providers_are_shown_as_texts(gateway: Served, tmp_path: Path) -> None:
    done = await _track(gateway.url, "--json", "se-324658", cwd=tmp_path)
    lookup = json.loads(done.stdout)
    evil = "[red]x[/red] :smile:\x1b]8;;http://evil.example\x07\u202e\x9b2J"
    lookup["shipment"]["events"][0]["description"] = evil
    lookup["shipment"]["carrier"]["name"] = evil
    lookup["shipment"]["messages"] = [evil]

    async def hostile(_: Request) -> Response:
        return JSONResponse({"data": {"shipments": [lookup]}})

    async with listening(Starlette(routes=[Route("/graphql", hostile, methods=["POST"])])) as url:
        done = await _track(url, "se-324658", cwd=tmp_path, FORCE_COLOR="1", COLUMNS="200")
        raw = await _track(url, "se-324658", "--json", cwd=tmp_path)
    shown = "[red]x[/red] :smile:\ufffd]8;;http://evil.example\ufffd\ufffd\ufffd2J"
    assert done.stdout.count(shown) == 3
    assert raw.stdout.isascii()
    assert raw.stdout.strip().isprintable()
    assert json.loads(raw.stdout) == lookup


@pytest.mark.parametrize("body", ["[]", "<html>", "{}", '{"data": {"shipments": []}}', "[" * 9999])
async def test_an_answer_that_is_none_is_told(body: str, tmp_path: Path) -> None:
    async def odd(_: Request) -> Response:
        return Response(body, media_type="application/json")

    async with listening(Starlette(routes=[Route("/graphql", odd, methods=["POST"])])) as url:
        done = await _track(url, "se-1", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("The answer ")
    assert "Traceback" not in done.stderr


async def test_another_address_of_the_gateway_is_told_from_its_endpoint(
    gateway: Served, tmp_path: Path
) -> None:
    done = await _track(f"{gateway.url}/nope", "se-1", cwd=tmp_path)
    assert done.returncode == 1
    assert "HTTP 404" in done.stderr
    assert "Usually it is /graphql." in done.stderr


async def test_a_hostile_number_is_shown_as_text(gateway: Served, tmp_path: Path) -> None:
    done = await _track(gateway.url, "[red]\x1b[2J", "<script>", "se-324658", cwd=tmp_path)
    assert done.returncode == 4
    assert "[red]\ufffd[2J" in done.stdout
    assert "<script>" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--watch", "0", "se-1"],
        ["--sandbox", "--url", "http://localhost", "se-1"],
        ["--file", "missing.csv"],
        [],
    ],
)
def test_wrong_use_is_told_from_a_problem(arguments: list[str], tmp_path: Path) -> None:
    done = run("track", *arguments, cwd=tmp_path)
    assert done.returncode == 64
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["se-1"], {}, "no provider to ask"),
        (["se-1"], {"GATEWAY_SHIPO_API_TOKEN": "x"}, "Did you mean GATEWAY_SHIPPO_API_TOKEN?"),
        (["--url", "ftp://example.com", "se-1"], {}, "must be like https://"),
        (["--url", "http://a:b@localhost", "se-1"], {}, "must be like https://"),
        (["--url", "http://127.0.0.1:1", "se-1"], {}, "can't be reached: Connection refused."),
        (["--url", "http://localhost:x", "se-1"], {}, "can't be understood"),
    ],
)
def test_who_can_not_ask_is_told_why(
    arguments: list[str], settings: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = run("track", *arguments, cwd=tmp_path, **settings)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
