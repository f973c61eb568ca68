"""The tests' own footing: what is missing is said, and nothing of this machine shines through."""

import asyncio
import os
import socket
from pathlib import Path

import pytest
import redis

from tests import isolation, needs


def test_a_program_that_is_here_is_found_by_the_first_name_that_fits() -> None:
    assert needs.require("no-such-program", "sh", install="-") == needs.require("sh", install="-")


def test_a_missing_program_skips_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_TEST_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="to run this test: apt-get install it"):
        needs.require("no-such-program", install="apt-get install it")


def test_a_missing_program_fails_where_all_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_TEST_REQUIRE", "1")
    with pytest.raises(pytest.fail.Exception, match="to run this test: apt-get install it"):
        needs.require("no-such-program", install="apt-get install it")


def test_no_setting_of_this_machine_reaches_a_test(project_dir: Path) -> None:
    kept = ("GATEWAY_TEST_", "GATEWAY_REFERENCE_DIR")
    settings = {name for name in os.environ if name.startswith("GATEWAY_")}
    assert {name for name in settings if not name.startswith(kept)} == set()
    assert Path.cwd() != project_dir
    assert not Path(".env").exists()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_gets_an_empty_redis(redis_url: str, turn: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)
        assert client.get("turn") == turn


def test_a_unit_test_can_reach_no_network() -> None:
    with socket.socket() as here, isolation.isolated():
        with pytest.raises(AssertionError, match=r"called socket\.bind"):
            here.bind(("127.0.0.1", 0))
        with pytest.raises(AssertionError, match=r"called socket\.connect"):
            here.connect(("127.0.0.1", 9))
    with socket.socket() as outside:
        outside.bind(("127.0.0.1", 0))


def test_a_unit_test_can_still_await() -> None:
    with isolation.isolated():
        assert asyncio.run(asyncio.sleep(0, "done")) == "done"
