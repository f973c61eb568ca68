"""Programs and files that tests need and a machine may lack: find them, or say what to install."""

import os
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest

PROJECT_DIR = Path(__file__).resolve().parent.parent


def require(*programs: str, install: str) -> str:
    """Return the path of the first of these programs that is here; skip the test if none is.

    `install` is the command that brings it. With `GATEWAY_TEST_REQUIRE=1`, as in CI, a missing
    program fails the test, so that nothing is left out unseen.
    """
    for program in programs:
        if path := shutil.which(program):
            return path
    return go_without(f"{' or '.join(programs)} is not on the path; to run this test: {install}")


def go_without(reason: str) -> NoReturn:
    """Skip the test for this reason, or fail it with `GATEWAY_TEST_REQUIRE=1`."""
    if os.environ.get("GATEWAY_TEST_REQUIRE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def redis_server() -> str:
    """Return the path of a Redis server, or of Valkey, its twin."""
    return require("redis-server", "valkey-server", install="apt-get install redis-server")


def node() -> str:
    """Return the path of Node.js."""
    return require("node", install="apt-get install nodejs npm")


def chromium() -> str:
    """Return the path of a Chromium that runs headless."""
    return require(
        "chromium", "chromium-browser", "google-chrome", install="apt-get install chromium"
    )


def reference_dir() -> Path:
    """Return the folder of provider references; skip the test on a machine without one.

    `GATEWAY_REFERENCE_DIR` names it; by default it is `../shared/reference` beside the project.
    It is no part of the project, so going without is never a failure.
    """
    default = PROJECT_DIR.parent / "shared" / "reference"
    folder = Path(os.environ.get("GATEWAY_REFERENCE_DIR", default))
    if not folder.is_dir():
        pytest.skip(f"no references in {folder}; GATEWAY_REFERENCE_DIR says where they are")
    return folder.resolve()


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
