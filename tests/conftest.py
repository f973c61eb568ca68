"""What every test may ask for, and the clean environment that all of them run in."""

import os
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from hypothesis import settings

from tests import isolation, needs

UNIT_TESTS = Path(__file__).parent / "unit"
KEPT_VARIABLES = ("GATEWAY_TEST_", "GATEWAY_REFERENCE_DIR")
PORT_ATTEMPTS = 5

# A slow machine is no failure. In CI, Hypothesis by itself takes the same examples every time.
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that takes a Redis as `redis`, so that `-m "not redis"` leaves it out."""
    for item in items:
        if "redis_server_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.redis)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Keep unit tests from the network."""
    if item.path.is_relative_to(UNIT_TESTS):
        with isolation.isolated():
            return (yield)
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the developer's own settings: the `GATEWAY_*` variables and the `.env` beside them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in list(os.environ):
            if name.upper().startswith("GATEWAY_") and not name.startswith(KEPT_VARIABLES):
                monkeypatch.delenv(name)
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        yield


@pytest.fixture(scope="session")
def project_dir() -> Path:
    """The top folder of the repository."""
    return needs.PROJECT_DIR


@pytest.fixture(scope="session")
def examples_dir() -> Path:
    """The reference's sample payloads, one folder a provider; skips where there are none."""
    return needs.reference_dir() / "examples"


@pytest.fixture(scope="session")
def redis_server_url() -> Iterator[str]:
    """A real Redis server on a free port of the loopback interface, one for the whole run."""
    program = needs.redis_server()
    for _ in range(PORT_ATTEMPTS):
        port = needs.free_port()
        with _running_redis(program, port) as is_ready:
            if is_ready:
                yield f"redis://127.0.0.1:{port}/0"
                return
    pytest.fail(f"{program} did not start on any of {PORT_ATTEMPTS} ports")


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """The URL of a real and empty Redis."""
    with redis.Redis.from_url(redis_server_url) as client:
        client.flushall()
    return redis_server_url


@contextmanager
def _running_redis(program: str, port: int) -> Iterator[bool]:
    """Run a server that keeps nothing on disk; yield whether it came up."""
    options = f"--port {port} --bind 127.0.0.1 --appendonly no --daemonize no --logfile".split()
    command = [program, *options, "", "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            # A server that can't have the port says so and ends, and its output with it.
            yield any("Ready to accept connections" in line for line in server.stdout)
        finally:
            server.terminate()
